"""Files that cannot be used: the error names file, line, key and the way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from record_builders import measurement, record, statement

from perfgate.baseline.merge import Change, updated
from perfgate.baseline.parse import parse
from perfgate.baseline.render import render
from perfgate.baseline.schema import BaselineFile
from perfgate.errors import BaselineError

PATH = Path("baselines/perf_tests/test_x.json")
GOOD = render(
    updated(
        BaselineFile(schema="../schema.json"),
        [
            Change(
                measurement(
                    record=record(
                        statement(rows=3, columns={"ticket": "id"}), tables={"ticket": "id"}
                    )
                )
            )
        ],
    )
).decode()


def test_a_good_file_is_read_back():
    """What is rendered parses, and renders to the same bytes."""
    assert GOOD.encode() == render(parse(GOOD.encode(), PATH))


def test_a_byte_order_mark_is_no_harm():
    """Some editors leave one."""
    assert parse(GOOD.encode(), PATH) == parse(GOOD.encode("utf-8-sig"), PATH)


BROKEN = [
    ("empty", "", r"test_x\.json:1: the file is cut off", "git checkout -- baselines/"),
    ("cut off", GOOD[:120], r"test_x\.json:\d+: the file is cut off", "git checkout -- baselines/"),
    (
        "cut in a string",
        GOOD[: GOOD.index("fingerprint") + 4],
        r"test_x\.json:3: the file is cut off",
        "git checkout",
    ),
    (
        "no JSON",
        GOOD.replace('"rows": 3,', '"rows": 3;'),
        r"test_x\.json:\d+: no JSON",
        "git checkout",
    ),
    (
        "conflict",
        GOOD.replace('  "tables"', '<<<<<<< HEAD\n  "tables"'),
        r"test_x\.json:\d+: an unresolved merge conflict",
        "perfgate baselines resolve",
    ),
    (
        "unknown key",
        GOOD.replace('"rows": 3,', '"rows": 3, "cost": 7,'),
        r"test_x\.json:\d+: .*unknown field `cost`",
        "git checkout",
    ),
    (
        "missing key",
        GOOD.replace('"rows": 3,', ""),
        r"missing required field `rows`",
        "git checkout",
    ),
    (
        "negative",
        GOOD.replace('"rows": 3,', '"rows": -3,'),
        r"Expected `int` >= 0",
        "git checkout",
    ),
    ("text", GOOD.replace('"rows": 3,', '"rows": "3",'), r"Expected `int`", "git checkout"),
    ("a list", "[]", r"Expected `object`, got `array`", "git checkout"),
    (
        "future",
        GOOD.replace('"fingerprint_version": 3', '"fingerprint_version": 99'),
        r"test_x\.json:3: fingerprint_version is 99, and this perfgate reads 3",
        "pip install --upgrade pytest-perfgate",
    ),
    (
        "past",
        GOOD.replace('"fingerprint_version": 3', '"fingerprint_version": 1'),
        r"fingerprint_version is 1",
        "perfgate baselines migrate",
    ),
    (
        "twice",
        GOOD.replace('"rows": 3,', '"rows": 3,\n"rows": 4,'),
        r"test_x\.json:\d+: the key 'rows' stands there twice",
        "Delete one of the two",
    ),
    (
        "no schema for all columns",
        GOOD.replace('"ticket": "id"\n', ""),
        r"takes all columns of 'ticket'",
        "git checkout",
    ),
    ("deep", "[" * 100_000, r"nested too deeply|cut off", "git checkout"),
]


@pytest.mark.parametrize(
    ("text", "what", "remedy"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
def test_a_broken_file_is_named_with_its_remedy(text, what, remedy):
    """Each kind of damage has a message of its own, and a command that mends it."""
    with pytest.raises(BaselineError, match=what) as caught:
        parse(text.encode(), PATH)
    assert remedy in caught.value.remedy
    assert "test_x.json" in caught.value.what


def test_bytes_that_are_no_utf8_are_named():
    """The line and the byte are told."""
    with pytest.raises(BaselineError, match=r"test_x\.json:2: byte 0xff is not UTF-8"):
        parse(b'{\n"a\xff": 1}', PATH)


def test_the_line_of_the_duplicate_is_the_second():
    """The line told is where the later of the two stands."""
    text = '{\n"fingerprint_version": 3,\n"tables": {},\n"tables": {}\n}'
    with pytest.raises(BaselineError, match=r"test_x\.json:4: the key 'tables'"):
        parse(text.encode(), PATH)


def test_a_conflict_mark_within_a_string_is_none():
    """An identity that contains such marks is text like any other."""
    made = measurement(statement("SELECT '\n======= '"))
    content = render(updated(BaselineFile(), [Change(made)]))
    assert len(parse(content, PATH).measurements) == 1


def test_equal_files_render_equally_whatever_their_order():
    """Keys are sorted at every level."""
    tree = json.loads(GOOD)
    turned = json.dumps(dict(reversed(tree.items())))
    assert GOOD.encode() == render(parse(turned.encode(), PATH))
