"""What a test's author lets differ, and runs that judge some groups of facts alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

TESTS = "perf_tests/test_shop.py"
BASELINES = "perf_tests/test_shop.json"
MORE_ROWS = ("for n in range(5)", "for n in range(6)")
ONE_QUERY_MORE = ("return [(book", "Book.objects.count()\n    return [(book")


def marked(shop: Shop, marker: str, test: str = "test_titles") -> None:
    """Put a marker of its own above a test."""
    shop.edit(TESTS, f"def {test}(", f"@pytest.mark.perf({marker})\ndef {test}(")


def more_books(shop: Shop) -> None:
    """Let every test find a book more."""
    shop.edit(TESTS, *MORE_ROWS)
    text = (shop.folder / TESTS).read_text(encoding="utf-8")
    (shop.folder / TESTS).write_text(text.replace("== 5", ">= 5"), encoding="utf-8")


def test_ignored_facts_fail_nothing_and_are_shown(shop: Shop) -> None:
    """The row says that something was left out, and more verbosity says why."""
    shop.recorded()
    marked(shop, 'ignore={"statements shop_book": "the list is being rewritten"}')
    shop.edit("shop/views.py", *ONE_QUERY_MORE)
    done = shop.pytest("perf_tests", CI="true")
    assert done.returncode == 0, done.stdout
    assert "ok, 1 ignored" in done.stdout
    assert "left out in 1 measurement: 1 ignored" in done.stdout
    told = shop.pytest("perf_tests", "-v").stdout
    assert "ignore 'statements shop_book' (2 facts, 1 differs): the list is being rewritten" in told


def test_what_is_not_ignored_still_fails(shop: Shop) -> None:
    """An ignore is about what it names, and its test's own budget counts everything."""
    marked(shop, 'max_queries=1, ignore={"statements shop_author": "soon gone"}')
    marked(shop, 'max_queries=1, ignore={"statements": "soon gone"}', "test_names")
    shop.recorded()
    shop.edit("shop/views.py", *ONE_QUERY_MORE)
    shop.edit(
        "shop/views.py",
        'return list(Book.objects.only("title"))',
        "return [Book.objects.count() for _ in range(5)]",
    )
    done = shop.pytest("perf_tests")
    assert done.returncode == 1
    assert "2 failed" in done.stdout, done.stdout
    assert "new statement" in done.stdout
    assert "budget max_queries 1 → 5" in done.stdout


def test_update_leaves_tolerated_numbers_alone(shop: Shop) -> None:
    """A number within its room is not rewritten, so that it neither churns nor creeps."""
    shop.edit(
        TESTS,
        "pytestmark = pytest.mark.perf\n",
        'pytestmark = pytest.mark.perf(tolerance={"rows": (1, "w"), "statements": (1, "w")})\n',
    )
    shop.recorded()
    written = shop.baselines()
    more_books(shop)
    assert shop.pytest("perf_tests", CI="true").returncode == 0
    updated = shop.pytest("perf_tests", "--perf-update")
    assert (updated.returncode, shop.baselines()) == (0, written), updated.stdout
    shop.edit(TESTS, "for n in range(6)", "for n in range(7)")
    assert shop.pytest("perf_tests", CI="true").returncode == 1


def test_markers_of_module_and_function_add_up(shop: Shop) -> None:
    """Of the same pattern the function's counts; the module's others stay."""
    shop.recorded()
    more_books(shop)
    shop.edit(
        TESTS,
        "pytestmark = pytest.mark.perf\n",
        "pytestmark = pytest.mark.perf(\n"
        '    ignore={"rows *": "w", "statements shop_book": "w"}\n)\n',
    )
    marked(shop, 'tolerance={"rows *": ("1 %", "hardly")}, ignore={"cache x": "w"}', "test_names")
    marked(shop, 'tolerance={"statements shop_book": (1, "one")}', "test_titles")
    done = shop.pytest("perf_tests", "--perf-run-file", "run.json")
    assert done.returncode == 0, done.stdout
    run = json.loads((shop.folder / "run.json").read_text(encoding="utf-8"))
    allowed = {
        each["id"].split("::")[1]: [
            (part["allowance"]["pattern"], part["allowance"]["room"]) for part in each["allowed"]
        ]
        for each in run["judgements"]
    }
    assert allowed["test_in_print"] == [("rows *", None), ("statements shop_book", None)]
    assert allowed["test_names"] == [("rows *", "1 %"), ("statements shop_book", None)]
    assert allowed["test_titles"] == [("rows *", None), ("statements shop_book", 1)]


