"""Random bits by counting: the bits of a row are a function of its number and a key, nothing else.

Only integer arithmetic modulo 2**64 makes the bits (the finaliser of SplitMix64 over a Weyl
sequence), so that they are the same on every machine, in any order and in any number of processes.
NumPy's own generators promise the same bits but not the same distributions between versions;
everything that is drawn here is therefore drawn by inverting a distribution at a uniform number.
"""

from __future__ import annotations

import hashlib
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Bits = NDArray[np.uint64]
    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

_WEYL = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
#: Weights are kept as whole numbers of this fraction, so that their sums are exact.
_WEIGHT_UNITS = 1_000_000
_QUANTILES = 4096


def key_of(*parts: object) -> np.uint64:
    """The key of a stream, from what names it: seed, table, column and purpose."""
    text = "\x1f".join(map(str, parts)).encode()
    return np.uint64(int.from_bytes(hashlib.sha256(text).digest()[:8], "little"))


def bits(key: np.uint64, rows: Bits) -> Bits:
    """64 bits for each row number."""
    with np.errstate(over="ignore"):
        state = key + (rows + np.uint64(1)) * _WEYL
        state = (state ^ (state >> np.uint64(30))) * _FIRST
        state = (state ^ (state >> np.uint64(27))) * _SECOND
        return state ^ (state >> np.uint64(31))


def uniform(drawn: Bits) -> Floats:
    """Numbers from 0 up to but not including 1, all of them multiples of 2**-53."""
    return (drawn >> np.uint64(11)).astype(np.float64) * 2.0**-53


def below(drawn: Bits, limits: Integers | int) -> Integers:
    """Whole numbers from 0 up to but not including the limit of each row (which is at least 1)."""
    high = drawn >> np.uint64(32)
    return ((high * np.asarray(limits).astype(np.uint64)) >> np.uint64(32)).astype(np.int64)


def rounded(values: Floats) -> Floats:
    """Nine significant digits: logarithms and such differ between processors in the last bits."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        digits = 8 - np.floor(np.log10(np.abs(values)))
        scale = np.power(10.0, np.clip(np.where(np.isfinite(digits), digits, 0), -300, 300))
        return np.where(values == 0, 0.0, np.round(values * scale) / scale)


def exp(values: Floats) -> Floats:
    """The exponential, to nine significant digits."""
    return rounded(np.exp(values))


def normal(drawn: Bits) -> Floats:
    """Standard normal numbers, linear between 4,096 quantiles (none beyond 3.7 sigma)."""
    return inverse(_normal_quantiles(), drawn)


def inverse(quantiles: Floats, drawn: Bits) -> Floats:
    """Numbers with the given quantiles, which are at equal steps from the least to the greatest."""
    steps = len(quantiles) - 1
    place = below(drawn, steps)
    part = (drawn & np.uint64(0xFFFFFFFF)).astype(np.float64) * 2.0**-32
    low = quantiles[place]
    numbers: Floats = low + (quantiles[place + 1] - low) * part
    return numbers


@cache
def _normal_quantiles() -> Floats:
    standard = NormalDist()
    points = [standard.inv_cdf((i + 0.5) / (_QUANTILES + 1)) for i in range(_QUANTILES + 1)]
    return np.round(np.array(points), 9)


@cache
def beta_quantiles(alpha: float, beta: float) -> Floats:
    """Quantiles of the Beta distribution, by adding up its density over a grid."""
    grid = (np.arange(20_000) + 0.5) / 20_000
    density = np.exp((alpha - 1) * np.log(grid) + (beta - 1) * np.log1p(-grid))
    total = np.concatenate(([0.0], np.cumsum(density)))
    edges = np.arange(20_001) / 20_000
    wanted = np.arange(1025) / 1024 * total[-1]
    quantiles: Floats = np.interp(wanted, total, edges)
    return np.round(quantiles, 9)


def cumulative(weights: Sequence[float] | Floats) -> Integers:
    """Running totals of weights as whole numbers, for ``pick``.

    Raises:
        ValueError: a weight is negative or not a number, or all are zero.
    """
    given = np.asarray(weights, dtype=np.float64)
    if len(given) == 0 or not np.isfinite(given).all() or (given < 0).any() or given.sum() <= 0:
        raise ValueError("weights must be finite, not negative, and not all zero")
    units = np.round(rounded(given / given.max()) * _WEIGHT_UNITS).astype(np.int64)
    return np.cumsum(units, dtype=np.int64)


def pick(totals: Integers, drawn: Bits) -> Integers:
    """An index for each row, as often as its weight says."""
    point = np.floor(uniform(drawn) * totals[-1]).astype(np.int64)
    index: Integers = np.searchsorted(totals, point, side="right").astype(np.int64)
    return index


def apportioned(total: int, weights: Floats, *, least: int = 0) -> Integers:
    """Share out ``total`` things by weight: whole numbers that add up to it exactly.

    Each gets ``least`` first; the largest remainders get what rounding leaves, the earlier first.
    """
    free = total - least * len(weights)
    if free < 0:
        raise ValueError(f"{total} cannot be shared by {len(weights)} with at least {least} each")
    quota = rounded(weights / weights.sum() * free)
    share = np.floor(quota).astype(np.int64)
    order = np.argsort(-(quota - share), kind="stable")
    share[order[: free - int(share.sum())]] += 1
    return share + least
