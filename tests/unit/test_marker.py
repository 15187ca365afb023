"""What the markers of a test add up to, and what is told of one that is written wrongly."""

from __future__ import annotations

import re

import pytest

from perfgate.config import load
from perfgate.errors import ConfigError
from perfgate.marker import read_markers

NODEID = "perf_tests/test_x.py::test_y"


@pytest.fixture
def config(tmp_path):
    """Reads a project's configuration from the text of its table."""

    def read(text=""):
        (tmp_path / "pyproject.toml").write_text(f"[tool.perfgate]\n{text}\n", "utf-8")
        return load(tmp_path, options={}, environ={"PERFGATE_HOME": "/home"})

    return read


def allowed(config, *markers):
    """What markers, the nearest first, let differ."""
    marked = read_markers([((), each) for each in markers], nodeid=NODEID, config=config)
    return [(each.pattern, each.room, each.reason) for each in marked.allowances]


def test_markers_add_up_and_the_nearer_wins(config):
    """A function's marker adds to its module's, and replaces what it says of the same pattern."""
    near = {"ignore": {"cache a": "near"}, "tolerance": {"rows  x": (2, "near")}}
    far = {"ignore": {"cache a": "far", "cache b": "far", "rows x": "far"}, "max_queries": 3}
    assert allowed(config(), near, far) == [
        ("cache a", None, "near"),
        ("cache b", None, "far"),
        ("rows x", 2, "near"),
    ]


def test_the_project_allows_the_same_to_all(config):
    """Tables of pyproject.toml use the same grammar, and are the farthest of all."""
    project = config(
        '[tool.perfgate.ignore]\n"statements django_session" = "its engine is replaced"\n'
        '"cache a" = "far"\n'
        '[tool.perfgate.tolerance]\n"rows *" = ["5 %", "the clock"]\n'
    )
    assert allowed(project, {"ignore": {"cache a": "near"}}) == [
        ("cache a", None, "near"),
        ("rows *", "5 %", "the clock"),
        ("statements django_session", None, "its engine is replaced"),
    ]


def test_other_arguments_are_as_before(config):
    """Dataset and budgets come from the nearest marker that names them."""
    marked = read_markers(
        [((), {"max_queries": 1}), ((), {"dataset": "big", "max_queries": 9})],
        nodeid=NODEID,
        config=config(),
    )
    assert (marked.dataset, marked.budgets.max_queries, marked.allowances) == ("big", 1, ())


WRONG = {
    "no mapping": ({"ignore": "cache a"}, "ignore-pattern", "ignore='cache a'", "{"),
    "a list of patterns": ({"ignore": ["cache a"]}, "ignore-pattern", "ignore=['cache a']", "{"),
    "a tolerance that is no mapping": (
        {"tolerance": 5},
        "ignore-pattern",
        "tolerance=5",
        'tolerance={"cache session:*": (2',
    ),
    "an unknown fact": (
        {"ignore": {"query x": "why"}},
        "ignore-pattern",
        "'query' is no fact",
        "statements, rows",
    ),
    "a pattern that is no text": ({"ignore": {3: "why"}}, "ignore-pattern", "pattern 3", "cache"),
    "no reason": ({"ignore": {"cache a": ""}}, "ignore-reason", "without a reason", "Say why"),
    "a blank reason": ({"ignore": {"cache a": " "}}, "ignore-reason", "' '", "Say why"),
    "True for a reason": ({"ignore": {"cache a": True}}, "ignore-reason", "True", "Say why"),
    "None for a reason": ({"ignore": {"cache a": None}}, "ignore-reason", "None", "Say why"),
    "a room alone": (
        {"tolerance": {"rows x": 5}},
        "tolerance-value",
        "is no pair of a room and a reason",
        "tolerance={\"rows x\": (2, 'why')}",
    ),
    "three parts": ({"tolerance": {"rows x": (1, 2, 3)}}, "tolerance-value", "no pair", "Write"),
    "a room without reason": (
        {"tolerance": {"rows x": (5, "")}},
        "ignore-reason",
        "without a reason",
        'tolerance={"rows x": (2',
    ),
    "a negative room": ({"tolerance": {"rows x": (-1, "why")}}, "tolerance-value", "-1", "Write"),
    "no room": ({"tolerance": {"rows x": (0, "w")}}, "tolerance-value", "allows nothing", "Write"),
    "a truth value": ({"tolerance": {"rows x": (True, "w")}}, "tolerance-value", "True", "Write"),
    "a fraction": ({"tolerance": {"rows x": (0.5, "w")}}, "tolerance-value", "0.5", "5 %"),
    "a text": ({"tolerance": {"rows x": ("5", "w")}}, "tolerance-value", "'5'", "5 %"),
    "a negative share": ({"tolerance": {"rows x": ("-5 %", "w")}}, "tolerance-value", "-5", "5 %"),
    "a share of 0": ({"tolerance": {"rows x": ("0 %", "w")}}, "tolerance-value", "0 %", "Write"),
    "too large a share": (
        {"tolerance": {"rows x": ("101 %", "w")}},
        "tolerance-value",
        "not 0 to 100 %",
        "Write",
    ),
    "columns": (
        {"tolerance": {"columns x": (1, "w")}},
        "tolerance-value",
        "columns, which are no number",
        "rows *",
    ),
    "both": (
        {"tolerance": {"rows  x": (1, "w")}, "ignore": {"rows x": "w"}},
        "tolerance-value",
        "in both ignore and tolerance",
        "Take it out",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_marker_is_explained(config, case):
    """The message names the test and the value, and shows what to write."""
    arguments, slug, what, remedy = WRONG[case]
    with pytest.raises(ConfigError, match=re.escape(what)) as caught:
        allowed(config(), arguments)
    found = caught.value
    assert (found.slug, NODEID in found.what, remedy in found.remedy) == (slug, True, True)


WRONG_TABLES = {
    'ignore = ["cache a"]': ("ignore=['cache a']", 'ignore = {"cache session:*" = "why"}'),
    'ignore = { "cache a" = "" }': ('ignore = {"cache a" = ""}', 'ignore = {"cache a" = "'),
    'tolerance = { "rows x" = 5 }': (
        'tolerance = {"rows x" = 5}',
        'tolerance = {"rows x" = [2, "why"]}',
    ),
    'tolerance = { "rows x" = [true, "why"] }': ("true", 'tolerance = {"rows x" = ["5 %", "why"]}'),
}


@pytest.mark.parametrize("text", WRONG_TABLES)
def test_a_wrong_table_is_explained_in_its_own_language(config, text):
    """What is to be written into a TOML file is shown as TOML."""
    what, remedy = WRONG_TABLES[text]
    with pytest.raises(ConfigError, match=re.escape(what)) as caught:
        config(text)
    assert ("[tool.perfgate] of pyproject.toml has" in caught.value.what) is True
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("option", "environ", "table", "only"),
    [
        (None, {}, "", ()),
        (None, {}, 'only = ["cache"]', ("cache",)),
        (None, {"PERFGATE_ONLY": "statements"}, 'only = "cache"', ("statements",)),
        ("transactions", {"PERFGATE_ONLY": "statements"}, 'only = "cache"', ("transactions",)),
    ],
)
def test_what_is_judged_follows_the_precedence(tmp_path, option, environ, table, only):
    """Command line over environment over pyproject.toml."""
    (tmp_path / "pyproject.toml").write_text(f"[tool.perfgate]\n{table}\n", "utf-8")
    env = {"PERFGATE_HOME": "/home", **environ}
    assert load(tmp_path, options={"only": option}, environ=env).only == only
