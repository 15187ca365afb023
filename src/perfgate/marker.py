"""Reading the markers of a perf test: those of its module, its class and the test itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from perfgate.analyse.allowance_texts import Place, nearer_wins, read_allowances
from perfgate.session import read_marker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from perfgate.config import Config
    from perfgate.session import Marked

#: Arguments that add up, entry by entry, where the others are replaced by the nearer marker.
_MAPPINGS = ("ignore", "tolerance")


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
    marked = read_marker(args, plain, config.dataset)
    return replace(marked, allowances=nearer_wins([project, *levels]))
