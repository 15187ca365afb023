"""Trees built from flat rows, however broken the rows are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tenants import codes_of

from facility.core.capability_tree import build_tree, granted_only, walk


def row(code, parent=None, *, granted=False):
    """A flat row, named by its code."""
    return {"code": code, "name": code, "parent": parent, "granted": granted}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([row("a"), row("b", "a"), row("c", "b")], [["a", [["b", [["c", []]]]]]]),
        ([row("c", "b"), row("b", "a"), row("a")], [["a", [["b", [["c", []]]]]]]),
        ([row("a"), row("lost", "disabled")], [["a", []]]),
        ([row("a"), row("x", "y"), row("y", "x")], [["a", []]]),
        ([row("a"), row("self", "self")], [["a", []]]),
    ],
    ids=["empty", "nested", "items first", "menu missing", "cycle", "own parent"],
)
def test_tree(rows, expected):
    """What hangs together with the top is nested; the rest is left out."""
    assert codes_of(build_tree(rows)) == expected


@given(st.dictionaries(st.integers(0, 20), st.none() | st.integers(0, 20)))
@settings(deadline=None)
def test_any_parents_give_a_tree(parents):
    """Whatever the parents are, building ends, and no code stands in the tree twice."""
    codes = [n["code"] for _, n in walk(build_tree(row(c, p) for c, p in parents.items()))]

    assert len(codes) == len(set(codes))


def test_menus_on_the_way_to_a_grant_are_kept():
    """A granted item brings its menus along; an empty menu goes."""
    tree = build_tree([row("a"), row("b", "a", granted=True), row("c"), row("d", "c")])

    assert codes_of(granted_only(tree)) == [["a", [["b", []]]]]


def test_person_gets_what_both_were_granted():
    """A code must be bought by the client and granted to the person."""
    tree = build_tree([row("a", granted=True), row("b", granted=True), row("c")])

    assert codes_of(granted_only(tree, frozenset({"b", "c"}))) == [["b", []]]
