"""Reading the markers of a perf test: those of its module, its class and the test itself."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from perfgate.analyse.allowance_texts import Place, nearer_wins, read_allowances
from perfgate.errors import ConfigError
from perfgate.model import Budgets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from perfgate.config import Config
    from perfgate.model import Allowance

_MARKER_KEYS: dict[str, tuple[type, ...]] = {
    "dataset": (str,),
    "max_queries": (int,),
    "max_rows": (int,),
    "max_ms": (int, float),
}
_KINDS = {"dataset": "str", "max_ms": "number"}
_EXAMPLES = {"dataset": "'medium'"}
#: Arguments that add up, entry by entry, where the others are replaced by the nearer marker.
_MAPPINGS = ("ignore", "tolerance")


@dataclass(frozen=True, slots=True)
class Marked:
    """What the marker of a perf test asks for."""

    dataset: str | None
    budgets: Budgets
    allowances: tuple[Allowance, ...] = ()


def read_markers(
    markers: Iterable[tuple[Sequence[Any], Mapping[str, Any]]], *, nodeid: str, config: Config
) -> Marked:
    """Read what the markers of a test ask for, and what the project allows besides.

    Args:
        markers: positional and keyword arguments of each, the nearest first.
        nodeid: the test's, for messages.
        config: gives the default dataset, and what the project allows.

    Raises:
        ConfigError: an argument is unknown or has a value that cannot be used.
    """
    far_to_near = list(markers)[::-1]
    args = tuple(arg for positional, _ in reversed(far_to_near) for arg in positional)
    plain = {
        key: value
        for _, named in far_to_near
        for key, value in named.items()
        if key not in _MAPPINGS
    }
    place = Place(f"the marker perf of {nodeid}")
    levels = [
        read_allowances(named.get("ignore"), named.get("tolerance"), place)
        for _, named in far_to_near
    ]
    project = {each.pattern: each for each in config.allowances}
    marked = _read(args, plain, config.dataset)
    return replace(marked, allowances=nearer_wins([project, *levels]))


def _read(args: Sequence[Any], kwargs: Mapping[str, Any], default: str | None) -> Marked:
    """Read the arguments of a ``perf`` marker, but what it ignores and tolerates.

    Raises:
        ConfigError: an argument is unknown or has the wrong type.
    """
    known = ", ".join(f"{key}=" for key in (*_MARKER_KEYS, *_MAPPINGS))
    if args:
        raise ConfigError(
            f"The marker perf takes no positional arguments, got {args[0]!r}.",
            remedy=f"Name it: {known}.",
            slug="marker-argument",
        )
    for key, value in kwargs.items():
        if key not in _MARKER_KEYS:
            raise ConfigError(
                f"The marker perf has no argument {key!r}.",
                remedy=f"It takes {known}.",
                slug="marker-argument",
            )
        kinds = _MARKER_KEYS[key]
        if kinds == (int,) and isinstance(value, int) and value < 0:
            raise ConfigError(
                f"The marker perf has {key}={value}, and nothing is less than none.",
                remedy=f"Write what it may be at most: {key}=50.",
                slug="marker-argument",
            )
        nullable = key == "dataset" and value is None
        if not nullable and (not isinstance(value, kinds) or isinstance(value, bool)):
            raise ConfigError(
                f"The marker perf has {key}={value!r}, which is no {_KINDS.get(key, 'int')}.",
                remedy=f"Write {key}={_EXAMPLES.get(key, '50')}.",
                slug="marker-argument",
            )
    budgets = Budgets(
        max_queries=kwargs.get("max_queries"),
        max_rows=kwargs.get("max_rows"),
        max_ms=_time_limit(kwargs.get("max_ms")),
    )
    return Marked(kwargs.get("dataset", default), budgets)


def _time_limit(value: float | None) -> float | None:
    if value is not None and not 0 < value < math.inf:  # which NaN is not either
        raise ConfigError(
            f"The marker perf has max_ms={value!r}, and no call takes so long.",
            remedy="Write the milliseconds that a call may take, such as max_ms=50.",
            slug="max-ms",
        )
    return value
