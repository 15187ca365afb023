"""The last line of a report: how many measurements there were, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.model import Verdict
from perfgate.report.line import plain
from perfgate.report.measurement import markup_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfgate.report.line import Line, Markup
    from perfgate.report.measurement import Style


def summary_line(measurements: int, counts: Mapping[str, int], style: Style) -> Line:
    """Return the line: ``12 measurements: 1 regressed, 11 ok``.

    Args:
        measurements: how many there were.
        counts: how often each verdict occurred, or another word; zeros are left out.
        style: how to show it.
    """
    line: Line = [(f"{counted(measurements, 'measurement')}: ", {})]
    for word, number in counts.items():
        if number:
            separator = ", " if len(line) > 1 else ""
            line += [(separator, {}), (f"{number} {word}", _markup(word))]
    if len(line) == 1:
        line = plain("no measurements")
    return [(style.whole(text), markup) for text, markup in line if text]


def counted(number: int, noun: str) -> str:
    """Return a number of things in words: ``1 baseline``, ``2 baselines``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _markup(word: str) -> Markup:
    return markup_of(Verdict(word)) if word in set(Verdict) else {"yellow": True}
