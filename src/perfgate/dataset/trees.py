"""Trees of uneven depth and fan-out, laid out level by level."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from perfgate.dataset import bits as random_bits
from perfgate.dataset.fields import NULL
from perfgate.dataset.generate import Layout
from perfgate.errors import DatasetError

if TYPE_CHECKING:
    from perfgate.dataset.bits import Floats, Integers
    from perfgate.dataset.generate import Tables


@dataclass(frozen=True)
class Level:
    """One level of a tree.

    Attributes:
        name: what its nodes are.
        count: how many nodes it has, or the recipe's parameter that says so.
        sigma: how unevenly the nodes under one parent share its mass (of a log-normal).
        zipf: where above 0, the k-th node of the level has mass k ** -zipf instead.
        skip: share of the nodes that hang one level higher than the others.
        least: how many nodes each node of the level above has at least.
    """

    name: str
    count: int | str
    sigma: float = 0.0
    zipf: float = 0.0
    skip: float = 0.0
    least: int = 0


@dataclass(frozen=True)
class Tree:
    """Lays out a tree: as many rows as its levels have nodes, parents before their children.

    A level's nodes are shared out by mass, which each node hands down to its children. Nodes that
    got no children keep their mass: the next level's nodes hang from them directly, so that
    branches differ in depth. The layout's columns are ``parent`` (a row number, null at the top),
    ``level`` (its name), ``depth`` (from 0) and, for each level, ``of_<name>``: the row number of
    the ancestor (or the node itself) of that level, or null.
    """

    levels: tuple[Level, ...]

    def __call__(self, tables: Tables) -> Layout:
        """Lay out the rows.

        Raises:
            DatasetError: a level has too few nodes for what ``least`` asks.
        """
        grown = _Growing(tables)
        for level in self.levels:
            grown.add(level)
        return grown.layout()


class _Growing:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._parent = np.empty(0, dtype=np.int64)
        self._mass = np.empty(0, dtype=np.float64)
        self._names: list[str] = []
        self._starts: list[int] = []

    def add(self, level: Level) -> None:
        count = (
            level.count if isinstance(level.count, int) else self._tables.parameters[level.count]
        )
        parent = self._parents(level, count)
        mass = self._shared_mass(level, parent)
        self._starts.append(len(self._parent))
        self._names.append(level.name)
        self._parent = np.concatenate((self._parent, parent))
        self._mass = np.concatenate((self._mass, mass))

    def _parents(self, level: Level, count: int) -> Integers:
        if not self._names:
            return np.full(count, NULL, dtype=np.int64)
        skipping = round(count * level.skip)
        above = self._ends(self._starts[-1])
        higher = self._ends(self._starts[-2])[: -len(above)] if skipping else above
        return np.concatenate(
            (
                self._under(above, count - skipping, level),
                self._under(higher if len(higher) else above, skipping, level),
            )
        )

    def _ends(self, start: int) -> Integers:
        """The nodes of the levels from a row on, and nodes before it that have no children."""
        rows = np.arange(len(self._parent))
        childless = ~np.isin(rows, self._parent)
        return rows[(rows >= start) | childless]

    def _under(self, parents: Integers, count: int, level: Level) -> Integers:
        least = level.least if count >= level.least * len(parents) else 0
        if level.least and not least and count:
            raise DatasetError(
                f"The level {level.name!r} has {count} nodes, too few for {len(parents)} parents.",
                remedy=f"Give it at least {level.least * len(parents)}.",
                slug="recipe-tree",
            )
        share = random_bits.apportioned(count, self._mass[parents], least=least)
        return np.repeat(parents, share)

    def _shared_mass(self, level: Level, parent: Integers) -> Floats:
        ranks = np.arange(1, len(parent) + 1)
        if level.zipf:
            return random_bits.exp(-level.zipf * np.log(ranks))
        key = random_bits.key_of(self._tables.seed, "tree", level.name)
        drawn = random_bits.normal(random_bits.bits(key, ranks.astype(np.uint64)))
        own = random_bits.exp(drawn * level.sigma)
        if not self._names:
            return own
        total = np.bincount(parent, weights=own, minlength=len(self._mass))
        return random_bits.rounded(own / total[parent] * self._mass[parent])

    def layout(self) -> Layout:
        edges = [*self._starts, len(self._parent)]
        sizes = np.diff(edges)
        columns = {
            "parent": self._parent,
            "level": np.repeat(np.array(self._names, dtype=object), sizes),
        }
        depth = np.zeros(len(self._parent), dtype=np.int64)
        own = np.repeat(np.arange(len(sizes)), sizes)
        for number, name in enumerate(self._names):
            found = np.full(len(self._parent), NULL, dtype=np.int64)
            found[own == number] = np.flatnonzero(own == number)
            columns[f"of_{name.lower()}"] = found
        for start, stop in pairwise(edges[1:]):
            rows = np.arange(start, stop)
            depth[rows] = depth[self._parent[rows]] + 1
            for name in self._names:
                found = columns[f"of_{name.lower()}"]
                inherited = found[self._parent[rows]]
                found[rows] = np.where(found[rows] == NULL, inherited, found[rows])
        columns["depth"] = depth
        return Layout(len(self._parent), columns)
