"""Which facts serve which version of Django, what an update rewrites, and what it drops."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_builders import FILTERED, JOINED, PLAIN, TEMPLATE, measurement, record, statement

from perfgate.baseline.convert import to_expected
from perfgate.baseline.merge import Change, for_djangos, updated
from perfgate.baseline.parse import parse
from perfgate.baseline.render import render, render_schema
from perfgate.baseline.schema import BaselineFile, BaselineStatement, Entry, Facts
from perfgate.baseline.settling import same_facts
from perfgate.baseline.store import BaselineStore
from perfgate.baseline.variants import served, serving_only, without_redundant, written
from perfgate.errors import BaselineError

NODEID = "perf_tests/test_tickets.py::test_page"
KEY = "test_page::call"


def facts(identity, **fields):
    """Facts of one statement."""
    fact = BaselineStatement(count=1, rows=0, sites=["app.py::page"])
    return Facts(statements={"default": {identity: fact}}, **fields)


def entry(own, django="5.2", **variants):
    """An entry of one-statement facts; a variant's keyword is its version, as ``v6_1``."""
    return Entry(
        statements=facts(own).statements,
        django=django,
        variants={name[1:].replace("_", "."): facts(each) for name, each in variants.items()},
    )


def shape(made):
    """An entry by version: the identity that each of its facts holds."""
    own = {made.django: next(iter(made.statements["default"]))}
    return own | {
        key: next(iter(each.statements["default"])) for key, each in made.variants.items()
    }


SERVED = [
    (entry("a"), "5.2", "5.2"),
    (entry("a"), "6.1", "5.2"),
    (entry("a"), "4.2", "5.2"),
    (entry("a", v6_1="b"), "5.2", "5.2"),
    (entry("a", v6_1="b"), "6.0", "5.2"),
    (entry("a", v6_1="b"), "6.1", "6.1"),
    (entry("a", v6_1="b"), "6.2", "6.1"),
    (entry("a", v6_0="b", v6_1="c"), "6.0", "6.0"),
    (entry("a", v9_0="b", v10_0="c"), "9.2", "9.0"),
    (entry("a", v9_0="b", v10_0="c"), "11.0", "10.0"),
    (entry("a", "6.1", v5_2="b"), "5.2", "5.2"),
    (entry("a", "6.1", v5_2="b"), "6.0", "5.2"),
    (entry("a", "6.1", v5_2="b"), "6.1", "6.1"),
    (entry("a", "6.1", v5_2="b"), "4.2", "6.1"),
    (entry("a", "6.1", v6_0="b"), "5.2", "6.1"),
    (entry("a", ""), "6.1", ""),
    (entry("a", "", v6_1="b"), "6.0", ""),
    (entry("a", "", v6_1="b"), "6.1", "6.1"),
    (entry("a", v6_1="b"), "", "5.2"),
]


@pytest.mark.parametrize(("made", "django", "version"), SERVED)
def test_nearest_version_that_is_not_newer_serves(made, django, version):
    """A version goes by the nearest facts that are not newer, else by the entry's own."""
    chosen, found = served(made, django)
    assert (chosen, found) == (version, made if version == made.django else made.variants[version])


WRITTEN = [
    # The version that the facts are of rewrites them in place, as variant or not.
    (entry("a"), "b", "5.2", False, {"5.2": "b"}),
    (entry("a"), "b", "5.2", True, {"5.2": "b"}),
    # The project has moved on.
    (entry("a"), "b", "6.1", False, {"6.1": "b"}),
    (entry("a", v6_0="b"), "c", "6.1", False, {"5.2": "a", "6.1": "c"}),
    (entry("a", "6.1"), "b", "5.2", False, {"5.2": "b"}),
    (entry("a", ""), "b", "6.1", False, {"6.1": "b"}),
    # Both are kept.
    (entry("a"), "b", "6.1", True, {"5.2": "a", "6.1": "b"}),
    (entry("a", "6.1"), "b", "5.2", True, {"6.1": "a", "5.2": "b"}),
    (entry("a", ""), "b", "6.1", True, {"": "a", "6.1": "b"}),
    (entry("a", v6_0="b"), "c", "6.1", True, {"5.2": "a", "6.0": "b", "6.1": "c"}),
    # A variant of this version is rewritten, and the entry left alone.
    (entry("a", v6_1="b"), "c", "6.1", False, {"5.2": "a", "6.1": "c"}),
    (entry("a", v6_1="b"), "c", "6.1", True, {"5.2": "a", "6.1": "c"}),
    (entry("a", v6_1="b"), "c", "5.2", True, {"5.2": "c", "6.1": "b"}),
    # What would be served without it is dropped.
    (entry("a", v6_1="b"), "a", "6.1", True, {"5.2": "a"}),
    (entry("a", v6_1="b"), "b", "5.2", True, {"5.2": "b"}),
    (entry("a", v6_1="b"), "b", "6.0", True, {"5.2": "a", "6.0": "b"}),
    (entry("a", "6.1", v5_2="b"), "a", "6.0", True, {"6.1": "a", "5.2": "b", "6.0": "a"}),
    # Unknown versions have no facts of their own.
    (entry("a"), "b", "", True, {"": "b"}),
]


