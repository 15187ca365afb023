"""The order of findings: the one that tells most about what happened comes first.

A loop that sends a statement per row explains more than the query that lost its join, and both
more than a budget that they exceed together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.verdict import severity
from perfgate.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfgate.model import Finding

_FACTS = (
    "dataset",
    "statement",
    "count",
    "rows",
    "columns",
    "cache",
    "transactions",
    "round_trips",
    "max_queries",
    "max_rows",
    "max_ms",
)
_WORSE = frozenset({Verdict.REGRESSED, Verdict.CHANGED})
_MORE_STATEMENTS = frozenset({"count", "statement"})


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings: more statements, changed ones, more rows, the rest, gains, notices."""
    return tuple(sorted(findings, key=_rank))


def growth(finding: Finding) -> int:
    """Return by how much a number rose; negative where it fell, 0 where it is no number."""
    if isinstance(finding.before, int) and isinstance(finding.after, int):
        return finding.after - finding.before
    return 0


def _rank(finding: Finding) -> tuple[bool, bool, int, int, int, str, str, str]:
    worse = finding.verdict in _WORSE
    grew = growth(finding)
    multiplies = worse and finding.fact in _MORE_STATEMENTS and grew > 0
    fact = _FACTS.index(finding.fact) if finding.fact in _FACTS else len(_FACTS)
    return (
        finding.notice,
        not multiplies,
        0 if worse else 1 + severity(finding.verdict),
        0 if multiplies else fact,
        -abs(grew),
        finding.alias,
        finding.identity or finding.identity_before,
        finding.detail,
    )
