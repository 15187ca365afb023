"""Plain tables of texts, for lists that are no measurements of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.report.line import plain
from perfgate.report.text import pad, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfgate.report.line import Line
    from perfgate.report.measurement import Style

_GAP = "  "


def list_lines(
    heading: Sequence[str], rows: Sequence[Sequence[str]], style: Style
) -> Iterator[Line]:
    """Yield a heading and rows of as many cells, aligned; nothing is cut off.

    Columns in which no row says anything are left out.
    """
    used = [number for number in range(len(heading)) if any(row[number] for row in rows)]
    table = [
        [style.whole(row[number]) for number in used] for row in ([heading, *rows] if rows else [])
    ]
    widths = [max(map(width_of, column)) for column in zip(*table, strict=True)]
    for number, row in enumerate(table):
        text = _GAP.join(pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        yield [(text, {"bold": True})] if number == 0 else plain(text)