def test_unused_allowances_are_reported_when_all_their_tests_ran(shop: Shop) -> None:
    """One that some test of the module uses is used; a part of the module cannot tell."""
    shop.edit(
        TESTS,
        "pytestmark = pytest.mark.perf\n",
        'pytestmark = pytest.mark.perf(ignore={"cache count": "w", "cache nobody:*": "w"})\n',
    )
    marked(shop, 'tolerance={"rows shop_author": (1, "w")}')
    shop.write(
        "pyproject.toml",
        """
        [tool.perfgate]
        postgres = "18"
        [tool.perfgate.ignore]
        "statements django_session" = "its engine is being replaced"
        "statements shop_book" = "being rewritten"
        """,
    )
    shop.recorded()
    unused = [
        "ignore 'statements django_session' of [tool.perfgate] fits nothing",
        f"ignore 'cache nobody:*' of {TESTS}::test_count and 5 more fits nothing",
        f"tolerance 'rows shop_author' of 1 of {TESTS}::test_titles fits nothing",
    ]
    for arguments, expected in (
        (["perf_tests"], (0, [True, True, True])),
        (["perf_tests", "-n", "2"], (0, [True, True, True])),
        (["perf_tests", "-k", "titles"], (0, [False, False, False])),
        ([f"{TESTS}::test_titles"], (0, [False, False, False])),
        (["perf_tests", "--perf-strict"], (1, [True, True, True])),
    ):
        done = shop.pytest(*arguments)
        found = [text in done.stdout for text in unused]
        assert (done.returncode, found) == expected, (arguments, done.stdout)
        assert "'cache count'" not in done.stdout


def test_the_project_s_unused_are_left_to_a_run_of_all_modules(shop: Shop) -> None:
    """A module alone says what it has itself, and nothing of what others may need."""
    shop.write(
        "perf_tests/test_more.py",
        """
        import pytest
        from shop import views

        @pytest.mark.perf(ignore={"rows nothing": "w"})
        def test_more(perf):
            perf(views.titles)
        """,
    )
    shop.write("pyproject.toml", '[tool.perfgate.ignore]\n"cache nobody" = "w"\n')
    shop.recorded()
    done = shop.pytest("perf_tests/test_more.py")
    assert ("'rows nothing'" in done.stdout, "'cache nobody'" in done.stdout) == (True, False)
    assert "'cache nobody'" in shop.pytest("perf_tests").stdout


def test_two_workers_leave_out_what_one_does(shop: Shop) -> None:
    """The controller keeps what a worker has found to be kept."""
    marked(shop, 'tolerance={"rows *": (1, "w")}', "test_names")
    shop.recorded()
    more_books(shop)
    arguments = ("perf_tests", "--perf-update", "--perf-reason", "more books")
    assert shop.pytest(*arguments, "-n", "2").returncode == 0
    entries = json.loads(shop.baselines()[BASELINES])["measurements"]
    rows = {
        key.partition("::")[0]: [
            statement["rows"]
            for statement in entry.get("statements", {"default": {}})["default"].values()
        ]
        for key, entry in entries.items()
    }
    assert (rows["test_names"], rows["test_in_print"]) == ([5], [6])


def test_mistakes_are_explained(shop: Shop) -> None:
    """The test with the wrong marker fails; a wrong name of a group stops the session."""
    marked(shop, 'ignore={"session:*": "w"}')
    marked(shop, 'tolerance={"rows x": 5}', "test_names")
    done = shop.pytest("perf_tests")
    assert done.returncode == 1
    assert (
        f"ignore of the marker perf of {TESTS}::test_titles has the pattern 'session:*'"
        in done.stdout
    )
    assert "perfgate explain tolerance-value" in done.stdout
    done = shop.pytest("perf_tests", "--perf-only=queries")
    assert (done.returncode, "statements, transactions, cache" in done.stderr) == (4, True)


def test_only_some_facts_are_judged_and_written(shop: Shop) -> None:
    """The header and the summary say so; an update leaves the others alone."""
    shop.recorded()
    before = json.loads(shop.baselines()[BASELINES])["measurements"]
    shop.edit("shop/views.py", *ONE_QUERY_MORE)
    shop.edit(
        "shop/views.py",
        'cache.set("count", found)',
        'cache.set("count", found, 60)\n        cache.get("more")',
    )
    narrowed = shop.pytest("perf_tests", "--perf-only=cache")
    assert narrowed.returncode == 1
    assert "1 failed" in narrowed.stdout, narrowed.stdout
    assert "check · only cache" in narrowed.stdout
    assert "(only cache judged)" in narrowed.stdout
    assert "--perf-update --perf-only=cache --perf-reason" in narrowed.stdout
    updated = shop.pytest(
        "perf_tests", "--perf-update", "--perf-reason", "looked up", PERFGATE_ONLY="cache"
    )
    assert updated.returncode == 0, updated.stdout
    after = json.loads(shop.baselines()[BASELINES])["measurements"]
    assert [key for key in after if after[key] != before[key]] == ["test_count::cold"]
    assert after["test_count::cold"]["statements"] == before["test_count::cold"]["statements"]
    assert shop.pytest("perf_tests", "--perf-only=cache", CI="true").returncode == 0
    whole = shop.pytest("perf_tests")
    assert (whole.returncode, "new statement" in whole.stdout) == (1, True)