@pytest.mark.parametrize(("old", "new", "django", "variant", "expected"), WRITTEN)
def test_what_an_update_rewrites(old, new, django, variant, expected):
    """The facts looked up are replaced, or stay with a variant beside them."""
    assert shape(written(old, facts(new), django=django, variant=variant)) == expected


@pytest.mark.parametrize("django", ["4.2", "5.2", "6.0", "6.1", ""])
@pytest.mark.parametrize("variant", [False, True])
def test_what_does_not_differ_is_not_touched(django, variant):
    """An update under any version leaves an entry as it is where the facts agree."""
    old = written(None, facts("a", reason="why"), django="5.2", variant=False)
    moved = Facts(statements={"default": {"a": BaselineStatement(count=1, rows=0, sites=["b.py"])}})
    assert written(old, moved, django=django, variant=variant) is old


def test_a_new_entry_has_the_version_of_its_run():
    """The first facts are the entry's own, whether a variant was asked for or not."""
    made = [written(None, facts("a"), django="6.1", variant=each) for each in (False, True)]
    assert [shape(each) for each in made] == [{"6.1": "a"}] * 2


def test_a_reason_stands_with_the_facts_that_it_is_about():
    """A variant does not take over why the entry was loosened, nor the entry why the variant."""
    old = written(None, facts("a", reason="page"), django="5.2", variant=False)
    both = written(old, facts("b", reason="upgrade"), django="6.1", variant=True)
    none = written(old, facts("b"), django="6.1", variant=True)
    assert (both.reason, both.variants["6.1"].reason) == ("page", "upgrade")
    assert (none.reason, none.variants["6.1"].reason) == ("page", "")


def test_redundant_variants_are_dropped_the_newer_first():
    """Of equal neighbours the older one stays, as it serves the newer one too."""
    made = entry("a", v6_0="b", v6_1="b", v6_2="a", v7_0="a")
    assert shape(without_redundant(made)) == {"5.2": "a", "6.0": "b", "6.2": "a"}


def test_a_variant_of_the_entrys_own_version_is_dropped():
    """A merge by hand can leave one; the entry's own facts are what is served."""
    made = entry("a", v5_2="b")
    assert (served(made, "5.2")[0], shape(without_redundant(made))) == ("5.2", {"5.2": "a"})


SERVING = [
    (entry("a", v6_0="b", v6_1="c"), ["5.2", "6.0", "6.1"], {"5.2": "a", "6.0": "b", "6.1": "c"}),
    (entry("a", v6_0="b", v6_1="c"), ["6.1"], {"6.1": "c"}),
    (entry("a", v6_0="b", v6_1="c"), ["6.0", "6.1"], {"6.0": "b", "6.1": "c"}),
    (entry("a", v6_0="b", v6_1="c"), ["5.2", "6.1"], {"5.2": "a", "6.1": "c"}),
    (entry("a", v6_1="b"), ["6.0", "6.2"], {"5.2": "a", "6.1": "b"}),
    (entry("a"), ["6.1"], {"5.2": "a"}),
    (entry("a", v6_1="b"), [], {"5.2": "a", "6.1": "b"}),
]


@pytest.mark.parametrize(("made", "djangos", "expected"), SERVING)
def test_only_what_supported_versions_need_is_kept(made, djangos, expected):
    """What no supported version is held against goes; where nothing does, nothing changes."""
    kept = serving_only(made, djangos)
    assert shape(kept) == expected
    assert all(served(kept, each)[1] == served(made, each)[1] for each in djangos if kept is made)
    assert (kept is made) == (shape(made) == expected)


VERSIONS = ["5.2", "6.0", "6.1", "10.0"]
IDENTITIES = st.sampled_from("abc")


@given(
    st.dictionaries(st.sampled_from(VERSIONS), IDENTITIES, min_size=1),
    st.fixed_dictionaries(dict.fromkeys(VERSIONS, IDENTITIES)),
    st.sampled_from(["", *VERSIONS]),
)
def test_updates_under_every_version_settle(before, now, own):
    """Whatever the file said: two rounds of updates, the oldest first, and all versions are ok."""
    variants = {version: facts(each) for version, each in before.items()}
    made = Entry(statements=facts("a").statements, django=own, variants=variants)
    for _ in range(2):
        for version in VERSIONS:
            made = written(made, facts(now[version]), django=version, variant=True)
    for version in VERSIONS:
        assert same_facts(served(made, version)[1], facts(now[version]))
        assert written(made, facts(now[version]), django=version, variant=True) is made


