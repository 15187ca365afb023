"""What ``[tool.perfgate]`` may say of call sites, and what it is told when it says it wrongly."""

from __future__ import annotations

import pytest

from perfgate.config import load
from perfgate.errors import ConfigError


@pytest.fixture
def root(tmp_path):
    """A project with a cache layer."""
    (tmp_path / "shop" / "layers").mkdir(parents=True)
    (tmp_path / "shop" / "cache.py").touch()
    return tmp_path


def skipped(root, value):
    """Read the key from a pyproject.toml."""
    (root / "pyproject.toml").write_text(f"[tool.perfgate]\ncall_site_skip = {value}\n", "utf-8")
    return load(root, options={}, environ={"PERFGATE_HOME": "/home"}).call_site_skip


def test_nothing_is_skipped_by_itself(root):
    """Without the key every line of the application is a call site."""
    assert load(root, options={}, environ={"PERFGATE_HOME": "/home"}).call_site_skip == ()


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        ("[]", ()),
        ('["shop/cache.py"]', ("shop/cache.py",)),
        ('["shop/layers/", "./shop//cache.py"]', ("shop/layers", "shop/cache.py")),
    ],
)
def test_files_and_folders(root, value, paths):
    """They are named as call sites are: relative to the root, by plain slashes."""
    assert skipped(root, value) == paths


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ('"shop/cache.py"', "is 'shop/cache.py', which is no list of paths"),
        ("true", "is True, which is no list of paths"),
        ('{ file = "x" }', "is {'file': 'x'}, which is no list of paths"),
        ("[3]", r"is \[3\], which is no list of paths"),
        ('[""]', r"is \[''\], which is no list of paths"),
        ('["/shop/cache.py"]', "has '/shop/cache.py', which is no file or folder under .*"),
        ('["../shop/cache.py"]', "has '../shop/cache.py', which is no file or folder under"),
        ('["."]', "has '.', which is no file or folder under"),
        ('["shop/cash.py"]', "has 'shop/cash.py', and .*/shop/cash.py does not exist"),
    ],
)
def test_a_wrong_value_is_refused(root, value, message):
    """The message names the key and the value, and what to write."""
    with pytest.raises(ConfigError, match=rf"call_site_skip of \[tool\.perfgate\] {message}"):
        skipped(root, value)


def test_a_wrong_name_is_refused(root):
    """A typing error in the key is told with the keys there are."""
    (root / "pyproject.toml").write_text("[tool.perfgate]\ncall_sites_skip = []\n", "utf-8")
    with pytest.raises(ConfigError, match=r"unknown key 'call_sites_skip'[\s\S]*call_site_skip"):
        load(root, options={}, environ={"PERFGATE_HOME": "/home"})
