"""Choosing baselines by what the command line names."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from perfgate.errors import BaselineError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    Held = TypeVar("Held")


def chosen(held: Mapping[str, Held], ids: Collection[str], only: str) -> dict[str, Held]:
    """Return the baselines that are named, by id; all where nothing is.

    Args:
        held: what there is.
        ids: ids of measurements, tests, classes or modules; a parametrised test stands for all of
            its parameters.
        only: a text that their ids hold.

    Raises:
        BaselineError: an id names nothing, or nothing is left.
    """
    unknown = [each for each in ids if not any(_names(each, name) for name in held)]
    found = {
        name: each
        for name, each in held.items()
        if only in name and (not ids or any(_names(one, name) for one in ids))
    }
    if unknown or not found:
        what = f"the id {unknown[0]!r}" if unknown else f"{only!r} in its id"
        raise BaselineError(
            f"No baseline has {what}." if unknown or only else "There is no baseline.",
            remedy="See what there is: perfgate baselines list",
            slug="nothing-matches",
        )
    return found


def _names(given: str, measurement_id: str) -> bool:
    rest = measurement_id.removeprefix(given)
    return measurement_id.startswith(given) and (not rest or rest.startswith(("::", "[")))
