"""Leaving out what an author lets differ: ignored facts, and numbers within their room.

An allowance takes findings away, and neither makes nor changes one. So a statement that became
another is told as long as one of the two is not ignored, and a room is for numbers alone: it hides
no statement that became another, and no key that was renamed. The numbers of one key group are
judged together, as a hit that became a miss moves two of them. A number that differs between two
passes by no more than its room counts as stable, and is judged like any other.

A fact that is left out stays in the baseline as it is. So noise does not rewrite it, and small
steps cannot add up unseen: the number that they are held against does not move.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from perfgate.analyse.allowance_texts import share_of
from perfgate.analyse.patterns import parse
from perfgate.analyse.stability import transaction_counts
from perfgate.model import Allowed, FactName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from perfgate.model import Allowance, Finding, Record

_OF_STATEMENTS = frozenset({"count", "rows", "columns"})


class Allowances:
    """The allowances of one measurement, tried on its facts.

    Args:
        allowances: what its author lets differ.
        stored: the record of the baseline, empty where it has none.
        record: the record of this run.
        again: that of the other pass.
    """

    def __init__(
        self,
        allowances: Iterable[Allowance],
        stored: Record,
        record: Record,
        again: Record | None,
    ) -> None:
        self._patterns = {each: parse(each.pattern, where="allowance") for each in allowances}
        self._stored, self._record = stored, record
        self._passes = (record,) if again is None else (record, again)
        self._left_out: dict[Allowance, set[FactName]] = defaultdict(set)
        self._found: dict[FactName, tuple[Allowance, ...]] = {}

    def told(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that nobody allowed, and take note of the others."""
        if not self._patterns:
            return list(findings)
        told: list[Finding] = []
        numbers: dict[FactName, list[tuple[Finding, FactName]]] = defaultdict(list)
        for finding in findings:
            ends = _ends(finding)
            ignored = [self._ignoring(end) for end in ends]
            if not ends or finding.notice:
                told.append(finding)
            elif all(ignored):
                self._note(zip(ignored, ends, strict=True))
            else:
                numbers[_moves_with(ends[0])].append((finding, ends[0]))
        for group in numbers.values():
            fitting = [self._within(finding, end) for finding, end in group]
            if all(fitting):
                ends = tuple(_whole(finding, end) for finding, end in group)
                self._note(zip(fitting, ends, strict=True))
            else:
                told += [finding for finding, _ in group]
        return told

    def allowed(self) -> tuple[Allowed, ...]:
        """Return the allowances that fit some fact: how many, and how many of these differ."""
        counted = (
            Allowed(
                allowance=each,
                facts=sum(
                    name.fact == pattern.about and pattern.fits(name.alias, names)
                    for name, names in self._names.items()
                ),
                # Of a statement that is ignored count and rows are not two.
                differ=len({(n.alias, n.subject, n.detail) for n in self._left_out[each]}),
            )
            for each, pattern in self._patterns.items()
        )
        return tuple(each for each in counted if each.facts)

    def ignored(self) -> set[FactName]:
        """Return the names of the ignored facts that are not what the baseline says."""
        if not self._patterns:
            return set()
        old = {name: value for name, _, value in _facts(self._stored)}
        new = {name: value for name, _, value in _facts(self._record)}
        found = {
            name
            for name in old.keys() | new.keys()
            if old.get(name) != new.get(name) and self._ignoring(name)
        }
        # A statement that is ignored as a whole says it all.
        whole = {(name.alias, name.subject) for name in found if name.fact == "statement"}
        return {
            name
            for name in found
            if name.fact not in _OF_STATEMENTS or (name.alias, name.subject) not in whole
        }

    def tolerated(self, told: Iterable[Finding]) -> set[FactName]:
        """Return the names of the numbers within their room, but of what is told all the same."""
        told_names = {
            name
            for finding in told
            for end in _ends(finding)
            for name in (_moves_with(end), _whole(finding, end))
        }
        return {
            name
            for each, names in self._left_out.items()
            for name in names
            if each.room is not None and _moves_with(name) not in told_names
        }

    @cached_property
    def _names(self) -> dict[FactName, tuple[str, ...]]:
        records = (self._stored, *self._passes)
        return {name: names for record in records for name, names, _ in _facts(record)}

    def _fitting(self, name: FactName) -> tuple[Allowance, ...]:
        if name not in self._found:
            fact = "statement" if name.fact in _OF_STATEMENTS else name.fact
            whole = msgspec.structs.replace(name, fact=fact)
            names = self._names.get(whole, (name.subject,))
            self._found[name] = tuple(
                each
                for each, pattern in self._patterns.items()
                if pattern.covers(name.fact, room=each.room is not None)
                and pattern.fits(name.alias, names)
            )
        return self._found[name]

    def _ignoring(self, name: FactName) -> Allowance | None:
        return next((each for each in self._fitting(name) if each.room is None), None)

    def _within(self, finding: Finding, end: FactName) -> Allowance | None:
        """Return an allowance whose room the finding's numbers keep to."""
        before, after = finding.before, finding.after
        if not isinstance(before, int) or not isinstance(after, int) or finding.identity_before:
            return None
        moved = abs(after - before)
        return next((each for each in self._fitting(end) if _room(each, before) >= moved), None)

    def _note(self, pairs: Iterable[tuple[Allowance | None, FactName]]) -> None:
        for allowance, name in pairs:
            if allowance is not None:
                self._left_out[allowance].add(name)


