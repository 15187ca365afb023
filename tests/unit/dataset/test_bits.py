"""Bits and distributions are the same on every machine, in any order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgate.dataset.bits import (
    apportioned,
    below,
    beta_quantiles,
    bits,
    cumulative,
    exp,
    inverse,
    key_of,
    normal,
    pick,
    rounded,
    uniform,
)

ROWS = np.arange(100_000, dtype=np.uint64)
DRAWN = bits(key_of(1, "table", "column"), ROWS)


def test_bits_are_what_they_have_always_been():
    """The numbers of a published dataset never change."""
    found = [f"{number:016x}" for number in DRAWN[:4].tolist()]
    assert found == ["80a5da9fc68d9c23", "c7184abcc5be2160", "f6f8402debee111d", "e6f0bbae4c0b2bb4"]


@given(st.integers(0, 2**40), st.integers(1, 200), st.integers(0, 199))
def test_bits_of_a_row_do_not_depend_on_its_neighbours(start, length, offset):
    """The bits of one row are those it has within any chunk."""
    offset %= length
    chunk = bits(key_of("k"), np.arange(start, start + length, dtype=np.uint64))
    alone = bits(key_of("k"), np.array([start + offset], dtype=np.uint64))
    assert chunk[offset] == alone[0]


def test_streams_differ():
    """Each table, column and purpose has bits of its own."""
    keys = {int(key_of(1, "a", "b")), int(key_of(1, "ab", "")), int(key_of(2, "a", "b"))}
    assert len(keys) == 3


def test_uniform_numbers_fill_the_interval():
    """They lie in [0, 1) and their tenths are equally full."""
    numbers = uniform(DRAWN)
    tenths = np.histogram(numbers, bins=10, range=(0, 1))[0] / len(numbers)
    assert (numbers.min() >= 0, numbers.max() < 1) == (True, True)
    assert tenths == pytest.approx(np.full(10, 0.1), abs=0.005)


@given(st.integers(1, 2**31), st.integers(0, 2**32))
def test_whole_numbers_stay_below_their_limit(limit, row):
    """A limit is never reached."""
    drawn = bits(key_of("limit"), np.array([row], dtype=np.uint64))
    assert 0 <= below(drawn, limit)[0] < limit


def test_normal_numbers_have_mean_0_and_variance_1():
    """The quantiles are those of the standard normal distribution."""
    numbers = normal(DRAWN)
    assert (numbers.mean(), numbers.std()) == (
        pytest.approx(0, abs=0.01),
        pytest.approx(1, abs=0.01),
    )


def test_beta_numbers_have_the_mean_of_the_distribution():
    """Beta(18, 2.5) has its mean at 18 / 20.5."""
    assert inverse(beta_quantiles(18, 2.5), DRAWN).mean() == pytest.approx(18 / 20.5, abs=0.002)


@given(st.floats(1e-200, 1e200))
def test_rounding_keeps_nine_digits(value):
    """What is left of a float agrees with what nine digits say."""
    assert rounded(np.array([value]))[0] == pytest.approx(float(f"{value:.8e}"), rel=1e-12)


def test_rounding_keeps_zero_and_the_sign():
    """Zero has no digits, and a negative number keeps its sign."""
    assert rounded(np.array([0.0, -2.0])).tolist() == [0.0, -2.0]


def test_exponentials_are_rounded():
    """The last bits, in which processors differ, are gone."""
    assert exp(np.array([1.0]))[0] == 2.71828183


def test_picks_follow_their_weights():
    """A weight of zero is never picked, one of three quarters three times of four."""
    counts = np.bincount(pick(cumulative([0, 3, 0, 1]), DRAWN), minlength=4) / len(DRAWN)
    assert counts == pytest.approx([0, 0.75, 0, 0.25], abs=0.01)
    assert (counts[0], counts[2]) == (0, 0)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [float("nan")]])
def test_weights_that_mean_nothing_are_refused(weights):
    """No weights, none above zero, negative ones and NaN are errors."""
    with pytest.raises(ValueError, match="weights must be"):
        cumulative(weights)


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=30), st.integers(0, 1000))
def test_shares_add_up(weights, total):
    """What is shared out is all of it, and nobody's share is off by one or more."""
    given_weights = np.array(weights)
    shares = apportioned(total, given_weights)
    exact = given_weights / given_weights.sum() * total
    assert shares.sum() == total
    assert (np.abs(shares - exact) < 1 + 1e-6 * total).all()


def test_everybody_gets_the_least():
    """The least share is given before weights count."""
    assert apportioned(10, np.array([100.0, 1.0, 1.0]), least=2).tolist() == [6, 2, 2]


def test_too_little_to_share_is_refused():
    """Five cannot have two each of nine."""
    with pytest.raises(ValueError, match="cannot be shared"):
        apportioned(9, np.ones(5), least=2)
