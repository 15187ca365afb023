"""The text of a baseline file is laid out such that git, as it comes, merges most changes."""

from __future__ import annotations

import subprocess
from itertools import pairwise, product
from pathlib import Path

import pytest
from msgspec.structs import replace

from perfgate.baseline.parse import parse
from perfgate.baseline.render import render
from perfgate.baseline.schema import BaselineCacheFact, BaselineFile, BaselineStatement

REAL = Path(__file__).parents[3] / "baselines" / "perf_tests" / "test_small.json"
FILE = parse(REAL.read_bytes(), REAL)
KEYS = sorted(FILE.measurements)


def first_number(entry):
    """Change a number at the beginning of the entry's statements, if it has any."""
    held = dict(entry.statements.get("default", {}))
    if held:
        identity = min(held)
        held[identity] = replace(held[identity], count=held[identity].count + 1)
    return replace(entry, statements={"default": held} if held else {})


def last_number(entry):
    """Change the last number of the entry."""
    return replace(entry, round_trips={**entry.round_trips, "default": 77})


def first_fact(entry):
    """Add a fact at the very beginning."""
    fact = BaselineCacheFact(count=1, sites=["x.py::f"])
    return replace(entry, cache={"aaa": {"k": {"get hit": fact}}, **entry.cache})


def last_fact(entry):
    """Add a fact at the very end, where the line before it gets a comma."""
    return replace(entry, transactions={**entry.transactions, "zzz": {"SAVEPOINT": 1}})


def statement_more(entry):
    """Send another statement."""
    held = {**entry.statements.get("default", {}), "zzz": BaselineStatement(count=1, rows=1)}
    return replace(entry, statements={"default": held})


def loosened(entry):
    """Give a reason."""
    return replace(entry, reason="because")


CHANGES = (first_number, last_number, first_fact, last_fact, statement_more, loosened)


def changed(file, key, change):
    """The file with one measurement changed, or removed where there is no change."""
    rest = {name: entry for name, entry in file.measurements.items() if name != key}
    made = {key: change(file.measurements[key])} if change else {}
    return replace(file, measurements={**rest, **made})


def merge(folder, base, ours, theirs):
    """Merge lines as git does; the text, or None where they are in conflict."""
    for name, file in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_bytes(render(file))
    done = subprocess.run(
        ["git", "merge-file", "-p", "-q", "ours", "base", "theirs"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else None


@pytest.mark.parametrize(("one", "next_one"), list(pairwise(KEYS)))
def test_neighbours_that_exist_never_collide(tmp_path, one, next_one):
    """Each branch changes one of two measurements side by side, whatever it changes."""
    wrong = [
        (mine.__name__, yours.__name__)
        for mine, yours in product(CHANGES, CHANGES)
        if merge(tmp_path, FILE, changed(FILE, one, mine), changed(FILE, next_one, yours))
        != render(changed(changed(FILE, one, mine), next_one, yours))
    ]
    assert wrong == []


@pytest.mark.parametrize("place", range(len(KEYS) + 1))
def test_a_new_measurement_does_not_collide_with_a_changed_neighbour(tmp_path, place):
    """At the beginning, between any two, and at the end."""
    new = f"{KEYS[place - 1]}~" if place else "!"
    donor = FILE.measurements[KEYS[0]]

    def grown(file: BaselineFile) -> BaselineFile:
        return replace(file, measurements={**file.measurements, new: donor})

    wrong = [
        (key, change.__name__)
        for key, change in product(KEYS[max(place - 1, 0) : place + 1], CHANGES)
        if merge(tmp_path, FILE, grown(FILE), changed(FILE, key, change))
        != render(grown(changed(FILE, key, change)))
    ]
    assert wrong == []


def test_only_new_and_removed_ones_at_one_place_collide(tmp_path):
    """For these there is the merge driver, and ``perfgate baselines resolve``."""
    one, next_one = KEYS[3:5]
    donor = FILE.measurements[one]
    new, newer = (
        replace(FILE, measurements={**FILE.measurements, f"{one}{end}": donor}) for end in "~!"
    )
    gone, gone_too = changed(FILE, one, None), changed(FILE, next_one, None)
    collisions = [(new, newer), (gone, gone_too), (new, gone)]
    assert [merge(tmp_path, FILE, *pair) for pair in collisions] == [None] * 3
