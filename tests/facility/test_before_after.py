"""What ``studies/before_after.py`` compares: every twin, on the indexes that Django makes."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest
from discovery import modules
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey

from comparison.indexes import (
    create_foreign_key_indexes,
    drop_own_indexes,
    indexes,
    table_sizes,
)
from comparison.pairs import PAIRS


def plain_indexes():
    """Table and columns of each index that no constraint made; those for LIKE left out."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            constraints = connection.introspection.get_constraints(cursor, table)
            for name, details in constraints.items():
                if details["index"] and not (details["unique"] or name.endswith("_like")):
                    found.append((table, tuple(details["columns"])))
    return sorted(found)


def foreign_keys():
    """Table and column of every foreign key of the facility that is not unique by itself."""
    return sorted(
        (model._meta.db_table, (field.column,))
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and not field.unique
    )


@pytest.mark.usefixtures("db")
def test_before_has_djangos_indexes_only():
    """Each foreign key has its index, whether the models switched it off or not; none is more."""
    drop_own_indexes(connection)
    create_foreign_key_indexes(connection)

    assert plain_indexes() == foreign_keys()


@pytest.mark.usefixtures("db")
def test_only_own_indexes_are_dropped():
    """What belongs to a constraint stays, and so do the foreign keys that are indexed."""
    before = indexes(connection)
    dropped = drop_own_indexes(connection)
    after = indexes(connection)

    assert len(before) - len(after) == dropped >= 8
    assert [each for each in before if each.constraint] == [
        each for each in after if each.constraint
    ]
    assert {each.table for each in after} <= set(table_sizes(connection))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.area}: {pair.name}")
def test_queries_of_pairs_are_there(pair):
    """The query that a pair names is one of the application's."""
    module, _, name = pair.optimised.partition(":")

    assert callable(getattr(import_module(module), name))


def test_no_twin_is_left_out():
    """Every twin that is there is compared, and every pair's module of twins has it."""
    twins = {
        f"{module.__name__}:{name}"
        for module in modules()
        if module.__name__.startswith("facility.naive.")
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    }
    there = {twin.partition(":")[0] for twin in twins}
    named = {pair.naive for pair in PAIRS if pair.naive.partition(":")[0] in there}

    assert twins == named
