"""A comparison in the terminal: the gate's own table and findings, and nothing to accept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.verdict import severity
from perfgate.model import Verdict
from perfgate.report.findings import notice_texts
from perfgate.report.line import plain
from perfgate.report.measurement import finding_lines, markup_of, verdict_text
from perfgate.report.summary import counted, summary_line
from perfgate.report.table import ROWS_SHOWN, table_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfgate.analyse.comparison import Comparison, Side
    from perfgate.model import Judgement
    from perfgate.report.line import Line
    from perfgate.report.measurement import Style

#: Ids listed of what is gone, unless ``-v`` asks for all.
_GONE_SHOWN = 10
#: Of a measurement that only one side has there is nothing to tell but that.
_TOLD_BY_THE_TABLE = frozenset({Verdict.OK, Verdict.NEW})
_SHORT_COMMIT = 12
_HEX = frozenset("0123456789abcdef")


def comparison_lines(
    comparison: Comparison, style: Style, *, every_row: bool = False
) -> Iterator[Line]:
    """Yield the report line by line: the sides, table, findings worst first, what is gone.

    ``every_row`` shows what is the same on both sides however many measurements there are.
    """
    yield plain(style.whole(f"perf: {title(comparison)}"))
    rows = comparison.judgements
    if not every_row and len(rows) > ROWS_SHOWN:
        rows = tuple(each for each in rows if each.verdict is not Verdict.OK)
    yield from table_lines(rows, style)
    hidden = len(comparison.judgements) - len(rows)
    if hidden:
        more = "more are" if rows else "measurements are"
        yield plain(f"{hidden} {more} the same (-v shows every row)")
    for judgement in differing(comparison):
        yield plain()
        verdict = (verdict_text(judgement.verdict), markup_of(judgement.verdict))
        yield [verdict, (f" {style.whole(judgement.id)}", {"bold": True})]
        yield from details(judgement, comparison, style)
    yield from _gone(comparison, style)
    told = notices(comparison)
    if told:
        yield plain()
    yield from (plain(style.whole(f"notice: {text}")) for text in told)
    yield plain()
    yield summary_line(len(comparison.judgements), comparison.counts, style)


def title(comparison: Comparison) -> str:
    """Return what is compared with what."""
    return f"{named(comparison.old)} → {named(comparison.new)}"


def named(side: Side) -> str:
    """Return what one side is called: a branch or tag with the commit that it means."""
    if side.kind == "run":
        return f"{side.name} (run)"
    commit = side.source[:_SHORT_COMMIT] if set(side.source) <= _HEX else ""
    return f"{side.name} ({commit})" if commit and not side.name.startswith(commit) else side.name


def differing(comparison: Comparison) -> list[Judgement]:
    """Return the judgements of which there is something to tell, worst first."""
    told = [each for each in comparison.judgements if each.verdict not in _TOLD_BY_THE_TABLE]
    return sorted(told, key=lambda each: (severity(each.verdict), each.id))


def details(judgement: Judgement, comparison: Comparison, style: Style) -> Iterator[Line]:
    """Yield the findings of a measurement, and the reason that its baseline gives for them."""
    yield from finding_lines(judgement, style, accepted=True)
    if judgement.crosses_djangos:
        versions = f"Django {judgement.django_before}, now under {judgement.django}"
        yield plain(
            f"  recorded under {versions}, which may be the cause (perfgate explain variant)"
        )
    reason = comparison.reasons.get(judgement.id)
    if reason:
        yield plain(style.whole(f"  reason given: {reason}"))


def notices(comparison: Comparison) -> list[str]:
    """Return what is told and decides nothing, each once."""
    findings = (finding for each in comparison.judgements for finding in each.findings)
    return [*comparison.notices, *notice_texts(findings)]


def _gone(comparison: Comparison, style: Style) -> Iterator[Line]:
    gone = comparison.gone
    if not gone:
        return
    shown = gone if style.verbosity > 0 else gone[:_GONE_SHOWN]
    yield plain()
    yield [("gone", {"yellow": True}), (f": only {comparison.old.name} has", {})]
    yield from (plain(f"  {style.whole(each)}") for each in shown)
    if len(gone) > len(shown):
        left = counted(len(gone) - len(shown), "more measurement")
        yield plain(style.whole(f"  … {left} (-v shows all)"))
