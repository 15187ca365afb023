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
_LIMITS = frozenset({"max_queries", "max_rows", "max_ms"})


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


def repeats(judgement: Judgement) -> bool:
    """Tell whether the work repeated; a time that has not settled says nothing of it."""
    return all(finding.verdict is not Verdict.UNSTABLE for finding in of_work(judgement))


def can_be_written(judgement: Judgement) -> bool:
    """Tell whether the record may become a baseline.

    One that cannot be relied on may not, nor one that exceeds a budget: no baseline settles that.
    """
    exceeds = any(
        finding.fact in _LIMITS and finding.verdict is not Verdict.UNSTABLE
        for finding in judgement.findings
    )
    work = of_work(judgement)
    return not exceeds and all(finding.verdict not in _DOUBTFUL for finding in work)


def of_work(judgement: Judgement) -> list[Finding]:
    """Return the findings about what was done, limits and notices left aside."""
    return [each for each in judgement.findings if not each.notice and each.fact not in _LIMITS]


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
