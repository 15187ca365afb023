"""What fails a test, and what is worse than what."""

from __future__ import annotations

import pytest

from perfgate.analyse.verdict import can_be_written, fails, needs_reason, worst
from perfgate.model import Finding, Judgement, Verdict

ALWAYS = {Verdict.REGRESSED, Verdict.CHANGED, Verdict.UNMEASURED}
STRICTLY = {Verdict.IMPROVED, Verdict.STALE}


@pytest.mark.parametrize(
    ("strict", "ci", "failing"),
    [
        (False, False, ALWAYS),
        (True, False, ALWAYS | STRICTLY),
        (False, True, ALWAYS | {Verdict.NEW}),
        (True, True, ALWAYS | STRICTLY | {Verdict.NEW}),
    ],
)
def test_which_verdicts_fail(strict, ci, failing):
    """Gains fail when strict, missing baselines in CI, losses always."""
    assert failing == {each for each in Verdict if fails(each, strict=strict, ci=ci)}


def test_the_worst_finding_is_the_verdict():
    """A notice decides nothing, however it is labelled."""
    findings = [
        Finding(verdict=Verdict.IMPROVED, fact="rows"),
        Finding(verdict=Verdict.REGRESSED, fact="columns", notice=True),
        Finding(verdict=Verdict.CHANGED, fact="statement"),
    ]
    assert worst(findings, strict=False) == Verdict.CHANGED


def test_nothing_found_is_ok():
    """A measurement without findings is as it was."""
    assert worst([], strict=True) == Verdict.OK


def test_a_loosening_finding_needs_a_reason():
    """One finding that loosens is enough."""
    kept = Finding(verdict=Verdict.IMPROVED, fact="rows")
    loose = Finding(verdict=Verdict.REGRESSED, fact="rows", loosens=True)
    judgements = [
        Judgement(id="t::call", verdict=Verdict.OK, findings=findings)
        for findings in ((), (kept,), (kept, loose))
    ]
    assert [needs_reason(each) for each in judgements] == [False, False, True]


def test_what_was_not_measured_can_be_no_baseline():
    """A doubt about the recorder outlives a worse verdict beside it."""
    doubt = Finding(verdict=Verdict.UNMEASURED, fact="escaped")
    judgement = Judgement(id="t::call", verdict=Verdict.REGRESSED, findings=(doubt,))
    assert not can_be_written(judgement)
