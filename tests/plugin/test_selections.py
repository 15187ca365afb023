"""Parts of a suite, repetitions and interruptions: nothing is recorded twice or called stale."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

MODULE = "perf_tests/test_shop.py"
RERUNS = ("-p", "rerunfailures", "--reruns", "2")

FLAKY = """
import pathlib

import pytest

from shop import views

pytestmark = pytest.mark.perf


def test_names(perf, db):
    perf(views.names)


def test_flaky(perf, db):
    attempts = pathlib.Path("attempts")
    attempts.write_text(attempts.read_text() + "x" if attempts.exists() else "x")
    number = len(attempts.read_text())
    perf.named("early")(views.in_print)
    if number == 1:
        perf.named("first")(views.names)
    assert number > FAILING, "not yet"
"""


def _run_file(shop: Shop) -> dict[str, list[dict[str, object]]]:
    return dict(json.loads((shop.folder / ".perfgate/run.json").read_text()))


def _measured(shop: Shop) -> list[str]:
    return [f"{each['nodeid']}::{each['name']}" for each in _run_file(shop)["measurements"]]


def _recorded(shop: Shop) -> list[str]:
    text = shop.baselines().get("perf_tests/test_shop.json", b'{"measurements": {}}')
    return sorted(json.loads(text)["measurements"])


#: What leaves tests out, each in its own way; the module is read whole in each.
PARTS = {
    "by name": ("perf_tests", "-k", "names"),
    "by marker": ("perf_tests", "-m", "perf and not perf"),
    "deselected": ("perf_tests", "--deselect", f"{MODULE}::test_names"),
    "by id": (f"{MODULE}::test_names", f"{MODULE}::test_page"),
    "ignored": (".", "--ignore", MODULE),
    "another folder": ("other_tests",),
    "dropped without a word": ("perf_tests", "-p", "shop.dropping"),
    "stopped": ("perf_tests", "--maxfail", "1", "-p", "shop.failing"),
    "ended early": ("perf_tests", "-p", "shop.ending"),
    "set up only": ("perf_tests", "--setup-only"),
    "collected only": ("perf_tests", "--collect-only", "--perf-update"),
    "twice": ("perf_tests", MODULE, "--keep-duplicates", "-k", "names"),
    "none failed": ("perf_tests", "-p", "cacheprovider", "--lf", "--lfnf", "none"),
}


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["serial", "parallel"])
def test_part_of_the_suite_calls_nothing_stale(shop: Shop, workers: tuple[str, ...]) -> None:
    """However tests are left out, an update removes no baseline of theirs."""
    shop.write("other_tests/test_other.py", "def test_other():\n    pass\n")
    shop.write(
        "shop/dropping.py",
        """
        def pytest_collection_modifyitems(items):
            items[:] = [item for item in items if "names" in item.name]
        """,
    )
    shop.write(
        "shop/failing.py",
        """
        import pytest


        @pytest.hookimpl(trylast=True)
        def pytest_runtest_call(item):
            assert "page" in item.name
        """,
    )
    shop.write(
        "shop/ending.py",
        """
        import pytest


        def pytest_runtest_setup(item):
            if "names" in item.name:
                pytest.exit("enough", returncode=0)
        """,
    )
    shop.recorded()
    written = shop.baselines()
    chosen = [name for name in PARTS if not workers or name in PARALLEL]
    for name in chosen:
        done = shop.pytest("--perf-update", "--perf-strict", *PARTS[name], *workers)
        assert ("stale" in done.stdout, shop.baselines()) == (False, written), (name, done.stdout)


#: Where a worker of xdist could know less than the only process does.
PARALLEL = {"by name", "by id", "dropped without a word", "stopped"}


def test_whole_module_is_known_though_others_are_not(shop: Shop) -> None:
    """What a whole module no longer measures is stale; that of the module beside it is not."""
    shop.write("perf_tests/test_more.py", (shop.folder / MODULE).read_text())
    shop.recorded()
    for name in (MODULE, "perf_tests/test_more.py"):
        shop.edit(name, "def test_names", "def no_test_names")
        shop.edit(name, "def test_page", "def no_test_page")
    done = shop.pytest(MODULE)
    assert f"{MODULE}::test_names::call" in done.stdout
    assert "test_more" not in done.stdout
    (shop.folder / MODULE).unlink()
    done = shop.pytest("perf_tests/test_more.py")
    assert "test_shop" not in done.stdout.partition("rootdir")[2].partition("stale")[2]
    done = shop.pytest("perf_tests", "-n", "2")
    stale = done.stdout.partition("stale: ")[2]
    assert (f"{MODULE}::test_count::cold" in stale, "test_more.py::test_page::call" in stale) == (
        True,
        True,
    ), done.stdout


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["serial", "parallel"])
def test_rerun_counts_as_its_last_attempt(shop: Shop, workers: tuple[str, ...]) -> None:
    """What an attempt that failed had measured is forgotten; the module counts as finished."""
    shop.write(MODULE, FLAKY.replace("FAILING", "0"))
    shop.recorded()
    (shop.folder / "attempts").unlink()
    shop.write(MODULE, FLAKY.replace("FAILING", "2"))
    done = shop.pytest("perf_tests", *RERUNS, *workers)
    assert "1 passed" in done.stdout or "2 passed" in done.stdout, done.stdout
    assert _measured(shop) == [f"{MODULE}::test_flaky::early", f"{MODULE}::test_names::call"]
    # It passed without measuring this: that it is gone has been shown.
    assert f"  {MODULE}::test_flaky::first" in done.stdout.partition("stale: ")[2]
    (shop.folder / "attempts").unlink()
    shop.write(MODULE, FLAKY.replace("FAILING", "9"))
    written = shop.baselines()
    done = shop.pytest("perf_tests", *RERUNS, *workers, "--perf-update")
    assert (done.returncode, "stale" in done.stdout) == (1, False), done.stdout
    assert (_measured(shop), shop.baselines()) == ([f"{MODULE}::test_names::call"], written)


def test_regression_is_told_once_after_its_reruns(shop: Shop) -> None:
    """A plugin that runs failing tests again does not make one finding three."""
    shop.recorded()
    shop.edit("shop/views.py", '.select_related("author")', ".all()")
    done = shop.pytest("perf_tests", *RERUNS, "-p", "pytest_randomly", "-k", "titles or names")
    assert done.returncode == 1
    assert "1 REGRESSED" not in done.stdout  # the summary says it in small letters
    assert "2 measurements: 1 regressed, 1 ok" in done.stdout
    assert done.stdout.count("  accept it: pytest") == 2, done.stdout  # the failure, and the report


def test_repeated_tests_and_groups_are_the_test_itself(shop: Shop) -> None:
    """What plugins append to a node id names no other test."""
    shop.write(
        MODULE,
        (shop.folder / MODULE).read_text()
        + """

