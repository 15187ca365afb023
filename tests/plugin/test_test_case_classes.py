"""Perf tests that are methods of Django's classes, or of unittest's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.plugin.few import few_rows

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

HEAD = """
import unittest

import pytest
from django.db import transaction
from django.test import LiveServerTestCase, SimpleTestCase, TestCase, TransactionTestCase
from shop import views
from shop.models import Author, Book
"""

CLASS = (
    HEAD
    + """

@pytest.mark.perf(max_queries=9)
class BooksTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        print("SETTING UP", flush=True)
        cls.author = Author.objects.create(name="a")
        Book.objects.bulk_create(Book(title=f"t{n}", author=cls.author) for n in range(5))

    def setUp(self):
        assert Book.objects.count() == 5
        assert Book.objects.filter(pages=1).count() == 5

    def test_a_reads(self):
        assert len(self.perf(views.titles)) == 5

    def test_b_writes(self):
        assert self.perf(views.reprice) == 5
        assert Book.objects.filter(pages=2).count() == 5

    def test_c_reads_twice(self):
        self.perf(views.in_print)
        assert self.perf.named("count")(views.cached_count) == 5

    def test_d_subtests(self):
        for number in range(3):
            with self.subTest(number=number):
                self.perf.named(f"names {number}")(views.names)

    def test_e_page(self):
        assert self.perf(self.client.get, "/").status_code == 200
"""
)


def _records(shop: Shop) -> dict[str, object]:
    run = json.loads((shop.folder / ".perfgate/run.json").read_text(encoding="utf-8"))
    return {f"{m['nodeid']}::{m['name']}": m["record"] for m in run["measurements"]}


def test_methods_measure_the_same_alone_together_and_in_any_order(shop: Shop) -> None:
    """They share what setUpTestData made until one of them writes: then it is made anew."""
    shop.write("perf_tests/test_shop.py", CLASS)
    done = shop.pytest("perf_tests", "--perf-update", "-s")
    assert done.returncode == 0, done.stdout + done.stderr
    # Once for the first, and once more after the one that wrote.
    assert done.stdout.count("SETTING UP") == 2
    together = _records(shop)
    assert len(together) == 8
    here = "perf_tests/test_shop.py::BooksTest"
    for order in (
        ["test_e_page", "test_b_writes", "test_a_reads"],
        ["test_c_reads_twice"],
        ["test_b_writes"],
    ):
        done = shop.pytest(*(f"{here}::{name}" for name in order), CI="true")
        assert done.returncode == 0, done.stdout
        found = _records(shop)
        assert found == {key: together[key] for key in found}
    done = shop.pytest("perf_tests", "-n", "2", "-p", "randomly", CI="true")
    assert (done.returncode, _records(shop)) == (0, together), done.stdout


MIXED = (
    HEAD
    + """

class MixedTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.before = Author.objects.count()
        Author.objects.create(name="class")

    @pytest.mark.perf(dataset="few")
    def test_a_measured(self):
        assert (self.before, Author.objects.count()) == (7, 8)
        self.perf(lambda: list(Author.objects.all()))

    def test_b_ordinary(self):
        assert (self.before, Author.objects.count()) == (0, 1)

    @pytest.mark.perf(dataset="few")
    def test_c_measured(self):
        assert (self.before, Author.objects.count()) == (7, 8)
        self.perf(lambda: list(Author.objects.all()))

    @pytest.mark.perf
    def test_d_without_dataset(self):
        assert (self.before, Author.objects.count()) == (0, 1)
        self.perf(lambda: list(Author.objects.all()))

    def test_e_ordinary(self):
        assert (self.before, Author.objects.count()) == (0, 1)


class BesideTest(TestCase):
    def test_ordinary(self):
        assert Author.objects.count() == 0
"""
)


def test_each_method_of_a_mixed_class_has_its_own_kind_of_database(shop: Shop) -> None:
    """Ordinary ones see the ordinary database, with the class's data, whatever the order."""
    few_rows(shop)
    shop.write("perf_tests/test_shop.py", MIXED)
    done = shop.pytest("perf_tests", "--perf-update")
    assert done.returncode == 0, done.stdout
    written = shop.baselines()
    here = "perf_tests/test_shop.py::MixedTest::"
    for order in ("baecd", "dcb", "ea"):
        names = [next(n for n in MIXED.split() if n.startswith(f"test_{o}_")) for o in order]
        done = shop.pytest(*(here + name.partition("(")[0] for name in names), CI="true")
        assert (done.returncode, f"{len(order)} passed" in done.stdout) == (0, True), done.stdout
    assert shop.baselines() == written
    done = shop.pytest("perf_tests", "-k", "ordinary")
    assert (done.returncode, "3 passed" in done.stdout) == (0, True), done.stdout
    done = shop.pytest("perf_tests", "-n", "2", CI="true")
    assert done.returncode == 0, done.stdout


