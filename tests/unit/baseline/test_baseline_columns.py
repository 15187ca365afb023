"""Columns as one string a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_builders import NAMES

from perfgate.baseline.columns import EVERY_COLUMN, join_columns, split_columns


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ((), ""),
        (("name", "id"), "id name"),
        (("a b",), "a\\ b"),
        (("*",), "\\*"),
        (("a\\b",), "a\\\\b"),
    ],
)
def test_columns_are_sorted_and_escaped(names, text):
    """Names are sorted; white space, backslashes and a lone star are escaped."""
    assert text == join_columns(names)


@given(st.sets(NAMES, max_size=5))
def test_split_undoes_join(names):
    """Any names come back, and none is taken for all columns."""
    text = join_columns(names)
    assert tuple(sorted(names)) == split_columns(text)
    assert text != EVERY_COLUMN
