"""The recipes of the reference application give the same rows in any chunk and process."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.recipes import MEDIUM, SMALL
from perfgate.dataset.checks import check, written
from perfgate.dataset.copy import render
from perfgate.dataset.digests import digest
from perfgate.dataset.generate import Tables

ROOT = Path(__file__).parents[3]
WHOLE = Tables(SMALL)

_PRINT_DIGEST = """
import django
django.setup()
from fixtures.recipes import SMALL
from perfgate.dataset.digests import digest
print(digest(SMALL, "18"))
"""


@pytest.mark.parametrize("recipe", [SMALL, MEDIUM], ids=lambda recipe: recipe.name)
def test_the_recipes_are_right(recipe):
    """Every table is declared as its model wants it."""
    check(recipe)


def test_medium_has_over_a_million_rows():
    """The numbers of rows that perf tests count on."""
    tables = Tables(MEDIUM)
    rows = {table.model.__name__: tables.of(table.model).count for table in MEDIUM.tables}
    assert rows["Attendance"] >= 600_000
    assert rows["TaskSchedule"] >= 420_000
    assert (rows["Ticket"], rows["Asset"], rows["People"]) == (14_000, 15_000, 3_800)
    assert sum(rows.values()) > 1_000_000


@given(st.data())
def test_a_chunk_holds_the_rows_of_the_whole(data):
    """Rows a to b, computed alone, are rows a to b of the table computed at once."""
    table = data.draw(st.sampled_from(SMALL.tables))
    count = WHOLE.of(table.model).count
    start = data.draw(st.integers(0, count - 1))
    stop = data.draw(st.integers(start + 1, min(count, start + 300)))
    fresh = Tables(SMALL).of(table.model).block(start, stop)
    for field in written(table):
        expected = WHOLE.of(table.model).whole(field.name)[start:stop]
        found = fresh.column(field.name)
        np.testing.assert_array_equal(found, expected, err_msg=field.name, strict=True)


@pytest.mark.parametrize("table", SMALL.tables, ids=lambda table: table.factory.__name__)
def test_two_chunks_are_written_as_one(table):
    """What goes to COPY does not depend on where it was cut."""
    rows = WHOLE.of(table.model)
    cut = min(500, rows.count // 3)
    fields = written(table)
    parts = [render(rows.block(*ends), fields, WHOLE) for ends in ((0, cut), (cut, 1_500))]
    assert b"".join(parts) == render(rows.block(0, 1_500), fields, WHOLE)


def test_another_seed_gives_other_rows():
    """The seed is part of every value."""
    other = Tables(replace(SMALL, seed=2))
    table = SMALL.tables[4]
    first, second = (tables.of(table.model).whole("peoplename") for tables in (WHOLE, other))
    assert (first == second).mean() < 0.1


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_digest_is_the_same_in_each_process(hash_seed):
    """Neither the hash seed nor the order of imports is seen in it."""
    env = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "DJANGO_SETTINGS_MODULE": "facility.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", _PRINT_DIGEST]
    found = subprocess.run(command, env=env, capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == digest(SMALL, "18")