COMMITTING = (
    HEAD
    + """

@pytest.mark.perf(dataset="few")
class FlushedTest(TransactionTestCase):
    fixtures = ["one"]
    reset_sequences = True
    serialized_rollback = True

    def setUp(self):
        assert (Author.objects.count(), Book.objects.count()) == (8, 20)

    def test_a_writes(self):
        self.perf(views.reprice)
        self.perf.named("add")(views.add, "told")
        assert Book.objects.count() == 21

    def test_b_reads(self):
        assert len(self.perf(views.titles)) == 20

    @pytest.mark.skip
    def test_c_skipped(self):
        raise AssertionError

    @unittest.skip("by unittest")
    def test_d_skipped(self):
        raise AssertionError

    @unittest.expectedFailure
    def test_e_fails(self):
        self.perf(views.names)
        raise AssertionError

    def test_f_reads(self):
        assert len(self.perf(views.titles)) == 20


@pytest.mark.perf(dataset="few")
class AvailableTest(TransactionTestCase):
    available_apps = ["shop", "django.contrib.contenttypes"]

    def test_a(self):
        self.perf(views.reprice)

    def test_b(self):
        assert len(self.perf(views.titles)) == 20


class RolledBackTest(TestCase):
    fixtures = ["one"]

    @pytest.mark.perf(dataset="few")
    def test_a_writes(self):
        assert Author.objects.count() == 8
        with self.captureOnCommitCallbacks(execute=True) as callbacks:
            views.add("told")
        assert len(callbacks) == 1
        self.perf(views.add, "told")
        assert Book.objects.count() == 22

    @pytest.mark.perf(dataset="few")
    def test_b_reads(self):
        assert (Author.objects.count(), len(self.perf(views.titles))) == (8, 20)

    @unittest.skip("by unittest")
    @pytest.mark.perf(dataset="few")
    def test_c_skipped(self):
        raise AssertionError


@pytest.mark.perf(dataset="few")
class PlainTest(unittest.TestCase):
    def test_a_writes(self):
        self.perf(views.reprice)
        Author.objects.create(name="rolled back")

    def test_b_reads(self):
        assert (Author.objects.count(), len(self.perf(views.titles))) == (7, 20)


@pytest.mark.perf(dataset="few")
class InjectedTest(TestCase):
    @pytest.fixture(autouse=True)
    def measure(self, perf):
        self.measured = perf

    def test_a(self):
        assert self.perf is self.measured
        assert len(self.measured(views.titles)) == 20


def test_function(perf):
    assert len(perf(views.titles)) == 20


test_function.pytestmark = [pytest.mark.perf(dataset="few")]


@pytest.mark.django_db
def test_ordinary():
    assert Author.objects.count() == 0
"""
)
FIXTURE = '[{"model": "shop.author", "pk": 1000, "fields": {"name": "from a fixture"}}]'


def test_classes_of_every_kind_leave_nothing_behind(shop: Shop) -> None:
    """Flushed, rolled back or skipped: the next test finds the dataset, in any order."""
    few_rows(shop)
    shop.write("shop/fixtures/one.json", FIXTURE)
    shop.write("perf_tests/test_shop.py", COMMITTING)
    done = shop.pytest("perf_tests", "--perf-update")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 passed, 3 skipped, 1 xfailed" in done.stdout
    records = _records(shop)
    for options in (["-p", "randomly"], ["-p", "randomly", "-n", "2"]):
        done = shop.pytest("perf_tests", *options, CI="true")
        assert (done.returncode, _records(shop)) == (0, records), done.stdout
    one = "perf_tests/test_shop.py::FlushedTest::test_f_reads"
    assert shop.pytest(one, CI="true").returncode == 0
    assert _records(shop) == {f"{one}::call": records[f"{one}::call"]}


