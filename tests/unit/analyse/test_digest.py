"""The exact digest: what is in it, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_builders import FILTERED, TEMPLATE, measurement, measurements, record, statement

from perfgate.analyse.digest import exact_digest, run_digest

BASE = record(statement(rows=2, columns={"ticket": "id"}), SAVEPOINT=1)


@pytest.mark.parametrize(
    "other",
    [
        record(statement(rows=3, columns={"ticket": "id"}), SAVEPOINT=1),
        record(statement(rows=2, columns={"ticket": "name"}), SAVEPOINT=1),
        record(statement(rows=2, columns={"ticket": "id"}, count=2), SAVEPOINT=1),
        record(statement(rows=2, columns={"ticket": "id"}, alias="replica"), SAVEPOINT=1),
        record(statement(FILTERED, rows=2, columns={"ticket": "id"}), SAVEPOINT=1),
        record(statement(rows=2, columns={"ticket": "id"}), SAVEPOINT=2),
        record(statement(rows=2, columns={"ticket": "id"})),
    ],
)
def test_every_exact_fact_is_in_it(other):
    """A record that differs in one exact fact has another digest."""
    assert exact_digest(BASE) != exact_digest(other)


def test_places_examples_and_the_schema_are_not_in_it():
    """Edits that move lines or widen a table leave the digest as it was."""
    moved = record(
        statement(rows=2, columns={"ticket": "id"}, at=TEMPLATE, example="SELECT 1"),
        tables={"ticket": "id name"},
        SAVEPOINT=1,
    )
    assert exact_digest(BASE) == exact_digest(moved)


def test_it_stays_the_same_across_releases():
    """A digest noted today is found again tomorrow."""
    assert exact_digest(BASE) == "dcdc959d6c69903050722353e535b9b11baba5a481fa6acf342492408b3045c5"


@given(st.lists(measurements(), max_size=4, unique_by=lambda each: each.id))
def test_a_run_does_not_depend_on_test_order(made):
    """The run digest is the same whatever the order of the tests."""
    assert run_digest(made) == run_digest(list(reversed(made)))


def test_a_run_names_its_measurements():
    """The same record under another name is another run."""
    assert run_digest([measurement(name="cold")]) != run_digest([measurement(name="warm")])
