"""Which facts of an entry serve which version of Django, and which of them it can do without.

A version of Django goes by the nearest one that is not newer and has facts of its own; where all
are newer, by the entry's own. So a variant that comes in changes nothing for older versions, and
updates under each version, the oldest first, settle. An entry whose version is not known counts
as the oldest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from perfgate.baseline.schema import Entry, Facts
from perfgate.baseline.settling import same_facts, settled

if TYPE_CHECKING:
    from collections.abc import Iterable


def served(entry: Entry, django: str) -> tuple[str, Facts]:
    """Return the facts that a version of Django is held against, and the version they are of.

    Args:
        entry: a baseline.
        django: a minor version, or empty where it is not known: then the entry's own facts.
    """
    facts: dict[str, Facts] = {**entry.variants, entry.django: entry}
    not_newer = (version for version in facts if _age(version) <= _age(django))
    chosen = max(not_newer, key=_age, default=entry.django) if django else entry.django
    return chosen, facts[chosen]


def written(old: Entry | None, new: Facts, *, django: str, variant: bool) -> Entry:
    """Return an entry with the facts of a run in it; ``old`` itself where they are what it says.

    Args:
        old: the entry as it was, or None.
        new: what was recorded.
        django: the minor version of Django that it was recorded under; empty where not known.
        variant: whether facts of another version stay, and these come beside them. Otherwise
            they take the place of those that this version was held against.
    """
    if old is None:
        return _entry(new, django, {})
    version, before = served(old, django)
    kept = settled(before, new)
    if kept is before:
        return old
    variants = dict(old.variants)
    if variant and django and django != version:
        # Why the others were loosened stands with them.
        variants[django] = msgspec.structs.replace(kept, reason=new.reason)
        return without_redundant(msgspec.structs.replace(old, variants=variants))
    if version == old.django:
        return without_redundant(_entry(kept, django, variants))
    del variants[version]
    variants[django] = kept
    return without_redundant(msgspec.structs.replace(old, variants=variants))


def without_redundant(entry: Entry) -> Entry:
    """Return the entry without variants whose version is served the same facts without them."""
    for version in sorted(entry.variants, key=_age, reverse=True):
        variants = {key: each for key, each in entry.variants.items() if key != version}
        rest = msgspec.structs.replace(entry, variants=variants)
        if version == entry.django or same_facts(served(rest, version)[1], entry.variants[version]):
            entry = rest
    return entry


def serving_only(entry: Entry, djangos: Iterable[str]) -> Entry:
    """Return the entry with what these versions of Django are held against, and no more.

    The facts of the oldest of them become the entry's own where its own serve none.
    """
    facts = dict(served(entry, django) for django in djangos)
    if not facts or facts.keys() == {entry.django, *entry.variants}:
        return entry
    own = entry.django if entry.django in facts else min(facts, key=_age)
    rest = {version: each for version, each in facts.items() if version != own}
    return without_redundant(_entry(facts[own], own, rest))


def _entry(facts: Facts, django: str, variants: dict[str, Facts]) -> Entry:
    own = {name: getattr(facts, name) for name in Facts.__struct_fields__}
    return Entry(**own, django=django, variants=variants)


def _age(version: str) -> tuple[int, ...]:
    """Order versions: 5.2 before 6.1 before 10.0, and one that is not known before all."""
    return tuple(int(part) for part in version.split(".") if part)