FAILING = (
    HEAD
    + """

@pytest.mark.perf
class FailingTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        Author.objects.create(name="class")

    def test_a_fails(self):
        self.perf(views.names)
        Author.objects.create(name="written")
        raise ValueError("own")

    def test_b_subtest_fails(self):
        self.perf(views.names)
        with self.subTest("first"):
            raise ValueError("of a subtest")

    def test_c_passes(self):
        assert Author.objects.count() == 1
        self.perf(views.names)

    def test_d_measures_nothing(self):
        pass

    def test_e_exceeds(self):
        self.perf(views.names)
        self.perf.named("more")(lambda: [views.names() for _ in range(3)])

    def test_f_passes(self):
        assert Author.objects.count() == 1
        self.perf(views.names)

    test_e_exceeds = pytest.mark.perf(max_queries=1)(test_e_exceeds)


@pytest.mark.perf
class BrokenTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        Author.objects.create(name="class")
        raise ValueError("of the class")

    def test_a(self):
        self.perf(views.names)

    def test_b(self):
        self.perf(views.names)


@pytest.mark.perf
class AfterTest(TestCase):
    def test_passes(self):
        assert Author.objects.count() == 0
        self.perf(views.names)
"""
)


def test_failures_of_methods_are_their_own(shop: Shop) -> None:
    """A test that fails is not recorded, and changes nothing for those that follow."""
    shop.write("perf_tests/test_shop.py", FAILING)
    done = shop.pytest("perf_tests", "--perf-update", "-rA")
    assert done.returncode == 1
    here = "perf_tests/test_shop.py::FailingTest::test_"
    for name in ("a_fails", "d_measures_nothing", "e_exceeds"):
        assert f"FAILED {here}{name}" in done.stdout, done.stdout
    assert f"SUBFAILED[first] {here}b_subtest_fails" in done.stdout
    assert done.stdout.count("of the class") >= 2
    assert "measured nothing" in done.stdout
    assert "budget max_queries" in done.stdout
    text = shop.baselines()["perf_tests/test_shop.json"].decode()
    recorded = {name for name in ("a_fails", "b_subtest", "c_passes", "f_passes") if name in text}
    assert recorded == {"c_passes", "f_passes"}
    assert "AfterTest" in text
    # Stopped within a class, the session ends in order.
    done = shop.pytest("perf_tests", "-x")
    assert (done.returncode, "1 failed in" in done.stdout) == (1, True), done.stdout
    assert "Traceback" not in done.stderr


MISTAKES = {
    "no database": (
        "class XTest(SimpleTestCase):\n    def test_x(self):\n        self.perf(views.names)\n",
        ["test_shop.XTest may not use a database", "django.test.TestCase", "test-case-class"],
    ),
    "an attribute perf": (
        (
            "class XTest(TestCase):\n"
            "    perf = 3\n\n"
            "    def test_x(self):\n"
            "        self.perf(views.names)\n"
        ),
        ["test_shop.XTest has an attribute perf of its own", "test-case-class"],
    ),
    "a database that is no clone": (
        (
            "class XTest(TestCase):\n"
            "    databases = {'default', 'notes'}\n\n"
            "    def test_x(self):\n"
            "        self.perf(views.names)\n"
        ),
        ["test_shop.XTest names the database 'notes'", "attribute databases", "database-refused"],
    ),
    "reaching for one": (
        (
            "class XTest(TestCase):\n"
            "    databases = '__all__'\n\n"
            "    def test_x(self):\n"
            "        self.perf(lambda: list(Author.objects.using('notes')))\n"
        ),
        ["reaches for the database 'notes'", "Leave it out of the test", "database-refused"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_explained(shop: Shop, mistake: str) -> None:
    """The test fails, says what happened and what mends it, and records nothing."""
    body, says = MISTAKES[mistake]
    shop.edit(
        "shop/settings.py",
        "CACHES = {",
        'DATABASES["notes"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": "notes.sqlite3"}\n'
        "CACHES = {",
    )
    shop.write("perf_tests/test_shop.py", f"{HEAD}\npytestmark = pytest.mark.perf\n\n\n{body}")
    done = shop.pytest("perf_tests", "--perf-update")
    missing = [text for text in says if text not in done.stdout]
    assert (done.returncode, missing, shop.baselines()) == (1, [], {}), done.stdout
    assert not (shop.folder / "notes.sqlite3").exists()