@given(
    st.fixed_dictionaries(dict.fromkeys(VERSIONS, IDENTITIES)),
    st.sets(st.sampled_from(VERSIONS), min_size=1),
)
def test_dropping_changes_nothing_for_those_that_are_supported(now, supported):
    """Every supported version is held against what it was held against before."""
    variants = {version: facts(each) for version, each in now.items()}
    made = Entry(statements=facts("a").statements, django="4.2", variants=variants)
    for smaller in (serving_only(made, supported), without_redundant(made)):
        for version in supported:
            assert same_facts(served(smaller, version)[1], served(made, version)[1])


def of(django, *statements, tables=None):
    """A measurement under a version of Django."""
    return measurement(
        record=record(*statements, tables=tables), nodeid=NODEID, name="call", django=django
    )


def test_the_version_is_one_line_and_stays_with_its_facts():
    """It stands once an entry; an update under another version that changes nothing keeps it."""
    file = updated(BaselineFile(), [Change(of("5.2", statement(PLAIN)))])
    again = updated(file, [Change(of("6.1", statement(PLAIN, at=TEMPLATE)), variant=True)])
    assert render(file).decode().count('"django": "5.2"') == 1
    assert render(again) == render(file)


def test_a_variant_is_written_read_and_told():
    """The file gives each version its facts, and says which version they are of."""
    file = updated(BaselineFile(), [Change(of("5.2", statement(PLAIN)))])
    file = updated(file, [Change(of("6.1", statement(FILTERED)), variant=True)])
    read = parse(render(file), BaselineStore.__module__)
    found = [to_expected(read.measurements[KEY], read.tables, django=each) for each in VERSIONS]
    assert [(each.django, [one.identity for one in each.record.statements]) for each in found] == [
        ("5.2", [PLAIN]),
        ("5.2", [PLAIN]),
        ("6.1", [FILTERED]),
        ("6.1", [FILTERED]),
    ]


def test_tables_of_variants_are_kept():
    """A table that only a variant names stays in the file as long as the variant does."""
    other = statement(JOINED, columns={"site": "id name"})
    file = updated(BaselineFile(), [Change(of("5.2", statement(PLAIN)))])
    newer = of("6.1", other, tables={"site": "id name"})
    file = updated(file, [Change(newer, variant=True)])
    assert parse(render(file), "x.json").tables == {"site": "id name"}
    assert for_djangos(file, ["5.2"]).tables == {}


def test_all_columns_of_a_table_that_is_not_listed_are_an_error_in_variants_too():
    """The file cannot say what ``*`` stands for."""
    other = statement(JOINED, columns={"site": "id"})
    file = updated(BaselineFile(), [Change(of("5.2", statement(PLAIN)))])
    file = updated(file, [Change(of("6.1", other, tables={"site": "id"}), variant=True)])
    broken = render(file).replace(b'"site": "id"', b'"other": "id"')
    with pytest.raises(BaselineError, match="takes all columns of 'site'"):
        parse(broken, "x.json")


@pytest.mark.parametrize("version", ["5", "five", "5.2.1", "5.x", "v5.2"])
def test_a_version_that_is_none_is_an_error(version):
    """A typing error in the file does not silently serve nobody."""
    file = updated(BaselineFile(), [Change(of("5.2", statement(PLAIN)))])
    file = updated(file, [Change(of("6.1", statement(FILTERED)), variant=True)])
    text = render(file).decode()
    for broken in (text.replace('"5.2"', f'"{version}"'), text.replace('"6.1"', f'"{version}"')):
        with pytest.raises(BaselineError):
            parse(broken.encode(), "x.json")


def test_the_folder_keeps_what_supported_versions_need(tmp_path):
    """Files that hold nothing else are not touched."""
    store = BaselineStore(tmp_path)
    other = measurement(statement(PLAIN), nodeid="perf_tests/test_a.py::test_a", django="5.2")
    store.write([Change(of("5.2", statement(PLAIN))), Change(other)])
    store.write([Change(of("6.1", statement(FILTERED)), variant=True)])
    assert store.keep_djangos(["5.2", "6.1"]) == []
    assert store.keep_djangos(["6.1"]) == [store.path_for(NODEID)]
    found = store.entry(f"{NODEID}::call", NODEID, django="6.1")
    assert found is not None
    assert (found.django, store.count()) == ("6.1", 2)


def test_the_committed_schema_is_what_an_update_writes():
    """Editors validate by it; Python 3.13 keeps docstrings otherwise, and writes the same."""
    committed = Path(__file__).parents[3] / "baselines" / "schema.json"
    assert (committed.read_bytes(), b"\\n    " in render_schema()) == (render_schema(), False)
