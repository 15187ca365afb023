"""Creating, updating and losing baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop


def test_new_test_fails_in_ci_and_says_how_to_create_its_baseline(shop: Shop) -> None:
    """Nobody is there to create it: the gate must not pass."""
    done = shop.pytest("perf_tests", CI="true")
    assert done.returncode == 1
    assert "--perf-update" in done.stdout
    assert shop.baselines() == {}


def test_new_test_passes_outside_of_ci(shop: Shop) -> None:
    """On a laptop a test may be tried before its baseline is written."""
    done = shop.pytest("perf_tests")
    assert (done.returncode, shop.baselines()) == (0, {})


def test_update_then_check_changes_no_byte(shop: Shop) -> None:
    """What was just written holds, and writing it again leaves the files alone."""
    shop.recorded()
    written = shop.baselines()
    assert shop.pytest("perf_tests", CI="true").returncode == 0
    shop.recorded()
    assert shop.baselines() == written


def test_two_workers_write_what_one_writes(shop: Shop) -> None:
    """Only the controller writes, in an order that no worker decides."""
    shop.recorded()
    serial = shop.baselines()
    for path in (shop.folder / "baselines").rglob("*.json"):
        path.unlink()
    done = shop.pytest("perf_tests", "--perf-update", "-n", "2")
    assert done.returncode == 0, done.stdout
    assert shop.baselines() == serial


def test_update_refuses_to_loosen_without_a_reason(shop: Shop) -> None:
    """A larger number needs a reason; without one nothing is written."""
    shop.recorded()
    written = shop.baselines()
    shop.edit("shop/views.py", '.select_related("author")', ".all()")
    done = shop.pytest("perf_tests", "--perf-update")
    assert done.returncode == 1
    assert "--perf-reason" in done.stdout
    assert shop.baselines() == written


def test_update_with_a_reason_changes_only_what_differs(shop: Shop) -> None:
    """The reason stands in the entry; the other entries keep their lines."""
    shop.recorded()
    before = shop.baselines()["perf_tests/test_shop.json"].decode().splitlines()
    shop.edit("shop/views.py", "filter(in_print=True)", "filter(pages__gt=0, in_print=True)")
    shop.edit("shop/views.py", '.only("title")', '.only("title", "pages")')
    done = shop.pytest("perf_tests", "--perf-update", "--perf-reason", "pages are shown")
    assert done.returncode == 0, done.stdout
    assert ("accept it" in done.stdout, ", written" in done.stdout) == (False, True), done.stdout
    after = shop.baselines()["perf_tests/test_shop.json"].decode().splitlines()
    gone = [line.strip() for line in before if line not in after]
    came = [line.strip() for line in after if line not in before]
    assert any("pages are shown" in line for line in came), came
    assert (len(gone) <= 4, len(came) <= 5) == (True, True), (gone, came)
    assert shop.pytest("perf_tests", CI="true").returncode == 0


def test_removed_test_is_stale_only_in_a_complete_run(shop: Shop) -> None:
    """A part of the suite says nothing of what it left out."""
    shop.recorded()
    shop.edit("perf_tests/test_shop.py", "def test_names", "def no_test_names")
    complete = shop.pytest("perf_tests")
    part = shop.pytest("perf_tests", "-k", "titles")
    one = shop.pytest("perf_tests/test_shop.py::test_titles")
    assert (complete.returncode, part.returncode, one.returncode) == (0, 0, 0)
    assert ["test_names" in done.stdout for done in (complete, part, one)] == [True, False, False]
    assert shop.pytest("perf_tests", "--perf-strict").returncode == 1


def test_improvement_passes_but_fails_when_strict(shop: Shop) -> None:
    """No gain is lost again once it is written down."""
    shop.edit("shop/views.py", "return [(book", "Book.objects.count()\n    return [(book")
    shop.recorded()
    shop.edit("shop/views.py", "    Book.objects.count()\n    return", "    return")
    assert shop.pytest("perf_tests").returncode == 0
    assert shop.pytest("perf_tests", "--perf-strict").returncode == 1
    shop.recorded()
    assert shop.pytest("perf_tests", "--perf-strict").returncode == 0


def test_added_field_fails_nothing_and_is_noticed(shop: Shop) -> None:
    """A new column rewrites half of an ORM's statements; that is no regression."""
    shop.recorded()
    shop.edit(
        "shop/models.py", "    pages =", "    year = models.IntegerField(default=2000)\n    pages ="
    )
    shop.write(
        "shop/migrations/0002_year.py",
        """
        from django.db import migrations, models


        class Migration(migrations.Migration):
            dependencies = [("shop", "0001_initial")]
            operations = [
                migrations.AddField("book", "year", models.IntegerField(default=2000)),
            ]
        """,
    )
    done = shop.pytest("perf_tests", CI="true")
    assert done.returncode == 0, done.stdout
    assert "year" in done.stdout
