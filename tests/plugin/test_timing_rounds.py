"""Timing rounds and budgets of time, without a word on how long anything takes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

HEAD = """
import pytest
from shop import views
from shop.models import Author, Book

pytestmark = pytest.mark.perf


@pytest.fixture(autouse=True)
def books(db):
    author = Author.objects.create(name="a")
    Book.objects.bulk_create(Book(title=f"t{n}", author=author) for n in range(5))


"""
#: Below what the fastest machine can do, and beyond what the slowest needs.
IMPOSSIBLE, EASY = 0.0001, 60_000


def run_file(shop: Shop) -> dict[str, Any]:
    """What the last run recorded, by measurement id without its module."""
    run = json.loads((shop.folder / ".perfgate/run.json").read_text(encoding="utf-8"))
    return {
        f"{each['nodeid']}::{each['name']}".partition("::")[2]: each for each in run["measurements"]
    }


def with_tests(shop: Shop, text: str) -> None:
    """Put these tests into the place of the shop's own."""
    shop.write("perf_tests/test_shop.py", HEAD.lstrip() + text.strip() + "\n")


def test_nothing_is_timed_unless_asked(shop: Shop) -> None:
    """An ordinary run pays for no rounds, and shows no column of times."""
    done = shop.pytest("perf_tests")
    assert (done.returncode, "p50 ms" in done.stdout) == (0, False), done.stdout
    assert {each["timing"] for each in run_file(shop).values()} == {None}


def test_rounds_are_shown_and_recorded_and_fail_nothing(shop: Shop) -> None:
    """Each measurement is timed as often as was asked, in the table, the run file and ``show``."""
    shop.recorded()
    written = shop.baselines()
    done = shop.pytest("perf_tests", "--perf-rounds=4", CI="true")
    assert done.returncode == 0, done.stdout
    assert re.search(
        r"^test +statements +rows +cache hits +p50 ms +verdict$", done.stdout, re.MULTILINE
    )
    timings = {name: each["timing"] for name, each in run_file(shop).items()}
    assert {timing["rounds"] for timing in timings.values()} == {4}
    assert all(
        0 < each["min_ms"] <= each["p50_ms"] <= each["p95_ms"] <= each["max_ms"]
        for each in timings.values()
    ), timings
    assert shop.baselines() == written


def test_time_is_neither_written_down_nor_in_the_digest(shop: Shop) -> None:
    """Baselines and digests of timed runs are those of runs that were not."""
    shop.recorded()
    plain = shop.baselines()
    digests = [
        re.findall(r"exact digest (\w+)", shop.pytest("perf_tests", *args).stdout)
        for args in ([], ["--perf-rounds=3"])
    ]
    for path in (shop.folder / "baselines").rglob("*.json"):
        path.unlink()
    assert shop.pytest("perf_tests", "--perf-update", "--perf-rounds=3").returncode == 0
    assert (digests[0], shop.baselines()) == (digests[1], plain)


def test_budget_that_cannot_be_kept_fails_with_its_evidence(shop: Shop) -> None:
    """Limit, median, fastest and number of rounds of both series stand in the failure."""
    shop.recorded()
    shop.edit(
        "perf_tests/test_shop.py",
        "def test_titles",
        f"@pytest.mark.perf(max_ms={IMPOSSIBLE})\ndef test_titles",
    )
    done = shop.pytest("perf_tests", CI="true")
    assert done.returncode == 1
    assert re.search(
        r"regressed: budget max_ms 0\.0001 → [\d.]+ "
        r"\(p50 of \d+ \+ \d+ rounds, fastest [\d.]+ ms(, CPU [\d.]+ ms)?\)\n"
        r".*the budget stands in the test's marker: perf\(max_ms=…\)",
        done.stdout,
    ), done.stdout
    assert re.findall(r"^FAILED perf_tests/test_shop.py::(\w+)", done.stdout, re.MULTILINE) == [
        "test_titles"
    ]
    timed = {name for name, each in run_file(shop).items() if each["timing"]}
    assert timed == {"test_titles::call"}


def test_budget_that_is_kept_passes_with_one_series(shop: Shop) -> None:
    """A second series runs only where the first exceeds the budget."""
    shop.edit("perf_tests/test_shop.py", "mark.perf\n", f"mark.perf(max_ms={EASY})\n")
    shop.recorded()
    done = shop.pytest("perf_tests", CI="true")
    assert done.returncode == 0, done.stdout
    measured = run_file(shop).values()
    assert all(each["timing"]["rounds"] >= 3 for each in measured)
    assert {each["timing_again"] for each in measured} == {None}


def test_budget_holds_for_each_measurement_of_a_test(shop: Shop) -> None:
    """Cold and warm calls are timed each on its own."""
    shop.edit(
        "perf_tests/test_shop.py",
        "def test_count",
        f"@pytest.mark.perf(max_ms={IMPOSSIBLE})\ndef test_count",
    )
    done = shop.pytest("perf_tests", "-k", "test_count")
    assert done.returncode == 1
    failed = re.findall(r"perf REGRESSED: perf_tests/test_shop.py::test_count::(\w+)", done.stdout)
    assert failed == ["cold", "warm"]


