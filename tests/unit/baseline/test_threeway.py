"""Merging baseline files fact by fact."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgate.baseline.schema import (
    BaselineCacheFact,
    BaselineFile,
    BaselineStatement,
    Entry,
    Facts,
)
from perfgate.baseline.threeway import RULES, ThreeWay

ONE, OTHER = "SELECT … FROM one", "SELECT … FROM other"


def sent(count=1, rows=0, **fields):
    """Make a statement."""
    return BaselineStatement(count=count, rows=rows, **fields)


def entry(*, reason="", dataset="", django="", **statements):
    """Make an entry of statements, by ``one`` and ``other``."""
    names = {"one": ONE, "other": OTHER}
    held = {names[key]: value for key, value in statements.items()}
    return Entry(
        reason=reason,
        dataset=dataset,
        django=django,
        statements={"default": held} if held else {},
    )


def file(**measurements):
    """Make a file."""
    return BaselineFile(measurements=measurements)


def merged(base, ours, theirs):
    """Merge, and give the file and the places that were settled with what was kept."""
    merge = ThreeWay()
    result = merge.merge(base, ours, theirs)
    return result, {each.place: each.kept for each in merge.settled}


def test_every_field_of_the_schema_has_a_rule():
    """A field that is added to the schema cannot be forgotten in a merge."""
    structs = (BaselineFile, Entry, Facts, BaselineStatement, BaselineCacheFact)
    names = {each.name for struct in structs for each in msgspec.structs.fields(struct)}
    assert names == RULES.keys()


def test_different_measurements_merge_without_a_word():
    """What one side alone touched is taken from that side."""
    base = file(a=entry(one=sent(1)), b=entry(one=sent(1)), c=entry(one=sent(1)))
    ours = file(a=entry(one=sent(2)), b=entry(one=sent(1)), new=entry(one=sent(1)))
    theirs = file(a=entry(one=sent(1)), b=entry(one=sent(3)), c=entry(one=sent(1)))
    result, settled = merged(base, ours, theirs)
    assert (result, settled) == (
        file(a=entry(one=sent(2)), b=entry(one=sent(3)), new=entry(one=sent(1))),
        {},
    )


def test_different_statements_of_a_measurement_merge_without_a_word():
    """One side's statement and the other's stand beside each other, with both reasons."""
    base = file(a=entry(one=sent(1)))
    ours = file(a=entry(one=sent(2), reason="more"))
    theirs = file(a=entry(one=sent(1), other=sent(1), reason="another"))
    result, settled = merged(base, ours, theirs)
    assert (result, settled) == (
        file(a=entry(one=sent(2), other=sent(1), reason="more; another")),
        {},
    )


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "kept"),
    [
        (1, 3, 2, 4),  # both added work: both are in the merged code
        (5, 1, 4, 4),  # both took work away: never tighter than either side
        (5, 1, 8, 8),
        (None, 2, 3, 3),
    ],
)
def test_a_number_that_both_changed_is_the_loosest(base, ours, theirs, kept):
    """The merged code was never measured: no guess may fail it."""
    before = file(a=entry(one=sent(base))) if base is not None else file(a=entry())
    result, settled = merged(before, file(a=entry(one=sent(ours))), file(a=entry(one=sent(theirs))))
    assert result.measurements["a"].statements["default"][ONE].count == kept
    assert settled == {("a", "statements", "default", ONE, "count"): kept}


def test_what_one_removed_and_the_other_changed_stays():
    """Taking it away would fail the side that still does it."""
    base, ours = file(a=entry(one=sent(1), other=sent(1))), file(a=entry(other=sent(1)))
    theirs = file(a=entry(one=sent(2), other=sent(1)))
    result, settled = merged(base, ours, theirs)
    assert (result, list(settled)) == (theirs, [("a", "statements", "default", ONE)])


def test_what_one_removed_and_the_other_left_is_gone():
    """A gain of one side is kept."""
    base, ours = file(a=entry(one=sent(1)), b=entry(one=sent(1))), file(a=entry(one=sent(1)))
    assert merged(base, ours, base) == (ours, {})


def test_columns_of_both_sides_are_kept():
    """A column that either side asks for may be asked for; one that a side dropped is dropped."""
    base = file(a=entry(one=sent(columns={"one": "a b"})))
    ours = file(a=entry(one=sent(columns={"one": "a b c"})))
    theirs = file(a=entry(one=sent(columns={"one": "a d"})))
    result, _ = merged(base, ours, theirs)
    assert result.measurements["a"].statements["default"][ONE].columns == {"one": "a c d"}


def test_two_datasets_are_not_mixed():
    """Rows of two datasets have nothing to say to each other: one side is kept whole."""
    base = file(a=entry(one=sent(1), dataset="small"))
    ours = file(a=entry(one=sent(1, 5), dataset="medium"))
    theirs = file(a=entry(one=sent(2, 9), dataset="large"))
    result, settled = merged(base, ours, theirs)
    assert (result, settled) == (ours, {("a", "dataset"): "medium"})


COUNTED = st.integers(0, 9)
STATEMENTS = st.dictionaries(
    st.sampled_from([ONE, OTHER]), st.builds(BaselineStatement, count=COUNTED, rows=COUNTED)
)
ENTRIES = st.builds(lambda held: Entry(statements={"default": held} if held else {}), STATEMENTS)
FILES = st.builds(
    lambda held: BaselineFile(measurements=held),
    st.dictionaries(st.sampled_from("abc"), ENTRIES),
)


@given(base=FILES, changed=FILES)
def test_one_side_alone_wins(base, changed):
    """A merge with a side that did nothing is the other side, whichever it is."""
    assert merged(base, changed, base) == (changed, {})
    assert merged(base, base, changed) == (changed, {})
    assert merged(base, changed, changed) == (changed, {})


@given(base=FILES, ours=FILES, theirs=FILES)
def test_no_number_is_tighter_than_a_side_that_changed_it(base, ours, theirs):
    """Of a statement that both sides send, neither side's count exceeds the merged one."""
    result, _ = merged(base, ours, theirs)
    for key, held in result.measurements.items():
        for identity, statement in held.statements.get("default", {}).items():
            sides = [
                side.measurements[key].statements.get("default", {}).get(identity)
                for side in (base, ours, theirs)
                if key in side.measurements
            ]
            if len(sides) < 3 or None in sides:
                continue
            base_count, *counts = (side.count for side in sides)
            if base_count not in counts:
                assert statement.count >= max(counts)


@given(base=FILES, ours=FILES, theirs=FILES)
def test_sides_may_be_swapped(base, ours, theirs):
    """Merging theirs into ours and ours into theirs give the same facts."""
    assert merged(base, ours, theirs)[0] == merged(base, theirs, ours)[0]
