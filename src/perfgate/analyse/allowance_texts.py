"""Reading what authors let differ: reasons to ignore by pattern, rooms with reasons by pattern."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from perfgate.analyse.patterns import parse
from perfgate.errors import ConfigError
from perfgate.model import Allowance

if TYPE_CHECKING:
    from collections.abc import Iterable

_PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?%")
_WHOLE = 100
_PAIR = 2


class Place(NamedTuple):
    """Where something is written: what messages call it, and whether it is TOML."""

    name: str
    toml: bool = False

    def entry(self, key: str, pattern: object, value: object) -> str:
        """Return an entry as it is written there."""
        shown = f'"{pattern}"' if isinstance(pattern, str) else repr(pattern)
        if self.toml:
            return f"{key} = {{{shown} = {_in_toml(value)}}}"
        return f"{key}={{{shown}: {value!r}}}"


def read_allowances(ignore: object, tolerance: object, place: Place) -> dict[str, Allowance]:
    """Return what is let differ, by pattern.

    Args:
        ignore: reasons by pattern, or None.
        tolerance: pairs of room and reason by pattern, or None.
        place: where both are written.

    Raises:
        ConfigError: a pattern, a reason or a room cannot be used, or a pattern stands in both.
    """
    found = {}
    for text, reason in _items("ignore", ignore, place):
        pattern = _normal(text, "ignore", place)
        found[pattern] = Allowance(
            pattern=pattern, reason=_reason("ignore", pattern, reason, reason, place)
        )
    for text, value in _items("tolerance", tolerance, place):
        pattern = _normal(text, "tolerance", place)
        if pattern in found:
            raise ConfigError(
                f"{place.name} has {pattern!r} in both ignore and tolerance.",
                remedy="Take it out of one of the two: what is ignored needs no room.",
                slug="tolerance-value",
            )
        found[pattern] = _tolerance(pattern, value, place)
    return found


def nearer_wins(levels: Iterable[Mapping[str, Allowance]]) -> tuple[Allowance, ...]:
    """Add up what several places allow, the farthest first; of one pattern the nearest counts."""
    merged = {pattern: each for level in levels for pattern, each in level.items()}
    return tuple(merged[pattern] for pattern in sorted(merged))


def share_of(room: str) -> Fraction:
    """Return what a room such as ``5 %`` says, a twentieth; 0 where it is none."""
    found = _PERCENT.fullmatch(room.strip())
    return Fraction(found[1]) / _WHOLE if found else Fraction(0)


def _items(key: str, value: object, place: Place) -> list[tuple[Any, Any]]:
    if value is None:
        return []
    if not isinstance(value, Mapping):
        example = "why" if key == "ignore" else (2, "why")
        raise ConfigError(
            f"{place.name} has {key}={value!r}, which is no mapping by pattern.",
            remedy=f"Write {place.entry(key, 'cache session:*', example)}.",
            slug="ignore-pattern",
        )
    return list(value.items())


def _normal(text: object, key: str, place: Place) -> str:
    parse(text, where=f"{key} of {place.name}")
    return " ".join(str(text).split())


def _reason(key: str, pattern: str, reason: object, value: object, place: Place) -> str:
    written = " ".join(reason.split()) if isinstance(reason, str) else ""
    if not written:
        example = (2, "the clock moves the window") if key == "tolerance" else "it is replaced soon"
        raise ConfigError(
            f"{place.name} has {place.entry(key, pattern, value)}, without a reason.",
            remedy=f"Say why: {place.entry(key, pattern, example)}.",
            slug="ignore-reason",
        )
    return written


def _tolerance(pattern: str, value: object, place: Place) -> Allowance:
    wrong, room, reason = "", None, None
    if not isinstance(value, tuple | list) or len(value) != _PAIR:
        wrong = "is no pair of a room and a reason"
    else:
        room, reason = value
        wrong = _wrong_room(room)
    fitting = pattern
    if parse(pattern, where=place.name).fact == "columns":
        wrong, fitting = "gives room to columns, which are no number", "rows *"
    if wrong:
        whole, share = (place.entry("tolerance", fitting, (each, "why")) for each in (2, "5 %"))
        raise ConfigError(
            f"{place.name} has {place.entry('tolerance', pattern, value)}, which {wrong}.",
            remedy=f"Write {whole}, or {share}.",
            slug="tolerance-value",
        )
    written = _reason("tolerance", pattern, reason, value, place)
    return Allowance(
        pattern=pattern, reason=written, room=room if isinstance(room, int) else str(room).strip()
    )


def _wrong_room(room: object) -> str:
    """Say what is wrong with a room, or nothing."""
    if isinstance(room, int) and not isinstance(room, bool):
        return "" if room > 0 else f"has the room {room}, which allows nothing"
    if not isinstance(room, str) or not _PERCENT.fullmatch(room.strip()):
        return f"has the room {room!r}, neither a whole number nor a share"
    return "" if 0 < share_of(room) <= 1 else f"has the room {room!r}, which is not 0 to 100 %"


def _in_toml(value: object) -> str:
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_in_toml, value))}]"
    if isinstance(value, bool):
        return repr(value).lower()
    return f'"{value}"' if isinstance(value, str) else repr(value)