def test_a_proved_excess_is_not_written_down(shop: Shop) -> None:
    """As with every other budget, an update cannot settle it."""
    shop.edit("perf_tests/test_shop.py", "mark.perf\n", f"mark.perf(max_ms={IMPOSSIBLE})\n")
    done = shop.pytest("perf_tests", "--perf-update")
    assert (done.returncode, shop.baselines()) == (1, {})


WATCHED = """
seen = []


def watched():
    from django.core.cache import caches
    from django.db import connections

    cache, connection = caches["default"], connections["default"]
    patched = [
        function.__code__.co_filename
        for function in (type(connection)._prepare_cursor, type(cache).get)
        if "perfgate" in function.__code__.co_filename
    ]
    opened = connection.connection is not None
    seen.append((bool(patched), opened, Author.objects.count(), cache.get("count")))
    cache.set("count", 1)
    Author.objects.create(name="more")


{mark}
def test_watched(perf):
    perf.{how}(watched)
    recorded = [place for place, each in enumerate(seen) if each[0]]
    # Once for nothing, twice recorded, warm-up, rounds, and the run that stays.
    assert len(recorded) == 2 and len(seen) >= 3 + 1 + 4 + 1, seen
    assert {{each[1:] for each in seen[recorded[0] : -1 : {step}]}} == {{(True, 1, {found})}}, seen
    assert Author.objects.count() == 2
"""


@pytest.mark.parametrize("mark", ["", "@pytest.mark.django_db(transaction=True)"])
@pytest.mark.parametrize("how", ["cold", "warm"])
def test_rounds_begin_alike_and_record_nothing(shop: Shop, mark: str, how: str) -> None:
    """Each sees the rows and caches that the passes saw, an open connection and no recorder."""
    step, found = (2, 1) if how == "warm" else (1, None)  # each warm run has one to prime it
    with_tests(shop, WATCHED.format(mark=mark, how=how, step=step, found=found))
    done = shop.pytest("perf_tests", "--perf-rounds=4")
    assert done.returncode == 0, done.stdout


def test_cpu_of_client_and_backend_is_recorded(shop: Shop) -> None:
    """The server's own work counts, where the server is ours and the system tells."""
    shop.pytest("perf_tests", "-k", "test_titles", "--perf-rounds=3")
    timing = run_file(shop)["test_titles::call"]["timing"]
    if timing["backend_cpu_p50_ms"] is None:
        pytest.skip("this system has no clock of another process")
    assert min(timing["backend_cpu_p50_ms"], timing["client_cpu_p50_ms"]) > 0


def test_block_with_a_budget_of_time_is_refused(shop: Shop) -> None:
    """A block runs once, and one time proves nothing."""
    with_tests(
        shop,
        f"""
@pytest.mark.perf(max_ms={EASY})
def test_block(perf):
    with perf.measure("names"):
        views.names()
""",
    )
    done = shop.pytest("perf_tests")
    assert done.returncode == 1
    assert "measures the block 'names', which runs only once" in done.stdout
    assert "perf.named('names')(function, …)" in done.stdout
    assert "perfgate explain block-not-timed" in done.stdout


def test_block_is_left_out_of_the_rounds(shop: Shop) -> None:
    """To time every measurement is no reason to refuse the one that cannot be timed."""
    with_tests(
        shop,
        """
def test_block(perf):
    with perf.measure("names"):
        views.names()
    perf(views.titles)
""",
    )
    done = shop.pytest("perf_tests", "--perf-rounds=3")
    assert done.returncode == 0, done.stdout
    timed = {name: bool(each["timing"]) for name, each in run_file(shop).items()}
    assert timed == {"test_block::names": False, "test_block::call": True}


@pytest.mark.parametrize("value", ["0", "-1", "float('nan')", "float('inf')"])
def test_impossible_limits_are_refused(shop: Shop, value: str) -> None:
    """A limit that nothing can keep, or nothing exceed, is a typing error."""
    with_tests(shop, f"@pytest.mark.perf(max_ms={value})\ndef test_x(perf):\n    perf(views.names)")
    done = shop.pytest("perf_tests")
    assert done.returncode == 1
    assert "perfgate explain max-ms" in done.stdout


def test_wrong_type_of_a_limit_is_refused(shop: Shop) -> None:
    """The message says what a limit is."""
    with_tests(shop, "@pytest.mark.perf(max_ms='9')\ndef test_x(perf):\n    perf(views.names)")
    done = shop.pytest("perf_tests")
    assert "max_ms='9', which is no number" in done.stdout
    assert "Write max_ms=50." in done.stdout


def test_rounds_that_are_no_number_are_a_usage_error(shop: Shop) -> None:
    """It is said before anything starts."""
    done = shop.pytest("perf_tests", "--perf-rounds=many")
    assert done.returncode == 4
    assert "--perf-rounds is 'many'" in done.stderr
    assert "perfgate explain rounds" in done.stderr


def test_rounds_beside_other_workers_are_told_as_such(shop: Shop) -> None:
    """A budget is judged under xdist too; the times are shown with a word of warning."""
    shop.edit("perf_tests/test_shop.py", "mark.perf\n", f"mark.perf(max_ms={EASY})\n")
    shop.recorded()
    done = shop.pytest("perf_tests", "-n", "2", CI="true")
    assert done.returncode == 0, done.stdout
    assert "7 measurements were timed beside other test workers" in done.stdout
    assert all(each["timing"]["parallel"] for each in run_file(shop).values())
