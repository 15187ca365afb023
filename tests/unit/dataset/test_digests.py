"""A template's name follows from everything that its content follows from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from scratch import factory_of, recipe_of

from facility.onboarding.models import TypeAssist
from perfgate.dataset.columns import Derived, Text
from perfgate.dataset.digests import canonical, digest
from perfgate.dataset.recipes import Table


def recipe(name=None, *, rows=100):
    """A recipe whose names are ``List <row>``, or what a helper function makes."""
    declared = Derived(name) if name else Text("List {row}")
    return recipe_of(Table(factory_of(TypeAssist, tacode=Text("C{row}"), taname=declared), rows))


def helper(word):
    """A function like one that a declaration calls, whose body says ``word``."""

    def names(block):
        return Text(word + "{row}").fill(block, "names")

    return names


def test_the_same_declaration_has_the_same_digest():
    """Declarations made anew are still the same."""
    assert digest(recipe(), "18") == digest(recipe(), "18")


@pytest.mark.parametrize(
    "other",
    [
        replace(recipe(), seed=2),
        replace(recipe(), name="other"),
        replace(recipe(), as_of=recipe().as_of + timedelta(days=1)),
        replace(recipe(), parameters={"days": 1}),
        recipe(rows=101),
        None,
    ],
    ids=["seed", "name", "as_of", "parameters", "rows", "empty"],
)
def test_what_differs_gives_another_digest(other):
    """Each part of a recipe counts."""
    assert digest(other, "18") != digest(recipe(), "18")


def test_another_engine_gives_another_digest():
    """Files of one major version are of no use to another."""
    assert digest(recipe(), "17") != digest(recipe(), "18")


def test_a_changed_helper_function_gives_another_digest():
    """The declaration reads the same, but its rows are others."""
    before, after = recipe(helper("old")), recipe(helper("new"))
    assert canonical(before.tables[0].factory) == canonical(after.tables[0].factory)
    assert digest(before, "18") != digest(after, "18")


def test_sets_are_taken_in_an_order_of_their_own():
    """The hash seed does not show."""
    assert canonical({"b", "a", "c"}) == "{'a','b','c'}"


def test_functions_go_by_their_name():
    """An address would differ in each process."""
    assert canonical(helper) == f"{__name__}.helper"
