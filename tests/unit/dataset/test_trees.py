"""Trees are laid out level by level, uneven and complete."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scratch import recipe_of

from perfgate.dataset.fields import NULL
from perfgate.dataset.generate import Tables
from perfgate.dataset.trees import Level, Tree
from perfgate.errors import DatasetError


def lay_out(*levels: Level, seed: int = 1, **parameters: int):
    """The layout of a tree."""
    return Tree(levels)(Tables(recipe_of(seed=seed, **parameters)))


@given(st.integers(1, 20), st.integers(0, 40), st.integers(20, 200), st.integers(0, 99))
def test_every_node_hangs_from_an_earlier_one(clients, branches, sites, seed):
    """There is one top, no cycle, and no node lost, however the levels' sizes fall out."""
    tree = lay_out(
        Level("ROOT", 1),
        Level("CLIENT", clients, zipf=1.06),
        Level("BRANCH", branches, sigma=0.5),
        Level("SITE", sites, sigma=1.0, skip=0.1),
        seed=seed,
    )
    parent = tree.columns["parent"]
    assert tree.rows == 1 + clients + branches + sites
    assert (parent == NULL).sum() == 1
    assert (parent < np.arange(tree.rows)).all()


def test_ancestors_are_found_on_their_level():
    """``of_client`` is the node itself, the client above it, or none above the clients."""
    tree = lay_out(Level("ROOT", 1), Level("CLIENT", 2), Level("SITE", 4))
    assert tree.columns["level"].tolist() == ["ROOT", *["CLIENT"] * 2, *["SITE"] * 4]
    assert tree.columns["of_client"][:3].tolist() == [NULL, 1, 2]
    assert set(tree.columns["of_client"][3:].tolist()) <= {1, 2}


def test_branches_differ_in_depth():
    """A client too small for a branch has its sites directly below."""
    tree = lay_out(
        Level("ROOT", 1), Level("CLIENT", 8, zipf=2.0), Level("BRANCH", 3), Level("SITE", 40)
    )
    depths = tree.columns["depth"][tree.columns["level"] == "SITE"]
    assert set(depths.tolist()) == {2, 3}


def test_the_least_is_given_to_each_parent():
    """No parent stays without a child where each must have one."""
    tree = lay_out(Level("ROOT", 1), Level("CLIENT", 5, zipf=2.0), Level("SITE", 10, least=1))
    assert set(tree.columns["of_client"][6:].tolist()) == {1, 2, 3, 4, 5}


def test_too_few_for_the_least_are_an_error():
    """Five clients cannot have a site each of four."""
    with pytest.raises(DatasetError, match="'SITE' has 4 nodes, too few for 5"):
        lay_out(Level("ROOT", 1), Level("CLIENT", 5), Level("SITE", 4, least=1))


def test_a_count_may_be_a_parameter():
    """Recipes of different size share a tree."""
    assert lay_out(Level("ROOT", 1), Level("CLIENT", "clients"), clients=7).rows == 8
