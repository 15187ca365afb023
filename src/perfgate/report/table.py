"""The table of measurements: what each did before and does now."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from perfgate.model import Verdict
from perfgate.report.measurement import markup_of, verdict_text
from perfgate.report.text import pad, printable, shorten, width_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from perfgate.model import Judgement
    from perfgate.report.line import Line
    from perfgate.report.measurement import Style

#: Up to so many measurements every row is shown; beyond, only the notable ones, unless ``-v``.
ROWS_SHOWN = 40
_HEADINGS = ("test", "statements", "rows", "verdict")
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
    numbers = [
        (
            printable(_moved(each.statements_before, each.statements), ascii_only=style.ascii_only),
            printable(_moved(each.rows_before, each.rows), ascii_only=style.ascii_only),
        )
        for each in shown
    ]
    first = _width_of_column([_HEADINGS[1], *(pair[0] for pair in numbers)])
    second = _width_of_column([_HEADINGS[2], *(pair[1] for pair in numbers)])
    last = _width_of_column([_HEADINGS[3], *(verdict_text(each.verdict) for each in shown)])
    room = max(style.width - first - second - last - 3 * len(_GAP), _NARROWEST_NAME)
    texts = [_name(names[each.id], room, style) for each in shown]
    width = _width_of_column([_HEADINGS[0], *texts])
    yield [
        (_row(_HEADINGS[0], _HEADINGS[1:3], (width, first, second)), {"bold": True}),
        (_HEADINGS[3], {"bold": True}),
    ]
    for judgement, text, pair in zip(shown, texts, numbers, strict=True):
        verdict = judgement.verdict
        row = _row(text, pair, (width, first, second))
        written: Line = [(", written", {})] if judgement.id in accepted else []
        yield [(row, {}), (verdict_text(verdict), markup_of(verdict)), *written]


def hidden_rows(judgements: Sequence[Judgement], style: Style) -> int:
    """Return how many measurements the table leaves out."""
    return len(judgements) - len(_rows_shown(judgements, style))


def short_names(ids: Sequence[str]) -> dict[str, str]:
    """Return the ids without their modules, which stay where two would become the same."""
    short = {each: each.partition("::")[2] or each for each in ids}
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


def _moved(before: int | None, now: int) -> str:
    return f"{now}" if before in (None, now) else f"{before} → {now}"


def _row(name: str, numbers: Sequence[str], widths: tuple[int, int, int]) -> str:
    cells = [pad(cell, width) for cell, width in zip((name, *numbers), widths, strict=True)]
    return _GAP.join(cells) + _GAP


def _width_of_column(cells: Sequence[str]) -> int:
    return max(width_of(cell) for cell in cells)
