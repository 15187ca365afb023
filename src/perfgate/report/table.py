"""The table of measurements: what each did before and does now."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from perfgate.analyse.ids import key_of
from perfgate.analyse.timing import in_ms
from perfgate.model import Verdict
from perfgate.report.allowances import left_out
from perfgate.report.measurement import markup_of, verdict_text
from perfgate.report.text import pad, printable, shorten, width_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from perfgate.model import Judgement
    from perfgate.report.line import Line
    from perfgate.report.measurement import Style

#: Up to so many measurements every row is shown; beyond, only the notable ones, unless ``-v``.
ROWS_SHOWN = 40
_NAME, _VERDICT = "test", "verdict"
_GAP = "  "
_NARROWEST_NAME = 24


def table_lines(
    judgements: Sequence[Judgement], style: Style, *, accepted: Collection[str] = ()
) -> Iterator[Line]:
    """Yield the heading and a row a measurement, aligned to the width where that is possible.

    ``accepted`` are the ids of the measurements that this run has written down.
    """
    shown = _rows_shown(judgements, style)
    if not shown:
        return
    names = short_names([judgement.id for judgement in shown])
    columns = list(number_columns(shown, style))
    widths = [_width_of_column(column) for column in columns]
    last = _width_of_column([_VERDICT, *(verdict_text(each.verdict) for each in shown)])
    room = style.width - last - sum(widths) - (len(widths) + 1) * len(_GAP)
    texts = [_name(names[each.id], max(room, _NARROWEST_NAME), style) for each in shown]
    widths = [_width_of_column([_NAME, *texts]), *widths]
    heading, *rows = [
        "".join(pad(cell, width) + _GAP for cell, width in zip(cells, widths, strict=True))
        for cells in zip([_NAME, *texts], *columns, strict=True)
    ]
    yield [(heading, {"bold": True}), (_VERDICT, {"bold": True})]
    for judgement, row in zip(shown, rows, strict=True):
        verdict = judgement.verdict
        written = ", written" if judgement.id in accepted else ""
        besides: Line = [(text, {}) for text in (written, left_out(judgement)) if text]
        yield [(row, {}), (verdict_text(verdict), markup_of(verdict)), *besides]


def number_columns(shown: Sequence[Judgement], style: Style) -> Iterator[list[str]]:
    """Yield the columns of numbers, each under its heading: caches and times where any are."""
    yield [
        "statements",
        *(_moved(each.statements_before, each.statements, style) for each in shown),
    ]
    yield ["rows", *(_moved(each.rows_before, each.rows, style) for each in shown)]
    if any(each.cache_reads or each.cache_reads_before for each in shown):
        yield ["cache hits", *(_moved(*_hits(each), style) for each in shown)]
    if any(each.p50_ms is not None or each.p50_ms_before is not None for each in shown):
        yield ["p50 ms", *(_moved(*p50_texts(each), style) for each in shown)]


def p50_texts(judgement: Judgement) -> tuple[str | None, str]:
    """Return the time of a round before, where another run is known, and now."""
    before, now = judgement.p50_ms_before, judgement.p50_ms
    return None if before is None else in_ms(before), "-" if now is None else in_ms(now)


def _hits(judgement: Judgement) -> tuple[str | None, str]:
    """Return keys found of keys looked up, before and now."""
    before = None
    if judgement.cache_reads_before is not None:
        before = _of(judgement.cache_hits_before or 0, judgement.cache_reads_before)
    return before, _of(judgement.cache_hits, judgement.cache_reads)


def _of(found: int, asked: int) -> str:
    return f"{found}/{asked}" if asked else "-"


def hidden_rows(judgements: Sequence[Judgement], style: Style) -> int:
    """Return how many measurements the table leaves out."""
    return len(judgements) - len(_rows_shown(judgements, style))


def short_names(ids: Sequence[str]) -> dict[str, str]:
    """Return the ids without their modules, which stay where two would become the same."""
    short = {each: key_of(each) or each for each in ids}
    taken = Counter(short.values())
    return {each: name if taken[name] == 1 else each for each, name in short.items()}


def _rows_shown(judgements: Sequence[Judgement], style: Style) -> list[Judgement]:
    everything = style.verbosity > 0 or len(judgements) <= ROWS_SHOWN
    return [each for each in judgements if everything or each.verdict is not Verdict.OK]


def _name(name: str, room: int, style: Style) -> str:
    shown = printable(name, ascii_only=style.ascii_only)
    if style.verbosity > 0:
        return shown
    return shorten(shown, room, ascii_only=style.ascii_only)


def _moved(before: int | str | None, now: int | str, style: Style) -> str:
    text = f"{now}" if before in (None, now) else f"{before} → {now}"
    return printable(text, ascii_only=style.ascii_only)


def _width_of_column(cells: Sequence[str]) -> int:
    return max(width_of(cell) for cell in cells)
