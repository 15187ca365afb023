"""Cache traffic held against a baseline: which finding, which verdict, which line."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from record_builders import (
    LOOKUP,
    TEMPLATE,
    cache_facts,
    cached,
    expected,
    measurement,
    record,
    statement,
)

from perfgate.analyse.cache_differences import cache_differences, lookups
from perfgate.analyse.compare import judge
from perfgate.analyse.digest import exact_digest
from perfgate.analyse.expected import Expected
from perfgate.analyse.stability import in_both_passes, unstable_facts
from perfgate.model import Record, Site, SiteCount, Verdict


def traffic(text):
    """Make cache facts of ``"get hit 2, set 1"``; a number alone is of ``round trips``."""
    facts = []
    for part in filter(None, text.split(", ")):
        what, _, count = part.rpartition(" ")
        facts.append(cached(what, int(count)))
    return facts


def judged(before, now, **options):
    """Judge two of them."""
    return judge(measurement(*traffic(now), **options), expected(*traffic(before)), strict=False)


def told(judgement):
    """The decisive parts of all findings, in their order."""
    return [
        f"{each.verdict.value}: {each.detail} {each.before} → {each.after}"
        for each in judgement.findings
    ]


REGRESSED, CHANGED, IMPROVED = "regressed", "changed", "improved"
MOVES = {
    "a hit became a miss": (
        "get hit 1",
        "get miss 1",
        ["regressed: get hit 1 → 0", "regressed: get miss 0 → 1"],
    ),
    "a None became a miss": (
        "get none 1",
        "get miss 1",
        ["regressed: get miss 0 → 1", "regressed: get none 1 → 0"],
    ),
    "a miss became a hit": (
        "get miss 1",
        "get hit 1",
        ["improved: get hit 0 → 1", "improved: get miss 1 → 0"],
    ),
    "a miss became a None": (
        "get miss 1",
        "get none 1",
        ["improved: get miss 1 → 0", "improved: get none 0 → 1"],
    ),
    "a hit became a None": (
        "get hit 1",
        "get none 1",
        ["changed: get hit 1 → 0", "changed: get none 0 → 1"],
    ),
    "one more read": ("get hit 1", "get hit 2", ["regressed: get hit 1 → 2"]),
    "one more miss": ("get miss 1", "get miss 2", ["regressed: get miss 1 → 2"]),
    "one more miss among hits": (
        "get hit 5",
        "get hit 5, get miss 1",
        ["regressed: get miss 0 → 1"],
    ),
    "fewer reads": ("get hit 3", "get hit 1", ["improved: get hit 3 → 1"]),
    "no read any more": ("get hit 3", "", ["changed: get hit 3 → 0"]),
    "fewer reads, but more of them miss": (
        "get hit 10, get miss 2",
        "get hit 5, get miss 5",
        ["regressed: get miss 2 → 5", "improved: get hit 10 → 5"],
    ),
    "more reads, all found": (
        "get hit 2, get miss 1",
        "get hit 5",
        ["regressed: get hit 2 → 5", "improved: get miss 1 → 0"],
    ),
    "the same read by another method": (
        "has_key hit 1",
        "get hit 1",
        ["changed: get hit 0 → 1", "changed: has_key hit 1 → 0"],
    ),
    "two reads became one": (
        "has_key hit 1, get hit 1",
        "get hit 1",
        ["improved: has_key hit 1 → 0"],
    ),
    "fewer entries by fewer misses": (
        "get miss 3, set 3",
        "get hit 2, get miss 1, set 1",
        ["improved: get hit 0 → 2", "improved: get miss 3 → 1", "improved: set 3 → 1"],
    ),
    "neither read nor stored any more": (
        "get miss 1, set 1",
        "",
        ["changed: get miss 1 → 0", "improved: set 1 → 0"],
    ),
    "not stored any more": ("get miss 1, set 1", "get miss 1", ["changed: set 1 → 0"]),
    "less stored than the fewer misses explain": (
        "get miss 3, set 3",
        "get hit 1, get miss 2, set 1",
        ["changed: set 3 → 1", "improved: get hit 0 → 1", "improved: get miss 3 → 2"],
    ),
    "not added any more": (
        "get miss 1, add stored 1",
        "get miss 1",
        ["changed: add stored 1 → 0"],
    ),
    "more stored": ("set 1", "set 2", ["regressed: set 1 → 2"]),
    "an entry that is there already": (
        "add stored 1",
        "add refused 1",
        ["regressed: add refused 0 → 1", "changed: add stored 1 → 0"],
    ),
    "counters found": (
        "get_or_set miss 1",
        "get_or_set hit 1",
        [
            "improved: get_or_set hit 0 → 1",
            "improved: get_or_set miss 1 → 0",
        ],
    ),
    **{
        f"no {operation} any more": (
            f"{operation} 2",
            f"{operation} 1",
            [f"changed: {operation} 2 → 1"],
        )
        for operation in (
            "delete",
            "incr",
            "decr",
            "clear",
            "delete_pattern",
            "incr_version",
            "expire",
        )
    },
    "no touch any more": ("touch hit 1", "", ["changed: touch hit 1 → 0"]),
    "more of it": ("delete 1", "delete 4", ["regressed: delete 1 → 4"]),
    "a new one": ("", "incr 1", ["regressed: incr 0 → 1"]),
    "an error": (
        "get hit 1",
        "get error 1",
        ["regressed: get error 0 → 1", "regressed: get hit 1 → 0"],
    ),
    "a miss became an error": (
        "get miss 1",
        "get error 1",
        ["regressed: get error 0 → 1", "changed: get miss 1 → 0"],
    ),
    "no error any more": (
        "set error 1, delete error 1",
        "delete error 1",
        ["improved: set error 1 → 0"],
    ),
}


@pytest.mark.parametrize(("before", "now", "findings"), MOVES.values(), ids=MOVES)
def test_what_becomes_of_the_traffic_of_a_key(before, now, findings):
    """The table: each fact that differs is a finding; the worst is the verdict."""
    judgement = judged(before, now)
    assert sorted(told(judgement)) == sorted(findings)
    assert judgement.verdict.value == findings[0].partition(":")[0]


@pytest.mark.parametrize(("before", "now", "findings"), MOVES.values(), ids=MOVES)
def test_what_is_no_gain_needs_a_reason(before, now, findings):
    """Only a gain is written down without one: an answer that stays old is none."""
    loosening = [each.loosens for each in judged(before, now).findings]
    assert sorted(loosening) == sorted(not each.startswith(IMPROVED) for each in findings)


def test_the_evidence_of_what_is_there():
    """Group, alias, operation and the lines of this run."""
    [finding] = judged("get hit 1", "get hit 2").findings
    assert (finding.fact, finding.alias, finding.identity, finding.detail) == (
        "cache",
        "default",
        "cap:tree:{int}",
        "get hit",
    )
    assert finding.sites == cached("get hit", 2).sites


def test_the_evidence_of_what_is_gone():
    """What is not done any more has no line, but the function that did it."""
    [finding] = judged("get miss 1, delete 1", "get miss 1").findings
    assert (finding.sites, finding.place_before) == ((), "facility/tickets/queries.py::page")


def test_a_stored_none_counts_as_found():
    """In the table a None is a hit, an error is none, and other operations are no look-ups."""
    facts = traffic("get hit 2, get none 1, get miss 1, get error 1, set 5, touch hit 3, incr 1")
    assert lookups(facts) == (3, 5)
    judgement = judge(measurement(*facts), expected(cached("get miss", 4)), strict=False)
    assert (judgement.cache_hits, judgement.cache_reads) == (3, 5)
    assert (judgement.cache_hits_before, judgement.cache_reads_before) == (0, 4)


def test_groups_are_apart():
    """A miss that went from one key to another is a gain here and a loss there."""
    before = [cached("get miss", 1, "a"), cached("get hit", 5, "b")]
    now = [cached("get hit", 1, "a"), cached("get hit", 4, "b"), cached("get miss", 1, "b")]
    judgement = judge(measurement(*now), expected(*before), strict=False)
    assert {(each.identity, each.verdict.value) for each in judgement.findings} == {
        ("a", IMPROVED),
        ("b", REGRESSED),
    }


def test_aliases_are_apart():
    """The same key of another cache is another key, and is no renamed one."""
    judgement = judge(
        measurement(cached("delete", alias="sessions")),
        expected(cached("delete")),
        strict=False,
    )
    assert {(each.alias, each.verdict.value) for each in judgement.findings} == {
        ("sessions", REGRESSED),
        ("default", CHANGED),
    }


def test_two_aliases_that_agree_are_ok():
    """Each alias has its facts and its round trips."""
    made = record(cached("get hit"), cached("get miss", alias="sessions"), round_trips=2)
    assert judge(measurement(record=made), Expected(record=made), strict=True).findings == ()


def test_a_renamed_key_is_one_finding():
    """A key used as before by the same lines under another name is one change."""
    before = [cached("get miss", 2, "count"), cached("set", 2, "count")]
    now = [cached("get miss", 2, "books:count"), cached("set", 2, "books:count")]
    judgement = judge(measurement(*now), expected(*before), strict=False)
    [finding] = judgement.findings
    assert (finding.verdict, finding.identity_before, finding.identity) == (
        Verdict.CHANGED,
        "count",
        "books:count",
    )
    assert (finding.before, finding.after, finding.loosens) == (4, 4, True)
    assert [counted.count for counted in finding.sites] == [4]


@pytest.mark.parametrize(
    "now",
    [
        [cached("delete", 2, "new")],
        [cached("delete", 1, "new", at=TEMPLATE)],
        [cached("delete", 1, "new", alias="sessions")],
        [cached("delete", 1, "new"), cached("set", 1, "new")],
        [cached("delete", 1, "new"), cached("set", 1, "old")],
    ],
    ids=["more often", "elsewhere", "another cache", "more of it", "the old is still there"],
)
def test_what_is_used_otherwise_is_no_renamed_key(now):
    """Then what is gone and what is new are told apart, and what grew is worse."""
    judgement = judge(measurement(*now), expected(cached("delete", 1, "old")), strict=False)
    assert judgement.verdict is Verdict.REGRESSED
    assert not any(finding.identity_before for finding in judgement.findings)
    assert "changed: delete 1 → 0" in told(judgement)


def test_two_renamed_keys_find_each_its_own():
    """Keys alike in use are paired in order, each once."""
    before = [cached("delete", 1, name) for name in ("a", "b", "c")]
    now = [cached("delete", 1, name) for name in ("x", "y")]
    judgement = judge(measurement(*now), expected(*before), strict=False)
    assert {(each.identity_before, each.identity) for each in judgement.findings} == {
        ("", "c"),
        ("a", "x"),
        ("b", "y"),
    }


@pytest.mark.parametrize(
    ("before", "now", "finding"),
    [(1, 5, (REGRESSED, 1, 5, True)), (5, 1, (IMPROVED, 5, 1, False))],
)
def test_round_trips_are_a_fact_of_their_own(before, now, finding):
    """Fifty keys by one call are fifty look-ups either way, but not one round trip."""
    judgement = judge(
        measurement(record=record(cached("get hit", 50), round_trips=now)),
        expected(record=record(cached("get hit", 50), round_trips=before)),
        strict=False,
    )
    [found] = judgement.findings
    assert (found.fact, found.verdict.value, found.before, found.after, found.loosens) == (
        "round_trips",
        *finding,
    )


def test_more_round_trips_name_their_lines():
    """The line of a loop stands with the number that it raised."""
    loop = SiteCount(Site("shop/views.py", 7, "page"), 50)
    now = msgspec.structs.replace(record(round_trips=50), round_trip_sites={"default": (loop,)})
    judgement = judge(measurement(record=now), Expected(record=record(round_trips=1)), strict=False)
    assert [finding.sites for finding in judgement.findings] == [(loop,)]


def test_where_from_is_no_exact_fact():
    """Lines are evidence: the digest is that of the numbers."""
    loop = SiteCount(Site("shop/views.py", 7, "page"), 50)
    made = record(cached("get hit", 50), round_trips=50)
    moved = record(cached("get hit", 50, at=TEMPLATE), round_trips=50)
    moved = msgspec.structs.replace(moved, round_trip_sites={"default": (loop,)})
    assert exact_digest(made) == exact_digest(moved)


@pytest.mark.parametrize(
    "other",
    [
        record(cached("get hit", 2), round_trips=1),
        record(cached("get none"), round_trips=1),
        record(cached("has_key hit"), round_trips=1),
        record(cached("get hit", group="a"), round_trips=1),
        record(cached("get hit", alias="sessions"), round_trips=1),
        record(cached("get hit"), round_trips=2),
        record(cached("get hit")),
        record(round_trips=1),
    ],
)
def test_every_fact_is_in_the_digest(other):
    """A record that differs in one cache fact has another digest."""
    assert exact_digest(record(cached("get hit"), round_trips=1)) != exact_digest(other)


def test_statements_come_first():
    """A query more tells more than the miss that caused it; both more than round trips."""
    now = record(statement(LOOKUP, 5), cached("get miss", 5), round_trips=5, SAVEPOINT=2)
    before = record(cached("get hit", 5), round_trips=1)
    judgement = judge(measurement(record=now), expected(record=before), strict=False)
    assert [finding.fact for finding in judgement.findings] == [
        "count",
        "cache",
        "cache",
        "transactions",
        "round_trips",
    ]


def test_what_is_worse_comes_before_what_is_better():
    """Among cache facts what fails is first, and more before less."""
    before = [cached("get hit", 9, "a"), cached("delete", 2, "b"), cached("get hit", 1, "c")]
    now = [cached("get hit", 1, "a"), cached("delete", 1, "b"), cached("get hit", 7, "c")]
    judgement = judge(measurement(*now), expected(*before), strict=False)
    assert [finding.identity for finding in judgement.findings] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("before", "now", "again", "findings"),
    [
        ("get hit 1", "get hit 1", "get miss 1", {"unstable: get hit", "unstable: get miss"}),
        ("get hit 1", "get hit 3", "get hit 2", {"regressed: get hit", "unstable: get hit"}),
        ("get hit 3", "get hit 3", "get hit 2", {"unstable: get hit"}),
        ("get hit 9", "get hit 3", "get hit 2", {"unstable: get hit"}),
        ("delete 2", "delete 1", "", {"unstable: delete"}),
        ("", "delete 1", "", {"unstable: delete"}),
        ("", "delete 2", "delete 1", {"regressed: delete", "unstable: delete"}),
        ("get miss 1, set 1", "get miss 1, set 1", "get miss 1", {"unstable: set"}),
        (
            "get hit 2",
            "get hit 1, get miss 1",
            "get hit 2",
            {"unstable: get hit", "unstable: get miss"},
        ),
    ],
)
def test_what_differs_from_itself(before, now, again, findings):
    """It is unstable, and compared only where both passes did more than the baseline says."""
    judgement = judged(before, now, again=record(*traffic(again)))
    assert {
        f"{each.verdict.value}: {each.detail.partition(':')[0]}" for each in judgement.findings
    } == findings


def test_a_renamed_key_that_differs_from_itself_is_no_change():
    """What one pass alone did is neither gone nor new."""
    judgement = judge(
        measurement(cached("delete", 1, "new"), again=record()),
        expected(cached("delete", 1, "old")),
        strict=False,
    )
    assert {(each.identity, each.verdict.value) for each in judgement.findings} == {
        ("new", "unstable"),
        ("old", CHANGED),
    }


@pytest.mark.parametrize(
    ("trips", "verdicts"),
    [((3, 2, 1), ["regressed", "unstable"]), ((3, 2, 2), ["unstable"]), ((1, 2, 5), ["unstable"])],
)
def test_round_trips_that_differ_from_themselves(trips, verdicts):
    """They are held against the baseline by the smaller number."""
    now, again, before = (record(round_trips=number) for number in trips)
    judgement = judge(measurement(record=now, again=again), expected(record=before), strict=False)
    assert [finding.verdict.value for finding in judgement.findings] == verdicts


@given(cache_facts(), cache_facts())
def test_no_difference_goes_untold(before, now):
    """Equal traffic has no finding; any other has one for what differs, and is not ok."""
    found = list(cache_differences(Record(cache=before), Record(cache=now), unstable=()))
    numbers = [
        {(each.alias, each.key_group, each.what): each.count for each in facts}
        for facts in (before, now)
    ]
    assert (found == []) == (numbers[0] == numbers[1])


@given(cache_facts(), cache_facts(), cache_facts())
def test_what_is_told_of_unstable_traffic_is_certain(before, now, again):
    """Of a fact that differs from itself only growth is told, and both passes have it."""
    one, other = Record(cache=now), Record(cache=again)
    unstable = unstable_facts(one, other)
    common = in_both_passes(one, other)
    for finding in cache_differences(Record(cache=before), common, unstable=unstable):
        if (finding.alias, finding.identity, finding.detail) in unstable:
            assert finding.verdict is Verdict.REGRESSED
            assert finding.after > finding.before
