"""Side by side with pytest-benchmark: its table and files show our rounds, we gate its tests."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.plugin.test_timing_rounds import run_file, with_tests

if TYPE_CHECKING:
    import subprocess

    from tests.plugin.conftest import Shop

PLUGIN = ("-p", "benchmark")
#: A round is as good as many here, and pytest-benchmark takes a second for each call otherwise.
QUICK = ("--benchmark-max-time=0.01", "--benchmark-min-rounds=2")

BENCHMARKS = """
def test_names(benchmark):
    assert len(benchmark(views.names)) == 5


def test_given(benchmark):
    def given(number, *, of):
        return list(Book.objects.filter(pages=of)[:number])

    assert len(benchmark(given, 3, of=1)) == 3


def test_pedantic(benchmark):
    def set_up():
        Author.objects.create(name="set up")
        return (Author.objects.count(),), {}

    def tear_down(known):
        Author.objects.filter(name="set up").delete()

    def target(known):
        assert known == Author.objects.count() == 2
        return known

    found = benchmark.pedantic(target, setup=set_up, teardown=tear_down, rounds=3)
    assert (found, Author.objects.count()) == (2, 1)


def test_writes(benchmark):
    before = Author.objects.count()
    benchmark.pedantic(Author.objects.create, kwargs={"name": "new"}, rounds=3, warmup_rounds=1)
    assert Author.objects.count() == before + 4
"""
#: Disabled, they run once, and pytest-benchmark forgets to tear down.
BENCHMARKS_ONCE = BENCHMARKS.replace("before + 4", "before + 1").replace("== (2, 1)", "== (2, 2)")


def table(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The names in pytest-benchmark's table."""
    _, _, below = done.stdout.partition("Name (time in")
    rows = below.split("\n----", 2)[1].splitlines()[1:] if below else []
    return sorted(row.split()[0] for row in rows)


def test_measurements_stand_in_table_and_json(shop: Shop) -> None:
    """Each under its id, with its rounds and the work that it did."""
    shop.recorded()
    done = shop.pytest("perf_tests", *PLUGIN, *QUICK, "--benchmark-json=out.json", CI="true")
    assert done.returncode == 0, done.stdout + done.stderr
    names = ["in_print::call", "names::call", "page::call", "reprice::call", "titles::call"]
    names = sorted(["test_count::cold", "test_count::warm", *(f"test_{name}" for name in names)])
    written = json.loads((shop.folder / "out.json").read_text(encoding="utf-8"))["benchmarks"]
    by_name = {each["name"]: each for each in written}
    assert (table(done), sorted(by_name)) == (names, names)
    titles = by_name["test_titles::call"]
    assert titles["fullname"] == "perf_tests/test_shop.py::test_titles::call"
    assert titles["extra_info"] == {"statements": 1, "rows": 5}
    rounds = run_file(shop)["test_titles::call"]["timing"]["rounds"]
    assert (titles["stats"]["rounds"], len(titles["stats"]["data"])) == (rounds, rounds)


