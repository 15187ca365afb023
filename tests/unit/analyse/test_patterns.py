"""The patterns that name facts: what fits, and what is told of one that cannot be meant."""

from __future__ import annotations

import re

import pytest
from record_builders import LOOKUP, PLAIN

from perfgate.analyse.patterns import parse
from perfgate.errors import ConfigError

FITS = {
    "a fact alone": ("cache", "default", ("cap:tree:{int}",), True),
    "the whole key group": ("cache cap:tree:{int}", "default", ("cap:tree:{int}",), True),
    "a glob": ("cache cap:*", "default", ("cap:tree:{int}",), True),
    "another group": ("cache cap:*", "default", ("tkt:{int}",), False),
    "other letters": ("cache CAP:*", "default", ("cap:tree:{int}",), False),
    "a part alone": ("cache cap", "default", ("cap:tree:{int}",), False),
    "a main relation": ("rows ticket", "default", ("ticket", PLAIN), True),
    "an identity as it was shown": (f"rows {PLAIN}", "default", ("ticket", PLAIN), True),
    "the beginning of an identity": ("rows SELECT*site*", "default", ("site", LOOKUP), True),
    "an identity with brackets": (
        "statements SELECT a[1:2]",
        "default",
        ("SELECT a[1:2]",),
        True,
    ),
    "its alias": ("cache[sessions] *", "sessions", ("x",), True),
    "a glob of aliases": ("cache[s*]", "sessions", ("x",), True),
    "another alias": ("cache[sessions] *", "default", ("x",), False),
    "a client without an alias": ("cache[redis] x", "(redis)", ("x",), True),
    "white space": ("  cache \t  cap:*  ", "default", ("cap:x",), True),
}


@pytest.mark.parametrize("case", FITS)
def test_fits(case):
    """A pattern fits what its fact, its alias and its glob say."""
    text, alias, names, fits = FITS[case]
    assert parse(text, where="here").fits(alias, names) is fits


WRONG = {
    "": "which is not '<fact>",
    "   ": "which is not '<fact>",
    "session:*": "which is not '<fact>",
    "cache[": "which is not '<fact>",
    "cache[]": "which is not '<fact>",
    "cache[a]b": "which is not '<fact>",
    "queries x": "'queries' is no fact",
    "row x": "'row' is no fact (did you mean 'rows'?)",
    "Cache x": "'Cache' is no fact (did you mean 'cache'?)",
    "*": "which is not '<fact>",
    3: "has the pattern 3, which is no string",
    None: "has the pattern None, which is no string",
}


@pytest.mark.parametrize("text", WRONG)
def test_wrong_pattern_is_explained(text):
    """The message says where it stands, what is wrong with it, and shows a right one."""
    with pytest.raises(ConfigError, match=re.escape(WRONG[text])) as caught:
        parse(text, where="ignore of the marker perf of test_x")
    assert (caught.value.slug, '"cache session:*"' in caught.value.remedy) == (
        "ignore-pattern",
        True,
    )
    assert caught.value.what.startswith("ignore of the marker perf of test_x has ")
