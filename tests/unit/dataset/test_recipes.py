"""Recipes are found by name."""

from __future__ import annotations

import pytest

from fixtures.recipes import SMALL
from perfgate.dataset.recipes import load_recipe
from perfgate.errors import DatasetError


def test_a_recipe_is_found_by_its_name():
    """The module's recipe of that name is given."""
    assert load_recipe("fixtures.recipes", "small") is SMALL


def test_an_unknown_name_is_an_error_that_lists_the_known():
    """The remedy says what could have been meant."""
    with pytest.raises(DatasetError, match="no recipe 'large'") as error:
        load_recipe("fixtures.recipes", "large")
    assert error.value.remedy == "Known recipes: medium, small."


def test_a_missing_module_is_an_error():
    """The setting that names it is named."""
    with pytest.raises(DatasetError, match=r"'no_such.recipes' cannot be imported") as error:
        load_recipe("no_such.recipes", "small")
    assert "[tool.perfgate] recipes" in error.value.remedy
