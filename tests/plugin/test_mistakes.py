"""Mistakes of a test's author, each with a message that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

HEAD = "import pytest\nfrom shop import views\nfrom shop.models import Book\n"
MISTAKES = {
    "fixture without marker": (
        "def test_x(perf):\n    perf(views.names)\n",
        ["without the marker perf", "@pytest.mark.perf"],
    ),
    "marker without measurement": (
        "@pytest.mark.perf\ndef test_x():\n    views.names()\n",
        ["UNMEASURED", "measured nothing", "perf(function"],
    ),
    "same name twice": (
        "@pytest.mark.perf\ndef test_x(perf):\n    perf(views.names)\n    perf(views.names)\n",
        ["measures 'call' twice", "perf.named"],
    ),
    "unevaluated query set": (
        "@pytest.mark.perf\ndef test_x(perf):\n    perf(lambda: Book.objects.all())\n",
        ["a QuerySet of Book that has not been evaluated", "perf(lambda: list("],
    ),
    "coroutine not awaited": (
        """
@pytest.mark.perf
def test_x(perf):
    async def work():
        views.names()

    made = work()
    try:
        perf(lambda: made)
    finally:
        made.close()
""",
        ["an awaitable (coroutine) that has not been awaited"],
    ),
    "unknown marker argument": (
        "@pytest.mark.perf(max_query=3)\ndef test_x(perf):\n    perf(views.names)\n",
        ["no argument 'max_query'", "max_queries="],
    ),
    "wrong type of a budget": (
        "@pytest.mark.perf(max_queries='3')\ndef test_x(perf):\n    perf(views.names)\n",
        ["max_queries='3'", "which is no int"],
    ),
    "dataset without recipes": (
        "@pytest.mark.perf(dataset='big')\ndef test_x(perf):\n    perf(views.names)\n",
        ["The dataset 'big'", "recipes"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_explained(shop: Shop, mistake: str) -> None:
    """The test fails, says what happened and what mends it, and records nothing."""
    body, expected = MISTAKES[mistake]
    shop.write("perf_tests/test_shop.py", HEAD + "\n\n" + body)
    done = shop.pytest("perf_tests", "--perf-update")
    missing = [text for text in expected if text not in done.stdout]
    assert (done.returncode, missing, shop.baselines()) == (1, [], {}), done.stdout
    assert "Traceback" not in done.stdout


def test_reason_without_update_is_a_usage_error(shop: Shop) -> None:
    """A reason that would be kept nowhere is not swallowed."""
    done = shop.pytest("perf_tests", "--perf-reason", "because")
    assert done.returncode == 4
    assert "--perf-update" in done.stderr


def test_help_works_without_settings(shop: Shop) -> None:
    """Asking for help never needs Django, servers or a valid configuration."""
    shop.write("pyproject.toml", "[tool.perfgate]\npostgres = 'nine'\n")
    done = shop.pytest("--help")
    assert (done.returncode, "--perf-update" in done.stdout) == (0, True)


def test_markers_of_module_and_function_add_up(shop: Shop) -> None:
    """A budget on a function keeps the dataset that its module names."""
    shop.write(
        "perf_tests/test_shop.py",
        HEAD
        + "pytestmark = pytest.mark.perf(dataset='big')\n\n\n"
        + "@pytest.mark.perf(max_queries=1)\ndef test_x(perf):\n    perf(views.names)\n",
    )
    done = shop.pytest("perf_tests")
    assert (done.returncode, "The dataset 'big'" in done.stdout) == (1, True)


def test_a_skipped_module_is_not_stale(shop: Shop) -> None:
    """What could not be collected was not measured, which says nothing of its baselines."""
    shop.recorded()
    shop.write("perf_tests/test_more.py", HEAD + "\npytest.skip('no', allow_module_level=True)\n")
    shop.edit(
        "perf_tests/test_shop.py",
        "import pytest\n",
        "import pytest\npytest.importorskip('absent')\n",
    )
    shop.write(
        "perf_tests/test_else.py",
        HEAD + "@pytest.mark.perf\ndef test_x(perf):\n    perf(views.names)\n",
    )
    done = shop.pytest("perf_tests", "--perf-strict")
    assert (done.returncode, "stale" in done.stdout) == (0, False)
