"""A test that gets another name keeps its baseline, where what it did says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

MODULE = "perf_tests/test_shop.py"


def _entries(shop: Shop, module: str = MODULE) -> dict[str, dict[str, object]]:
    text = shop.baselines()[module.replace(".py", ".json")]
    return dict(json.loads(text)["measurements"])


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_renamed_test_keeps_its_baseline(shop: Shop, workers: tuple[str, ...]) -> None:
    """It passes in CI as it did before, is told, and an update moves the entry as it stands."""
    shop.recorded()
    shop.edit("shop/views.py", 'only("title")', 'only("title", "pages")')
    done = shop.pytest("perf_tests", "--perf-update", "--perf-reason", "pages are shown")
    assert done.returncode == 0, done.stdout
    before = _entries(shop)["test_names::call"]
    shop.edit(MODULE, "def test_names", "def test_all_names")

    done = shop.pytest("perf_tests", *workers, CI="true")
    assert done.returncode == 0, done.stdout
    assert f"{MODULE}::test_all_names::call\n    was {MODULE}::test_names::call" in done.stdout
    assert "stale" not in done.stdout
    assert shop.pytest("perf_tests", *workers, "--perf-strict").returncode == 1

    done = shop.pytest("perf_tests", *workers, "--perf-update")
    assert done.returncode == 0, done.stdout
    entries = _entries(shop)
    assert (entries["test_all_names::call"], "test_names::call" in entries) == (before, False)
    assert before["reason"] == "pages are shown"
    done = shop.pytest("perf_tests", *workers, "--perf-strict", CI="true")
    assert (done.returncode, "renamed:" in done.stdout) == (0, False), done.stdout


def test_part_of_a_module_is_enough_to_know_what_is_gone(shop: Shop) -> None:
    """The module was read, whatever was selected of it."""
    shop.recorded()
    shop.edit(MODULE, "def test_names", "def test_all_names")
    done = shop.pytest(f"{MODULE}::test_all_names", CI="true")
    assert done.returncode == 0, done.stdout
    done = shop.pytest("perf_tests", "-k", "all_names", CI="true")
    assert done.returncode == 0, done.stdout


def test_moved_module_keeps_its_baselines(shop: Shop) -> None:
    """The file has another name, and so has the baseline file after an update."""
    shop.recorded()
    before = _entries(shop)
    (shop.folder / MODULE).rename(shop.folder / "perf_tests/test_books.py")
    done = shop.pytest("perf_tests", CI="true")
    assert done.returncode == 0, done.stdout
    shop.recorded()
    assert sorted(shop.baselines()) == ["perf_tests/test_books.json", "schema.json"]
    assert _entries(shop, "perf_tests/test_books.py") == before


def test_copy_of_a_test_takes_no_baseline(shop: Shop) -> None:
    """The first is still there: the second is new."""
    shop.recorded()
    with (shop.folder / MODULE).open("a") as file:
        file.write("\n\ndef test_copy(perf):\n    perf(views.names)\n")
    done = shop.pytest("perf_tests", CI="true")
    assert done.returncode == 1
    assert "perf NEW: perf_tests/test_shop.py::test_copy::call" in done.stdout


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_baseline_goes_to_one_test_alone(shop: Shop, workers: tuple[str, ...]) -> None:
    """A copy beside the renamed test is new, whichever runs first, and CI fails for it."""
    shop.recorded()
    shop.edit(MODULE, "def test_names", "def test_names_of_books")
    with (shop.folder / MODULE).open("a") as file:
        file.write("\n\ndef test_aaa(perf):\n    perf(views.names)\n")
    done = shop.pytest("perf_tests", *workers, CI="true")
    assert done.returncode == 1, done.stdout
    assert f"{MODULE}::test_names_of_books::call\n    was" in done.stdout
    assert f"new {MODULE}::test_aaa::call" in done.stdout
    done = shop.pytest("perf_tests", *workers, "--perf-update")
    assert done.returncode == 0, done.stdout
    assert {"test_aaa::call", "test_names_of_books::call"} < _entries(shop).keys()
    assert "test_names::call" not in _entries(shop)


def test_renamed_parameters_keep_their_baselines(shop: Shop) -> None:
    """Several tests that do the same are told apart by name, each baseline going once."""
    parametrised = """
    import pytest

    from shop import views

    pytestmark = pytest.mark.perf


    @pytest.mark.parametrize("shelf", ["left::one", "a/b [x]", "größe"])
    def test_shelf(perf, db, shelf):
        perf(views.names)
    """
    shop.write(MODULE, parametrised)
    shop.recorded()
    assert len(_entries(shop)) == 3
    assert shop.pytest("perf_tests", "--perf-strict", CI="true").returncode == 0
    shop.write(MODULE, parametrised.replace("left::one", "left::two").replace("größe", "größer"))
    done = shop.pytest("perf_tests", CI="true")
    assert done.returncode == 0, done.stdout
    assert (
        "test_shelf[left::two]::call\n    was perf_tests/test_shop.py::test_shelf[left::one]"
        in (done.stdout)
    )
    assert "3 ok" in done.stdout


def test_renamed_and_changed_test_is_new_and_says_what_it_is_like(shop: Shop) -> None:
    """What does something else is not taken for the old test, but the old one is named."""
    shop.recorded()
    shop.edit(MODULE, "def test_titles", "def test_all_titles")
    shop.edit("shop/views.py", "return [(book", "Book.objects.count()\n    return [(book")
    done = shop.pytest("perf_tests", CI="true")
    assert done.returncode == 1
    assert f"most like {MODULE}::test_titles::call, whose test is gone" in done.stdout
