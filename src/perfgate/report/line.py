"""What a report is made of before anything prints it: lines of spans with their markup."""

from __future__ import annotations

from typing import Literal

Markup = dict[Literal["red", "green", "yellow", "cyan", "bold", "light"], bool]
#: A text and how to show it, as pytest's terminal writer takes them.
Span = tuple[str, Markup]
Line = list[Span]


def plain(text: str = "") -> Line:
    """Return a line without markup."""
    return [(text, {})]


def text_of(line: Line) -> str:
    """Return what a line says, markup left aside."""
    return "".join(text for text, _ in line)
