"""How verdicts rank, and which of them fail a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfgate.model import Finding, Judgement

_SEVERITY = {verdict: place for place, verdict in enumerate(Verdict)}
_ALWAYS_FAIL = frozenset({Verdict.REGRESSED, Verdict.CHANGED, Verdict.UNMEASURED})
_FAIL_WHEN_STRICT = frozenset({Verdict.IMPROVED, Verdict.STALE})
_DOUBTFUL = frozenset({Verdict.UNMEASURED, Verdict.UNSTABLE})
#: Facts that no baseline can settle: the author of the test wrote them down.
_LIMITS = frozenset({"max_queries", "max_rows"})


def severity(verdict: Verdict) -> int:
    """Rank a verdict; 0 is the worst."""
    return _SEVERITY[verdict]


def worst(findings: Iterable[Finding], *, strict: bool) -> Verdict:
    """Return the worst verdict of the findings, notices left aside; ``ok`` where there is none.

    What fails comes before what does not: in a strict run a gain is not hidden behind a fact that
    is only unstable.
    """
    verdicts = (finding.verdict for finding in findings if not finding.notice)
    return min(
        verdicts,
        key=lambda verdict: (not fails(verdict, strict=strict, ci=True), severity(verdict)),
        default=Verdict.OK,
    )


def needs_reason(judgement: Judgement) -> bool:
    """Tell whether writing the measurement down would loosen its baseline."""
    return any(finding.loosens for finding in judgement.findings if not finding.notice)


def can_be_written(judgement: Judgement) -> bool:
    """Tell whether the record may become a baseline.

    One that cannot be relied on may not, nor one that exceeds a budget: no baseline settles that.
    """
    return not any(
        finding.verdict in _DOUBTFUL or finding.fact in _LIMITS
        for finding in judgement.findings
        if not finding.notice
    )


def fails(verdict: Verdict, *, strict: bool, ci: bool) -> bool:
    """Tell whether a measurement of this verdict fails its test.

    Args:
        verdict: the verdict on the measurement.
        strict: gains must be written down: ``improved`` and ``stale`` fail as well.
        ci: nobody is there to create a baseline: ``new`` fails as well.
    """
    if verdict in _ALWAYS_FAIL:
        return True
    if verdict in _FAIL_WHEN_STRICT:
        return strict
    return verdict is Verdict.NEW and ci
