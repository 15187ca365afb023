"""Two branches that both change baselines, merged by real git and run again."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Shop

REPORT = """
from shop import first, second


def report():
    return first.part() + second.part()
"""
PART = """
from shop.models import Book


def part():
    return len(Book.objects.filter(pages=1))
"""
TESTS = """
import pytest
from shop import report
from shop.models import Author, Book

pytestmark = pytest.mark.perf


@pytest.fixture(autouse=True)
def books(db):
    author = Author.objects.create(name="a")
    Book.objects.bulk_create(Book(title=f"t{n}", author=author) for n in range(5))


def test_report(perf):
    assert perf(report.report) == 10


def test_first(perf):
    perf(report.first.part)


def test_second(perf):
    perf(report.second.part)
"""


class Repository:
    """The shop in a repository: a report made of two parts, each measured alone and together."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        shop.write("shop/report.py", REPORT)
        for name in ("first", "second"):
            shop.write(f"shop/{name}.py", PART)
        shop.write("perf_tests/test_shop.py", TESTS)
        shop.write(".gitignore", "__pycache__\n.perfgate\n")
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "A")
        self.git("config", "user.email", "a@example.org")
        shop.recorded()
        self.commit()

    def git(self, *arguments: str, code: int = 0) -> str:
        """Run git, which must end so."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.shop.folder,
            env=self.shop.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def commit(self) -> None:
        """Commit all."""
        self.git("add", "-A")
        self.git("commit", "-qm", "x")

    def perfgate(self, *arguments: str) -> str:
        """Run the command, which must end with 0."""
        done = subprocess.run(
            [sys.executable, "-c", "from perfgate.cli.main import cli; cli()", *arguments],
            cwd=self.shop.folder,
            env=self.shop.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def branch(self, name: str, edit: Callable[[], object]) -> None:
        """Go a way of its own from main: edit, accept what that costs, commit."""
        self.git("checkout", "-q", "-b", name, "main")
        edit()
        done = self.shop.pytest("perf_tests", "--perf-update", "--perf-reason", f"for {name}")
        assert done.returncode == 0, done.stdout
        self.commit()

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run the perf tests as CI does, and give the exit code and what was printed."""
        done = self.shop.pytest("perf_tests", *arguments, CI="true")
        return done.returncode, done.stdout


@pytest.fixture
def repository(shop: Shop) -> Repository:
    """The shop with its baselines, committed."""
    return Repository(shop)


def again(shop: Shop, name: str) -> None:
    """Let a part of the report send its query once more."""
    line = "    return len(Book.objects.filter(pages=1))"
    shop.edit(f"shop/{name}.py", line, f"    Book.objects.filter(pages=1).first()\n{line}")


def test_different_measurements_merge_by_git_alone(repository: Repository) -> None:
    """Each branch makes one part dearer: neighbours in the file, and the gate is green."""
    shop = repository.shop
    (shop.folder / "perf_tests" / "test_shop.py").write_text(
        TESTS[: TESTS.index("def test_report")] + TESTS[TESTS.index("def test_first") :], "utf-8"
    )
    shop.recorded()
    repository.commit()
    for name in ("first", "second"):
        repository.branch(name, lambda name=name: again(shop, name))
    repository.git("merge", "-q", "--no-edit", "first")
    code, output = repository.run("--perf-strict")
    assert code == 0, output


def test_the_same_measurement_is_settled_and_a_run_ends_green(repository: Repository) -> None:
    """Both branches send the same statement more often, each from its own line."""
    for name in ("first", "second"):
        repository.branch(name, lambda name=name: again(repository.shop, name))
    repository.git("merge", "-q", "--no-edit", "first", code=1)
    broken, output = repository.run()
    assert (broken, "perfgate baselines resolve" in output) == (1, True), output
    told = repository.perfgate("baselines", "resolve")
    assert "then: pytest perf_tests/test_shop.py --perf-update" in told
    assert repository.git("ls-files", "-u") == ""
    repository.git("commit", "-qm", "merged")
    code, output = repository.run()
    assert code == 0, output
    update = repository.shop.pytest("perf_tests", "--perf-update")
    assert update.returncode == 0, update.stdout
    code, output = repository.run("--perf-strict")
    assert code == 0, output
    (text,) = (each for name, each in repository.shop.baselines().items() if "shop" in name)
    assert b"for first; for second" in text or b"for second; for first" in text


def test_a_statement_that_one_branch_rewrote_and_the_other_repeats(repository: Repository) -> None:
    """The merged code sends the rewritten one as often as both branches want, and is green."""
    shop = repository.shop
    shop.write("shop/first.py", PART.replace("len(Book.objects", "sum(1 for _ in Book.objects"))
    shop.write(
        "shop/second.py",
        "from shop.first import part as one\n\nTIMES = 1\n\n\n"
        "def part():\n    return [one() for _ in range(TIMES)][0]\n",
    )
    shop.recorded()
    repository.commit()

    def narrower() -> None:
        shop.edit("shop/first.py", "pages=1", "pages=1, in_print=True")
        shop.edit("shop/report.py", "    return", "    first.Book.objects.count()\n    return")

    repository.branch("narrower", narrower)
    repository.branch("oftener", lambda: shop.edit("shop/second.py", "TIMES = 1", "TIMES = 4"))
    repository.git("merge", "-q", "--no-edit", "narrower", code=1)
    repository.perfgate("baselines", "resolve")
    repository.git("commit", "-qm", "merged")
    code, output = repository.run()
    assert code == 0, output
    assert shop.pytest("perf_tests", "--perf-update").returncode == 0
    code, output = repository.run("--perf-strict")
    assert code == 0, output


def test_the_driver_lets_git_merge_new_tests_side_by_side(repository: Repository) -> None:
    """Their baselines are neighbours, and no line of them is left to be settled."""
    shop = repository.shop
    repository.perfgate("baselines", "resolve", "--install")
    repository.commit()

    def grow(name: str, call: str, before: str) -> None:
        marker = f"def test_{before}"
        alone = f"def test_{name}(perf):\n    perf({call})\n\n\n"
        shop.edit("perf_tests/test_shop.py", marker, alone + marker)

    repository.branch("one", lambda: grow("part_a", "report.first.part", "report"))
    repository.branch("other", lambda: grow("part_b", "report.second.part", "second"))
    repository.git("merge", "-q", "--no-edit", "one")
    code, output = repository.run("--perf-strict")
    assert (code, "5 ok" in output) == (0, True), output
