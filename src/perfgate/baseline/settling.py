"""What to keep of facts and their successors, so that a diff shows what differs and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfgate.baseline.schema import BaselineCacheFact, BaselineStatement, Facts


def settled(old: Facts, new: Facts) -> Facts:
    """Return what to keep of facts and their successors: ``old`` itself where the exact ones agree.

    A statement or cache fact that is what it was stays, call sites and all. The last reason
    stays until another is given.
    """
    merged = msgspec.structs.replace(
        new,
        reason=new.reason or old.reason,
        statements={
            alias: _statements(old.statements.get(alias, {}), identities)
            for alias, identities in new.statements.items()
        },
        cache={
            alias: {
                group: _cache(old.cache.get(alias, {}).get(group, {}), facts)
                for group, facts in groups.items()
            }
            for alias, groups in new.cache.items()
        },
    )
    return old if _but_reason(merged) == _but_reason(old) else merged


def same_facts(one: Facts, other: Facts) -> bool:
    """Tell whether the exact facts of two agree, wherever the work is sent from."""
    return settled(one, other) is one


def _but_reason(facts: Facts) -> tuple[object, ...]:
    return (
        facts.dataset,
        facts.statements,
        facts.transactions,
        facts.cache,
        facts.round_trips,
    )


def _statements(
    old: Mapping[str, BaselineStatement], new: Mapping[str, BaselineStatement]
) -> dict[str, BaselineStatement]:
    return {
        identity: old[identity]
        if identity in old and _exact(old[identity]) == _exact(statement)
        else statement
        for identity, statement in new.items()
    }


def _cache(
    old: Mapping[str, BaselineCacheFact], new: Mapping[str, BaselineCacheFact]
) -> dict[str, BaselineCacheFact]:
    return {
        what: old[what] if what in old and old[what].count == fact.count else fact
        for what, fact in new.items()
    }


def _exact(statement: BaselineStatement) -> tuple[object, ...]:
    return statement.count, statement.rows, statement.columns
