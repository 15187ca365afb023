"""Making any text fit to print: nothing in a name or in SQL may steer the terminal."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate, takewhile

#: Stands before how often something happened.
TIMES = "\N{MULTIPLICATION SIGN}"
#: What the report itself prints beyond ASCII, and what stands for it where that cannot be shown.
_ASCII_FOR = {"→": "->", TIMES: "x", "…": "...", "·": "|"}
#: Control, formatting (among them the bidirectional overrides), surrogate, unassigned and
#: private characters, line and paragraph separators.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
_WIDE = frozenset({"W", "F"})
_LAST_OF_TWO_DIGITS = 0xFF
_WHITE_SPACE = re.compile(r"\s+")


def printable(text: str, *, ascii_only: bool = False) -> str:
    r"""Return the text with characters that steer a terminal written out (``\x1b``).

    Args:
        text: any text.
        ascii_only: whether to write out everything beyond ASCII as well.
    """
    return "".join(_shown(character, ascii_only=ascii_only) for character in text)


def one_line(text: str, *, ascii_only: bool = False) -> str:
    """Return the printable text with each run of white space made one space."""
    return printable(_WHITE_SPACE.sub(" ", text).strip(), ascii_only=ascii_only)


def width_of(text: str) -> int:
    """Return how many terminal columns a printable text takes."""
    return sum(_width(character) for character in text)


def shorten(text: str, width: int, *, ascii_only: bool = False) -> str:
    """Return the text cut to so many terminal columns, an ellipsis at its end where it was cut."""
    if width_of(text) <= width:
        return text
    ellipsis = "..." if ascii_only else "…"
    room = max(width - width_of(ellipsis), 0)
    fitting = takewhile(lambda reached: reached <= room, accumulate(map(_width, text)))
    return text[: sum(1 for _ in fitting)].rstrip() + ellipsis


def shorten_pair(old: str, new: str, width: int, *, ascii_only: bool = False) -> tuple[str, str]:
    """Return two texts cut to so many terminal columns such that where they differ still shows.

    What they have in common is cut out after the beginning, which says what they are about and
    takes a third of the width, or a quarter where the difference needs the room.
    """
    if max(width_of(old), width_of(new)) <= width:
        return old, new
    common = _common_length(old, new)
    longer = max(old, new, key=len)
    end = len(longer) - _common_length(old[common:][::-1], new[common:][::-1])
    ellipsis = "..." if ascii_only else "…"
    spare = width - (end - common) - len(f" {ellipsis} {ellipsis}")
    lead = min(width // 6, max(spare - width // 4, 0))
    space = old.find(" ", max(common - lead, 0), common)
    start = (space if space >= 0 else old.rfind(" ", 0, common)) + 1
    if start > width // 3:
        head = max(min(width // 3, spare - (common - start)), width // 4)
        old, new = (f"{text[:head].rstrip()} {ellipsis} {text[start:]}" for text in (old, new))
    return shorten(old, width, ascii_only=ascii_only), shorten(new, width, ascii_only=ascii_only)


def _common_length(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def pad(text: str, width: int) -> str:
    """Return the text filled up with spaces to so many terminal columns."""
    return text + " " * (width - width_of(text))


def _shown(character: str, *, ascii_only: bool) -> str:
    if character.isascii() and character.isprintable():
        return character
    if ascii_only and character in _ASCII_FOR:
        return _ASCII_FOR[character]
    if ascii_only or unicodedata.category(character) in _UNPRINTABLE:
        return _escaped(ord(character))
    return character


def _escaped(code: int) -> str:
    if code <= _LAST_OF_TWO_DIGITS:
        return f"\\x{code:02x}"
    return chr(code).encode("ascii", "backslashreplace").decode("ascii")


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
