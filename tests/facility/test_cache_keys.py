"""Keys of cached results: two questions never share a key, and a key never changes by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facility.core.cache_keys import cache_key, canonical, jittered_ttl_s

VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
ARGUMENTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES)


def first():
    """A function to be cached."""


def second():
    """Another one."""


@given(ARGUMENTS, ARGUMENTS)
@settings(deadline=None)
def test_different_arguments_have_different_keys(one, two):
    """Arguments are told apart by value and by type: 1, True and "1" are three."""
    tagged = [sorted((k, type(v).__name__, v) for k, v in each.items()) for each in (one, two)]
    keys = [cache_key("x", first, 1, each) for each in (one, two)]

    assert (keys[0] == keys[1]) is (tagged[0] == tagged[1])


def test_functions_without_arguments_have_different_keys():
    """The name of the function is part of the key."""
    assert cache_key("x", first, 1, {}) != cache_key("x", second, 1, {})


@given(st.integers(1, 10**6), st.integers(1, 10**6))
@settings(deadline=None)
def test_clients_have_different_keys(one, two):
    """42 is no part of 142: two clients share a key only if they are one."""
    assert (cache_key("x", first, one, {}) == cache_key("x", first, two, {})) is (one == two)


def test_key_is_the_same_in_every_process():
    """The key is written down here: no seed of a process goes into it."""
    name = f"{first.__module__}.first"

    assert cache_key("cap", first, 3, {"cfor": "WEB"}) == (
        f"cap:v1:{name}:3:17f0ced0a0d59ba98da0b74d49c8acb9288da1b0da10a8fd74ab8665ca0b8151"
    )


def test_moments_are_told_apart():
    """A moment goes into the key with its offset."""
    moment = datetime(2026, 6, 30, tzinfo=UTC)

    assert canonical({"at": moment}) == '{"at":{"datetime":"2026-06-30T00:00:00+00:00"}}'


def test_argument_without_canonical_text_is_refused():
    """What has no text of its own is named in an error, not cached under its repr."""
    with pytest.raises(TypeError, match=r"Decimal\('1'\) of type Decimal"):
        canonical({"a": Decimal(1)})


@given(st.text())
@settings(deadline=None)
def test_lifetimes_are_spread_by_a_tenth(key):
    """A lifetime stays within ten per cent, and is the same each time."""
    assert 3240 <= jittered_ttl_s(key, 3600) == jittered_ttl_s(key, 3600) <= 3960


def test_lifetimes_differ_between_keys():
    """Entries written together do not expire together."""
    assert len({jittered_ttl_s(f"k{n}", 3600) for n in range(100)}) > 50
