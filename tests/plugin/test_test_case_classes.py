"""Perf tests that are methods of Django's classes, or of unittest's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

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