@pytest.mark.parametrize(
    ("args", "shown"),
    [
        ([], False),
        (["--benchmark-disable"], False),
        (["--benchmark-skip"], False),
        (["--benchmark-sort=min"], True),
        (["--benchmark-only"], True),
        (["--benchmark-sort=min", "--benchmark-disable"], False),
        (["-o", "addopts=--benchmark-columns=min,max"], False),
        (["-o", "addopts=--benchmark-enable --benchmark-max-time=0.01"], True),
        (["--perf-rounds=2"], False),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_only_who_asks_is_shown(shop: Shop, args: list[str], shown: bool) -> None:
    """An option of the command line asks, unless it switches off; of ``addopts`` only some do."""
    done = shop.pytest("perf_tests", "-k", "names", *PLUGIN, *args)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert table(done) == (["test_names::call"] if shown else [])


def test_saved_rounds_can_be_compared(shop: Shop) -> None:
    """What one run saves, the next one finds under the same names."""
    first = shop.pytest("perf_tests", "-k", "names", *PLUGIN, *QUICK, "--benchmark-autosave")
    second = shop.pytest("perf_tests", "-k", "names", *PLUGIN, *QUICK, "--benchmark-compare")
    assert (first.returncode, second.returncode) == (0, 0), second.stdout + second.stderr
    rows = re.findall(r"^test_names::call \((NOW|0001)", second.stdout, re.MULTILINE)
    assert sorted(rows) == ["0001", "NOW"], second.stdout


def test_benchmark_of_a_perf_test_is_gated(shop: Shop) -> None:
    """What it benchmarks is recorded as ``call``; its results and its table stay as they are."""
    with_tests(shop, BENCHMARKS)
    done = shop.pytest("perf_tests", *PLUGIN, *QUICK, "--perf-update")
    assert done.returncode == 0, done.stdout + done.stderr
    assert table(done) == ["test_given", "test_names", "test_pedantic", "test_writes"]
    record = run_file(shop)
    assert sorted(record) == [f"{name}::call" for name in table(done)]
    sent = {
        name: [each["count"] for each in one["record"]["statements"]]
        for name, one in record.items()
    }
    assert sent == {f"{name}::call": [1] for name in table(done)}
    assert record["test_pedantic::call"]["timing"]["rounds"] == 3
    checked = shop.pytest("perf_tests", *PLUGIN, *QUICK, CI="true")
    assert checked.returncode == 0, checked.stdout
    shop.edit("shop/views.py", 'only("title")', 'only("title", "pages")')
    failed = shop.pytest("perf_tests", *PLUGIN, *QUICK, CI="true")
    assert (failed.returncode, "regressed: columns 2 → 3" in failed.stdout) == (1, True)


def test_benchmark_without_the_marker_is_left_alone(shop: Shop) -> None:
    """It neither runs more often nor on another database."""
    shop.write(
        "perf_tests/test_shop.py",
        """
        def test_plain(benchmark):
            calls = []
            benchmark.pedantic(calls.append, args=(1,), rounds=3)
            assert calls == [1, 1, 1]
            assert type(benchmark).__module__ == "pytest_benchmark.fixture"
        """,
    )
    done = shop.pytest("perf_tests", *PLUGIN)
    assert (done.returncode, "perf:" in done.stdout) == (0, False), done.stdout


@pytest.mark.parametrize(
    ("args", "passed"),
    [(["--benchmark-disable"], "4 passed"), (["--benchmark-skip"], "4 skipped")],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_switched_off_benchmarks(shop: Shop, args: list[str], passed: str) -> None:
    """Disabled ones run once and are gated; skipped ones are skipped."""
    with_tests(shop, BENCHMARKS_ONCE)
    done = shop.pytest("perf_tests", *PLUGIN, *args)
    assert (done.returncode, passed in done.stdout) == (0, True), done.stdout
    assert table(done) == []


def test_workers_gate_benchmarks(shop: Shop) -> None:
    """Where pytest-benchmark switches itself off, the counts are still held to the baseline."""
    with_tests(shop, BENCHMARKS_ONCE)
    assert shop.pytest("perf_tests", *PLUGIN, *QUICK, "--perf-update", "-n", "2").returncode == 0
    done = shop.pytest("perf_tests", *PLUGIN, *QUICK, "-n", "2", CI="true")
    assert (done.returncode, "4 passed" in done.stdout) == (0, True), done.stdout + done.stderr
    shop.edit("shop/views.py", 'only("title")', 'only("title", "pages")')
    failed = shop.pytest("perf_tests", *PLUGIN, *QUICK, "-n", "2", CI="true")
    assert (failed.returncode, "regressed: columns 2 → 3" in failed.stdout) == (1, True)


FAILING = {
    "raises": ("benchmark(broken)", "1 failed", "ValueError: broken"),
    "is expected to raise": (
        "with pytest.raises(ValueError):\n        benchmark(broken)\n    perf(views.names)",
        "1 passed",
        "",
    ),
    "returns no work": ("benchmark(Book.objects.all)", "1 failed", "has not been evaluated"),
    "is used twice": (
        "benchmark(views.names)\n    benchmark(views.names)",
        "1 failed",
        "Fixture can only be used once",
    ),
    "is no use at all": ("perf(views.names)", "1 passed, 1 error", "was not used at all"),
}


@pytest.mark.parametrize("case", FAILING)
def test_benchmark_that(shop: Shop, case: str) -> None:
    """Errors of a benchmark are those that pytest-benchmark makes of them."""
    body, outcome, text = FAILING[case]
    with_tests(
        shop,
        f"""
def broken():
    raise ValueError("broken")


def test_x(benchmark, perf):
    {body}
""",
    )
    done = shop.pytest("perf_tests", *PLUGIN, *QUICK)
    assert (outcome in done.stdout, text in done.stdout) == (True, True), done.stdout


def test_budget_of_time_holds_for_benchmarks(shop: Shop) -> None:
    """It is judged by rounds of our own, from the same state each."""
    with_tests(
        shop,
        """
@pytest.mark.perf(max_ms=0.0001)
def test_names(benchmark):
    benchmark(views.names)
""",
    )
    done = shop.pytest("perf_tests", *PLUGIN, *QUICK)
    assert (done.returncode, "budget max_ms 0.0001" in done.stdout) == (1, True), done.stdout
    measured: dict[str, Any] = run_file(shop)["test_names::call"]
    assert measured["timing_again"] is not None


def test_regressed_measurement_is_shown_and_one_that_failed_is_not(shop: Shop) -> None:
    """Times of a test that failed on its own are of something else than what it is about."""
    shop.recorded()
    shop.edit("shop/views.py", 'only("title")', 'only("title", "pages")')
    shop.edit("perf_tests/test_shop.py", "(views.titles)) == 5", "(views.titles)) == 6")
    done = shop.pytest(
        "perf_tests", "-k", "titles or names", *PLUGIN, *QUICK, "--benchmark-sort=min"
    )
    assert (done.returncode, table(done)) == (1, ["test_names::call"]), done.stdout


def test_without_the_plugin_all_is_as_before(shop: Shop) -> None:
    """Blocked or not installed, it is not missed."""
    done = shop.pytest("perf_tests", "-p", "no:benchmark", "--perf-rounds=2", "-k", "names")
    assert (done.returncode, "p50 ms" in done.stdout) == (0, True), done.stdout
