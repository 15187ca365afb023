"""Edits that make the application do more work fail the test they concern, and name the line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

#: What is edited, the test that must fail, and what its first finding must say.
EDITS = {
    "select_related dropped": (
        ('.select_related("author")', ".all()"),
        "test_titles",
        [r"shop_author", r"shop/views\.py:10 ×5"],
    ),
    "bulk write replaced by saves": (
        ('Book.objects.bulk_update(books, ["pages"])', "[book.save() for book in books]"),
        "test_reprice",
        [r"UPDATE shop_book", r"1 → 5", r"shop/views\.py:25 ×5"],
    ),
    "cache taken away": (
        ('cache.set("count", found)', "pass"),
        "test_count",
        [r"SELECT COUNT", r"shop/views\.py:32"],
    ),
    "all columns fetched": (
        ('Book.objects.only("title")', "Book.objects.all()"),
        "test_names",
        [r"columns", r"shop/views\.py:18"],
    ),
    "count in a loop": (
        ("return [(book", "[Book.objects.count() for _ in range(3)]; return [(book"),
        "test_titles",
        [r"SELECT COUNT", r"→ 3", r"shop/views\.py:10 ×3"],
    ),
    "filter changed": (
        ("filter(in_print=True)", "filter(pages__gt=0)"),
        "test_in_print",
        [r"changed", r"in_print", r"pages > \?", r"shop/views\.py:14"],
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_edit_fails_its_test_and_is_named(shop: Shop, edit: str) -> None:
    """One edit, one failing test; its text says what, before and after, and where."""
    (old, new), test, expected = EDITS[edit]
    shop.recorded()
    views = shop.folder / "shop/views.py"
    original = views.read_text(encoding="utf-8")
    shop.edit("shop/views.py", old, new)
    done = shop.pytest("perf_tests", CI="true")
    assert done.returncode == 1, done.stdout
    failed = re.findall(r"^FAILED perf_tests/test_shop.py::(\w+)", done.stdout, re.MULTILINE)
    assert failed == [test]
    failure = done.stdout.split("= FAILURES =")[1].split("= perf =")[0]
    missing = [text for text in expected if not re.search(text, failure)]
    assert missing == [], failure
    views.write_text(original, encoding="utf-8")
    assert shop.pytest("perf_tests", CI="true").returncode == 0


def test_query_in_a_template_is_named_by_the_template_line(shop: Shop) -> None:
    """The call site of a query that a template makes is the template's."""
    shop.recorded()
    shop.edit("shop/templates/page.html", "book.title", "book.author.name")
    done = shop.pytest("perf_tests")
    assert done.returncode == 1
    assert re.search(r"shop/templates/page\.html:3 ×5", done.stdout), done.stdout


def test_changed_filter_is_one_finding(shop: Shop) -> None:
    """A statement that became another is one finding, not a lost and a new one."""
    shop.recorded()
    shop.edit("shop/views.py", "filter(in_print=True)", "filter(pages__gt=0)")
    done = shop.pytest("perf_tests", "-k", "in_print")
    failure = done.stdout.split("= FAILURES =")[1].split("= perf =")[0]
    found = re.findall(r"^\s*(changed|new|gone|improved|regressed)\b", failure, re.MULTILINE)
    assert found == ["changed"], failure


def test_own_failure_is_told_with_what_was_measured_before(shop: Shop) -> None:
    """A test that fails on its own shows its own failure first, then the statement that differs."""
    shop.recorded()
    shop.edit("shop/views.py", "filter(in_print=True)", "filter(pages__gt=99)")
    done = shop.pytest("perf_tests", "-k", "in_print")
    assert done.returncode == 1
    own, besides = done.stdout.split("perf, before the test failed")
    assert re.search(r"assert 0 == 5", own), done.stdout
    assert re.search(r"changed: statements 1 → 1, rows 5 → 0", besides), besides
    assert re.search(r"at shop/views\.py:14 in in_print", besides), besides
    assert "--perf-update" not in besides.split("short test summary")[0]


def test_own_failure_counts_for_nothing(shop: Shop) -> None:
    """A test that fails on its own is neither judged nor recorded, even by an update."""
    shop.recorded()
    before = shop.baselines()
    shop.edit("shop/views.py", "filter(in_print=True)", "filter(pages__gt=99)")
    done = shop.pytest("perf_tests", "-k", "in_print", "--perf-update", "--perf-reason", "why not")
    assert done.returncode == 1
    assert shop.baselines() == before
    assert "1 measurement" not in done.stdout