def _room(allowance: Allowance, stored: int) -> int:
    if isinstance(allowance.room, str):
        return int(stored * share_of(allowance.room))
    return allowance.room or 0


def _ends(finding: Finding) -> tuple[FactName, ...]:
    """Return the facts that a finding is about: two where one became the other."""
    alias = finding.alias
    what = finding.detail.partition(": ")[0]
    before, now = finding.identity_before, finding.identity
    both = (before, now) if before else (now,)
    if finding.fact in ("statement", *_OF_STATEMENTS):
        return tuple(FactName(finding.fact, alias, each) for each in both)
    if finding.fact == "cache":
        return tuple(FactName("cache", alias, group, "" if before else what) for group in both)
    if finding.fact in ("transactions", "round_trips"):
        return (FactName(finding.fact, alias, what if finding.fact == "transactions" else alias),)
    return ()


def _moves_with(end: FactName) -> FactName:
    """Return what is the same for numbers that keep to their rooms together or not at all."""
    return msgspec.structs.replace(end, detail="") if end.fact == "cache" else end


def _whole(finding: Finding, end: FactName) -> FactName:
    """Return the name of what differs: a statement that one side lacks differs as a whole."""
    lacking = end.fact == "count" and 0 in (finding.before, finding.after)
    return msgspec.structs.replace(end, fact="statement") if lacking else end


def _facts(record: Record) -> Iterator[tuple[FactName, tuple[str, ...], object]]:
    """Yield each fact of a record: its name, what patterns may call it by, its value."""
    for each in record.statements:
        names = tuple(filter(None, (each.relation, each.identity)))
        columns = {table: sorted(named) for table, named in each.columns.items() if named}
        value = (each.count, each.rows, columns)
        yield FactName("statement", each.alias, each.identity), names, value
        yield FactName("rows", each.alias, each.identity), names, each.rows
        if columns:
            yield FactName("columns", each.alias, each.identity), names, columns
    for (alias, verb), count in transaction_counts(record).items():
        if count:
            yield FactName("transactions", alias, verb), (verb,), count
    for fact in record.cache:
        name = FactName("cache", fact.alias, fact.key_group, fact.what)
        yield name, (fact.key_group,), fact.count
    for alias, number in record.round_trips.items():
        if number:
            yield FactName("round_trips", alias, alias), (alias, alias.strip("()")), number
