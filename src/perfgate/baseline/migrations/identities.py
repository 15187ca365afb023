"""Looking at the identities in the tree of a file, whatever version wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def keys_with(tree: dict[str, Any], affected: Callable[[str], bool]) -> list[str]:
    """Return the keys of the measurements that have an affected identity, variants included."""
    measurements = tree.get("measurements")
    if not isinstance(measurements, dict):
        return []
    return [key for key, entry in measurements.items() if any(map(affected, _identities(entry)))]


def _identities(facts: Any) -> Iterator[str]:
    if not isinstance(facts, dict):
        return
    statements, variants = facts.get("statements"), facts.get("variants")
    for identities in statements.values() if isinstance(statements, dict) else ():
        yield from identities if isinstance(identities, dict) else ()
    for variant in variants.values() if isinstance(variants, dict) else ():
        yield from _identities(variant)