@pytest.mark.xdist_group("shelf")
@pytest.mark.parametrize("shelf", ["a", "b-1-2"])
def test_shelf(perf, shelf):
    perf(views.names)
""",
    )
    shop.recorded()
    written = shop.baselines()
    for options in (("-p", "repeat", "--count", "2"), ("-n", "2", "--dist", "loadgroup")):
        done = shop.pytest("perf_tests", "--perf-update", *options, CI="true")
        assert done.returncode == 0, done.stdout
        assert ("stale" in done.stdout, shop.baselines()) == (False, written), done.stdout


def test_crashed_worker_records_nothing_of_its_test(shop: Shop) -> None:
    """The test that took the worker with it is not stale, and the others are recorded."""
    shop.recorded()
    written = shop.baselines()
    shop.edit(MODULE, "    assert len(perf(views.names)) == 5", "    __import__('os')._exit(3)")
    done = shop.pytest("perf_tests", "--perf-update", "-n", "2")
    assert (done.returncode, shop.baselines()) == (1, written), done.stdout
    assert f"{MODULE}::test_names::call" not in _measured(shop)


def test_interrupted_session_writes_nothing(shop: Shop) -> None:
    """Ctrl-C inside a test leaves the files as they were."""
    shop.edit(MODULE, "    assert len(perf(views.names)) == 5", "    raise KeyboardInterrupt")
    done = shop.pytest("perf_tests", "--perf-update")
    assert (done.returncode, shop.baselines()) == (2, {}), done.stdout + done.stderr
    assert not (shop.folder / ".perfgate").exists()
