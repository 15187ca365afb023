"""What sessions leave pending: each says what it ran, and nothing else."""

from __future__ import annotations

import json

import msgspec
import pytest
from record_builders import FILTERED, expected, measurement, statement

from perfgate.baseline.pending import Pending, PendingStore, digest_of
from perfgate.errors import BaselineError, PerfgateError

MODULE = "perf_tests/test_tickets.py"


@pytest.fixture
def store(tmp_path):
    """A store over a folder that does not exist yet."""
    return PendingStore(tmp_path / ".perfgate" / "pending")


def pending(test, count=1, **fields):
    """Make something pending that had no baseline."""
    made = measurement(statement(FILTERED, count), nodeid=f"{MODULE}::{test}")
    return Pending(measurement=made, held_against="", **fields)


def renew(store, *waiting, stale=(), settled=()):
    """Leave this pending after a session that ran it and what is named."""
    said = {*(each.id for each in waiting), *stale, *(f"{MODULE}::{test}" for test in settled)}
    store.renew(waiting, stale, settled=said.__contains__)


def test_what_is_left_is_read_again(store):
    """Measurements, what they were held against and stale ids come back as they were."""
    first = pending("test_a", taken_over="m.py::test_old::call")
    renew(store, first, stale=["gone.py::t::call"])
    found = store.read()
    assert (found.measurements, found.stale) == ((first,), ("gone.py::t::call",))
    assert sorted(path.name for path in store.folder.rglob("*.json")) == [
        "gone.json",
        "test_tickets.json",
    ]


def test_a_session_replaces_what_it_ran_and_keeps_the_rest(store):
    """A part of the suite says nothing of what it left out."""
    renew(store, pending("test_a"), pending("test_b"))
    renew(store, pending("test_a", 7))
    assert store.read().measurements == (pending("test_a", 7), pending("test_b"))


def test_a_part_of_the_facts_replaces_only_itself(store):
    """What was judged of statements alone does not hide what is pending of everything."""
    everything = pending("test_a")
    store.renew([everything], (), settled=lambda _id: True)
    store.renew([pending("test_a", 2, only=("cache",))], (), settled=lambda _id: False)
    assert store.read().measurements == (everything,)
    store.renew([pending("test_a", 3)], (), settled=lambda _id: False)
    assert store.read().measurements == (pending("test_a", 3),)
    renew(store, pending("test_a", 4, only=("cache",)))
    store.renew([pending("test_a", 5, only=("cache",))], (), settled=lambda _id: False)
    assert store.read().measurements == (pending("test_a", 5, only=("cache",)),)


def test_what_is_fine_now_is_pending_no_more_and_leaves_no_file(store):
    """Nor does it leave a folder."""
    renew(store, pending("test_a"))
    renew(store, settled=["test_a::call"])
    assert (store.read().measurements, store.folder.exists()) == ((), False)


def test_nothing_pending_writes_nothing(store):
    """A project whose gate is green has no such folder."""
    renew(store)
    assert not store.folder.parent.exists()


def test_dropped_is_what_was_looked_at(store):
    """What was measured again meanwhile stays."""
    renew(store, pending("test_a"), pending("test_b"), stale=[f"{MODULE}::test_c::call"])
    looked_at = store.read()
    renew(store, pending("test_a", 9))
    store.drop(looked_at.measurements, looked_at.stale)
    left = store.read()
    assert (left.measurements, left.stale) == ((pending("test_a", 9),), ())


def test_file_of_another_version_is_refused_and_replaced_by_a_session(store):
    """The tests say again what it held."""
    renew(store, pending("test_a"))
    (path,) = store.folder.rglob("*.json")
    content = json.loads(path.read_text("utf-8"))
    for key in ("fingerprint_version", "pending_version"):
        path.write_text(json.dumps({**content, key: 99}), "utf-8")
        with pytest.raises(PerfgateError, match=f"has {key} 99, and this perfgate reads") as told:
            store.read()
        assert told.value.slug == "pending-version"
    renew(store, pending("test_b"))
    assert store.read().measurements == (pending("test_b"),)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"mine": 1}', "\x00"])
def test_file_of_somebody_else_is_told_and_left_alone_by_a_session(store, text):
    """What is no pending file is not ours to delete."""
    renew(store, pending("test_a"))
    foreign = store.folder / "other.json"
    foreign.write_text(text, "utf-8")
    with pytest.raises(BaselineError, match="is no pending file") as told:
        store.read()
    assert told.value.slug == "pending"
    renew(store, pending("test_b"), settled=["test_a::call"])
    assert foreign.read_text("utf-8") == text


@pytest.mark.parametrize(
    "nodeid", ["../up.py::t", "/etc/x.py::t", "a/../../b.py::t", "::t", ".::t"]
)
def test_no_name_leads_out_of_the_folder(store, nodeid):
    """Names of tests come from files that anybody may have written."""
    outside = msgspec.structs.replace(pending("t"), measurement=measurement(nodeid=nodeid))
    with pytest.raises(BaselineError, match="would not have a place of their own"):
        renew(store, outside)
    assert not store.folder.exists()


def test_digest_tells_baselines_apart():
    """None has no digest; equal work has an equal one."""
    one, other = expected(statement()), expected(statement(count=2))
    assert (digest_of(None), digest_of(one) == digest_of(expected(statement()))) == ("", True)
    assert digest_of(one) != digest_of(other)
