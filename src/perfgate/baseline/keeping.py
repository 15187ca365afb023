"""Leaving facts of an entry as they are while the others are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from perfgate.baseline.schema import Facts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from perfgate.baseline.schema import BaselineCacheFact, BaselineStatement
    from perfgate.model import FactName

T = TypeVar("T")

#: The sections of an entry by the group of facts that ``--perf-only`` knows them by.
_SECTIONS = {
    "statements": ("statements",),
    "transactions": ("transactions",),
    "cache": ("cache", "round_trips"),
}


def narrowed(
    old: Facts | None, new: Facts, only: Collection[str], kept: Iterable[FactName]
) -> Facts:
    """Return the new facts with what is to stay taken from the old ones.

    Args:
        old: those in the file, or None.
        new: the measurement's.
        only: the groups of facts to write where there are old ones; empty for all.
        kept: facts that stay as they are, or stay away.
    """
    if old is not None and only:
        staying = {
            section: getattr(old, section)
            for group, sections in _SECTIONS.items()
            if group not in only
            for section in sections
        }
        new = msgspec.structs.replace(new, **staying)
    old = old or Facts()
    statements, transactions = _copied(new.statements), _copied(new.transactions)
    cache = {alias: _copied(groups) for alias, groups in new.cache.items()}
    round_trips = dict(new.round_trips)
    for name in kept:
        alias, subject, what = name.alias, name.subject, name.detail
        if name.fact in ("statement", "count", "rows", "columns"):
            _keep_statement(name, old.statements, statements)
        elif name.fact == "transactions":
            stored = old.transactions.get(alias, {})
            _keep(stored, transactions.setdefault(alias, {}), subject)
        elif name.fact == "cache":
            facts: Mapping[str, BaselineCacheFact] = old.cache.get(alias, {}).get(subject, {})
            _keep(facts, cache.setdefault(alias, {}).setdefault(subject, {}), what)
        else:
            _keep(old.round_trips, round_trips, alias)
    return msgspec.structs.replace(
        new,
        statements=_without_empty(statements),
        transactions=_without_empty(transactions),
        cache=_without_empty({alias: _without_empty(groups) for alias, groups in cache.items()}),
        round_trips=round_trips,
    )


def _keep_statement(
    name: FactName,
    old: Mapping[str, Mapping[str, BaselineStatement]],
    new: dict[str, dict[str, BaselineStatement]],
) -> None:
    stored, written = old.get(name.alias, {}), new.setdefault(name.alias, {})
    if name.fact == "statement":
        _keep(stored, written, name.subject)
    elif name.subject in stored and name.subject in written:
        part = {name.fact: getattr(stored[name.subject], name.fact)}
        written[name.subject] = msgspec.structs.replace(written[name.subject], **part)


def _keep(old: Mapping[str, T], new: dict[str, T], key: str) -> None:
    if key in old:
        new[key] = old[key]
    else:
        new.pop(key, None)


def _copied(sections: Mapping[str, Mapping[str, T]]) -> dict[str, dict[str, T]]:
    return {key: dict(section) for key, section in sections.items()}


def _without_empty(sections: Mapping[str, dict[str, T]]) -> dict[str, dict[str, T]]:
    return {key: section for key, section in sections.items() if section}
