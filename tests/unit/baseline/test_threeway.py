"""Merging baseline files fact by fact."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgate.baseline.merge import tidied
from perfgate.baseline.parse import parse
from perfgate.baseline.render import render
from perfgate.baseline.rules import RULES
from perfgate.baseline.schema import (
    BaselineCacheFact,
    BaselineFile,
    BaselineStatement,
    Entry,
    Facts,
)
from perfgate.baseline.threeway import ThreeWay

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
        (None, 2, 3, 5),  # both send it now: so does the merged code, for either reason
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


def statements(result):
    """The statements of the one measurement of a file, as count and rows."""
    held = result.measurements["a"].statements.get("default", {})
    return {identity: (each.count, each.rows) for identity, each in held.items()}


def test_both_have_added_the_measurement():
    """Two records of the same test are no two pieces of work: the looser of the two is kept."""
    ours = file(a=entry(one=sent(2, 5)))
    theirs = file(a=entry(one=sent(3, 4)))
    result, settled = merged(file(), ours, theirs)
    assert statements(result) == {ONE: (3, 5)}
    assert [place[-1] for place in settled] == ["count", "rows"]


def test_without_a_common_ancestor_nothing_is_removed_nor_added_up():
    """What one side alone has may be new, or removed by the other: it stays."""
    merge = ThreeWay()
    result = merge.merge(
        None,
        file(a=entry(one=sent(2)), b=entry(one=sent(1))),
        file(a=entry(one=sent(3), other=sent(1))),
    )
    assert (statements(result), list(result.measurements)) == (
        {ONE: (3, 0), OTHER: (1, 0)},
        ["a", "b"],
    )
    assert [each.place for each in merge.settled] == [("a", "statements", "default", ONE, "count")]


def test_the_same_number_from_different_places_is_two_changes():
    """Each branch sends it from a line of its own; the merged code does both."""
    base = file(a=entry(one=sent(1, sites=["v.py::a"])))
    ours = file(a=entry(one=sent(6, sites=["v.py::a", "v.py::mine"])))
    theirs = file(a=entry(one=sent(6, sites=["v.py::a", "v.py::yours"])))
    result, settled = merged(base, ours, theirs)
    assert statements(result) == {ONE: (11, 0)}
    assert settled == {("a", "statements", "default", ONE, "count"): 11}


def test_the_same_change_on_both_sides_is_one():
    """A commit that was picked into both branches is done once."""
    base = file(a=entry(one=sent(1, sites=["v.py::a"])))
    both = file(a=entry(one=sent(6, sites=["v.py::a", "v.py::new"]), reason="why"))
    assert merged(base, both, both) == (both, {})


def written(text, count=1, rows=0):
    """Make a statement that a certain line sends, by its identity."""
    return {text: BaselineStatement(count=count, rows=rows, relation="t", sites=["v.py::page"])}


OLD, NEW, NEWER = "SELECT … FROM t", "SELECT … FROM t WHERE x", "SELECT … FROM t WHERE y"


def holding(*made):
    """Make a file of one measurement with these statements."""
    held = {identity: each for one in made for identity, each in one.items()}
    return file(a=Entry(statements={"default": held}))


def test_a_statement_that_one_side_rewrote_and_the_other_sends_more_often():
    """The merged code sends the new text as often as the other side sends the old one."""
    base, ours, theirs = (
        holding(written(OLD, 1, 5)),
        holding(written(NEW, 1, 4)),
        holding(written(OLD, 3, 15)),
    )
    for result, settled in (merged(base, ours, theirs), merged(base, theirs, ours)):
        assert statements(result)[NEW] == (3, 15)
        assert ("a", "statements", "default", NEW, "count") in settled


def test_a_statement_that_both_sides_rewrote():
    """Neither text may be the merged one, and what stands there is loose enough for either."""
    base, ours, theirs = (
        holding(written(OLD, 1, 5)),
        holding(written(NEW, 2, 5)),
        holding(written(NEWER, 1, 9)),
    )
    result, _ = merged(base, ours, theirs)
    assert statements(result) == {NEW: (2, 9), NEWER: (2, 9)}


def test_a_statement_that_both_sides_rewrote_alike_is_not_added_up():
    """An upgrade on both branches: what it was before is known."""
    result, _ = merged(
        holding(written(OLD, 2, 5)), holding(written(NEW, 3, 5)), holding(written(NEW, 2, 7))
    )
    assert statements(result) == {NEW: (3, 7)}


@pytest.mark.parametrize(
    ("what", "base", "ours", "theirs", "kept"),
    [
        ("get miss", 4, 1, 3, 3),
        ("get hit", 2, 3, 4, 5),
        ("set", 4, 1, 3, 3),
        ("delete", 4, 1, 3, 0),
        ("delete", 1, 2, 3, 4),
        ("delete", 3, 4, 2, 3),
        ("incr", 2, 1, 5, 4),
    ],
)
def test_of_invalidations_neither_more_nor_less_is_loose(what, base, ours, theirs, kept):
    """Where fewer fail as well as more, what both changes together give is kept."""

    def cached(count):
        return file(a=Entry(cache={"default": {"k": {what: BaselineCacheFact(count=count)}}}))

    result, settled = merged(cached(base), cached(ours), cached(theirs))
    assert result.measurements["a"].cache["default"]["k"][what].count == kept
    assert len(settled) == 1


def test_tables_that_another_measurement_needs_stay():
    """One side names a table no more, and the other names it anew: its columns are known."""
    taking = entry(one=sent(columns={"one": "*"}))
    base = BaselineFile(tables={"one": "a b"}, measurements={"old": taking})
    ours = BaselineFile(measurements={})
    theirs = BaselineFile(tables={"one": "a b"}, measurements={"old": taking, "new": taking})
    result, _ = merged(base, ours, theirs)
    assert (result.tables, list(result.measurements)) == ({"one": "a b"}, ["new"])


def test_columns_that_both_sides_added_to_a_table_are_both_there():
    """Two migrations: the merged table has what either adds, and lacks what either drops."""
    taking = file(a=entry(one=sent(columns={"one": "*"})))
    sides = [msgspec.structs.replace(taking, tables={"one": each}) for each in ("a b", "a c", "a")]
    result, settled = merged(sides[0], sides[1], sides[2])
    assert (result.tables, settled) == ({"one": "a c"}, {})


def version(django, count, **variants):
    """Make an entry of a version of Django; variants as ``v6_1=3``."""
    return Entry(
        django=django,
        statements={"default": {ONE: sent(count)}},
        variants={
            key[1:].replace("_", "."): Facts(statements={"default": {ONE: sent(each)}})
            for key, each in variants.items()
        },
    )


VERSIONS = [
    # (base, ours, theirs, version and number that it is held against after the merge)
    (version("5.2", 1), version("5.2", 3), version("6.1", 1), {"6.1": 3}),
    (version("5.2", 1), version("5.2", 3), version("5.2", 1, v6_1=2), {"5.2": 3, "6.1": 4}),
    (version("5.2", 1, v6_1=2), version("5.2", 1), version("5.2", 4, v6_1=2), {"5.2": 4, "6.1": 1}),
    (version("5.2", 1), version("6.0", 1), version("6.1", 1), {"6.1": 1}),
    (version("", 1), version("5.2", 2), version("6.1", 5), {"6.1": 6}),
]


@pytest.mark.parametrize(("base", "ours", "theirs", "kept"), VERSIONS)
def test_each_version_of_django_is_merged_by_what_serves_it(base, ours, theirs, kept):
    """What one side changed holds for the facts that the other recorded under another version."""
    for one, other in ((ours, theirs), (theirs, ours)):
        result, _ = merged(file(a=base), file(a=one), file(a=other))
        found = result.measurements["a"]
        sides = {found.django: found, **found.variants}
        assert kept == {key: each.statements["default"][ONE].count for key, each in sides.items()}


@st.composite
def consistent_files(draw):
    """Files as perfgate writes them: tables listed where a statement takes all columns."""
    tables = {"t": draw(st.sampled_from(["a", "a b", "a b c"])), "u": "x"}
    measurements = {}
    for key in draw(st.sets(st.sampled_from("abc"))):
        held = draw(
            st.dictionaries(
                st.sampled_from([OLD, NEW, NEWER, OTHER]),
                st.builds(
                    BaselineStatement,
                    count=COUNTED,
                    rows=COUNTED,
                    relation=st.just("t"),
                    sites=st.lists(st.sampled_from(["v.py::a", "v.py::b"]), unique=True),
                    columns=st.dictionaries(
                        st.sampled_from(["t", "u"]), st.sampled_from(["*", "a", "a b"])
                    ),
                ),
            )
        )
        cache = draw(
            st.dictionaries(
                st.sampled_from(["get hit", "delete"]), st.builds(BaselineCacheFact, count=COUNTED)
            )
        )
        measurements[key] = Entry(
            django=draw(st.sampled_from(["", "5.2", "6.1"])),
            statements={"default": held} if held else {},
            cache={"default": {"k": cache}} if cache else {},
            transactions=draw(
                st.dictionaries(
                    st.just("default"), st.dictionaries(st.just("SAVEPOINT"), COUNTED, min_size=1)
                )
            ),
            variants=draw(
                st.dictionaries(
                    st.just("6.0"),
                    st.builds(lambda each: Facts(statements={"default": each}), st.just(held)),
                )
            ),
        )
    return tidied(BaselineFile(tables=tables, measurements=measurements))


@given(
    base=st.one_of(st.none(), consistent_files()),
    ours=consistent_files(),
    theirs=consistent_files(),
)
def test_whatever_is_merged_can_be_read(base, ours, theirs):
    """No merge of sound files is one that perfgate itself refuses."""
    result = tidied(ThreeWay().merge(base, ours, theirs))
    assert parse(render(result), Path("x.json")) == result


@given(base=consistent_files(), changed=consistent_files())
def test_one_side_alone_wins_whatever_it_changed(base, changed):
    """Also of columns, cache facts, versions and tables."""
    for ours, theirs in ((changed, base), (base, changed), (changed, changed)):
        result, settled = merged(base, ours, theirs)
        assert (tidied(result).measurements, settled) == (changed.measurements, {})


@given(base=consistent_files(), ours=consistent_files(), theirs=consistent_files())
def test_sides_of_any_kind_may_be_swapped(base, ours, theirs):
    """Who merges whom decides nothing but the order of what is told."""
    one, other = merged(base, ours, theirs), merged(base, theirs, ours)
    assert (one[0], one[1]) == (other[0], other[1])
