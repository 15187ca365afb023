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
        ["the dataset 'big'", "recipes"],
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
