"""Baseline files that cannot be used: told by the tests concerned, and kept as they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.plugin.conftest import Shop

ONE = """
import pytest
from shop import views


@pytest.mark.perf
def test_names(perf):
    perf(views.names)
"""


def text(change: Callable[[str], str]) -> Callable[[Path], object]:
    """Change the text of the file."""
    return lambda path: path.write_text(change(path.read_text("utf-8")), "utf-8")


def version(number: object) -> Callable[[Path], object]:
    """Make it a file of another version."""

    def change(path: Path) -> None:
        tree = {**json.loads(path.read_text("utf-8")), "fingerprint_version": number}
        path.write_text(json.dumps(tree, indent=2), "utf-8")

    return change


def folder_in_its_place(path: Path) -> None:
    """Put a folder where the file was."""
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    """Put a pipe where the file was, at which a reader would wait for ever."""
    path.unlink()
    os.mkfifo(path)


def loop(path: Path) -> None:
    """Put a link to itself where the file was."""
    path.unlink()
    path.symlink_to(path.name)


def conflict(content: str) -> str:
    """Leave the marks of a merge."""
    return content.replace('"count": 1', '\n<<<<<<< a\n"count": 1\n=======\n"count": 2\n>>>>>>> b')


#: By kind: the damage, what is said, and the command that mends it.
DAMAGES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "empty": (text(lambda _: ""), "1: the file is cut off", "git checkout -- "),
    "cut off": (text(lambda s: s[:150]), "the file is cut off", "git checkout -- "),
    "no JSON": (text(lambda s: s.replace(":", ";", 1)), "no JSON", "git checkout -- "),
    "not UTF-8": (lambda path: path.write_bytes(b'{"\xff'), "is not UTF-8", "git checkout -- "),
    "NUL bytes": (lambda path: path.write_bytes(b"\0" * 99), "no JSON", "git checkout -- "),
    "a list": (text(lambda _: "[]"), "Expected `object`, got `array`", "git checkout -- "),
    "null": (text(lambda _: "null"), "Expected `object`, got `null`", "git checkout -- "),
    "negative": (
        text(lambda s: s.replace('"count": 1', '"count": -1')),
        "Expected `int` >= 0",
        "git checkout -- ",
    ),
    "a text for a number": (
        text(lambda s: s.replace('"count": 1', '"count": "1"')),
        "Expected `int`, got `str`",
        "git checkout -- ",
    ),
    "unknown key": (
        text(lambda s: s.replace('"count": 1', '"costs": 1, "count": 1')),
        "unknown field `costs`",
        "git checkout -- ",
    ),
    "key twice": (
        text(lambda s: s.replace('"count": 1', '"count": 1, "count": 1')),
        "the key 'count' stands there twice",
        "Delete one of the two",
    ),
    "nested too deeply": (text(lambda _: "[" * 100_000), "", "git checkout -- "),
    "conflict": (text(conflict), "an unresolved merge conflict", "perfgate baselines resolve"),
    "half of a conflict": (
        text(lambda s: s.replace('"count": 1', '\n=======\n"count": 1')),
        "an unresolved merge conflict",
        "perfgate baselines resolve",
    ),
    "future": (version(99), "fingerprint_version is 99", "pip install --upgrade pytest-perfgate"),
    "old": (version(1), "fingerprint_version is 1", "perfgate baselines migrate"),
    "no version": (version("two"), "Expected `int`, got `str`", "git checkout -- "),
    "a folder": (folder_in_its_place, "cannot be read: it is a folder", "ls -ld "),
    "a pipe": (pipe, "cannot be read: it is no file", "ls -ld "),
    "a loop": (loop, "cannot be read: Too many levels of symbolic links", "ls -ld "),
}


@pytest.fixture
def two(shop: Shop) -> Shop:
    """A shop with two modules, each with one perf test and its baseline."""
    for name in ("test_shop", "test_other"):
        shop.write(f"perf_tests/{name}.py", ONE)
    shop.recorded()
    return shop


def state(path: Path) -> object:
    """What is there, whatever it is."""
    if path.is_symlink():
        return path.readlink()
    return path.read_bytes() if path.is_file() else path.lstat().st_mode


def perfgate(shop: Shop, *arguments: str) -> tuple[int, str]:
    """Run the command; give its exit code and all that it said."""
    done = subprocess.run(
        [sys.executable, "-c", "from perfgate.cli.main import cli; cli()", *arguments],
        cwd=shop.folder,
        env=shop.env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_each_damage_is_told_by_the_tests_of_its_module_alone(two: Shop) -> None:
    """What, where and what mends it; the other module is judged, and updated, as ever.

    All in one session of many modules, as each session costs seconds.
    """
    folder = two.folder / "baselines" / "perf_tests"
    good = (folder / "test_other.json").read_bytes()
    for number, (damage, _, _) in enumerate(DAMAGES.values()):
        two.write(f"perf_tests/test_damaged_{number}.py", ONE)
        path = folder / f"test_damaged_{number}.json"
        path.write_bytes(good)
        damage(path)
    before = {path: state(path) for path in folder.iterdir()}
    done = two.pytest("perf_tests", "-v")
    assert done.returncode == 1
    assert "INTERNALERROR" not in done.stdout + done.stderr
    for number, (kind, (_, said, mends)) in enumerate(DAMAGES.items()):
        start = f"baselines/perf_tests/test_damaged_{number}.json"
        told = [line for line in done.stdout.splitlines() if start in line]
        assert any(said in line for line in told), (kind, told)
        assert any(mends in line for line in done.stdout.splitlines()), kind
    assert f"{len(DAMAGES)} failed, 2 passed" in done.stdout, done.stdout[-2000:]
    assert (two.folder / ".perfgate" / "run.json").exists()
    assert {path: state(path) for path in folder.iterdir()} == before

    alone = two.pytest("perf_tests/test_shop.py", "perf_tests/test_other.py", CI="true")
    assert alone.returncode == 0, alone.stdout

    two.edit("shop/views.py", '.only("title")', '.only("title", "pages")')
    update = two.pytest("perf_tests", "--perf-update", "--perf-reason", "pages are shown")
    assert f"{len(DAMAGES)} failed, 2 passed" in update.stdout, update.stdout[-2000:]
    after = {path: state(path) for path in folder.iterdir()}
    assert {path.name for path in before if after[path] != before[path]} == {
        "test_shop.json",
        "test_other.json",
    }

    code, said = perfgate(two, "baselines", "list")
    assert (code, "test_shop.py::test_names::call" in said) == (2, True)
    assert sum(f"test_damaged_{n}.json" in said for n in range(len(DAMAGES))) == len(DAMAGES)
    for command in (["migrate"], ["show"], ["prune", "-k", "shop"]):
        code, said = perfgate(two, "baselines", *command)
        assert (code, "Traceback" in said, "perfgate explain baseline-" in said) == (
            2,
            False,
            True,
        ), (command, said)
    assert {path: state(path) for path in folder.iterdir()} == after


def test_a_byte_order_mark_and_another_order_are_no_damage(two: Shop) -> None:
    """Some editors leave one, and some sort keys otherwise."""
    path = two.folder / "baselines" / "perf_tests" / "test_other.json"
    tree = dict(reversed(json.loads(path.read_text("utf-8")).items()))
    path.write_text(json.dumps(tree), "utf-8-sig")
    before = path.read_bytes()
    done = two.pytest("perf_tests", "--perf-update")
    assert (done.returncode, path.read_bytes()) == (0, before), done.stdout


UNWRITABLE: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "read-only": (lambda path: path.chmod(0o444), "it is read-only", "chmod u+w "),
    "a link out of the folder": (
        lambda path: path.rename(path.parents[2] / "x.json") and path.symlink_to("../../x.json"),
        "leads out of the baseline folder",
        "Replace the symlink",
    ),
}


@pytest.mark.parametrize("kind", UNWRITABLE)
def test_a_file_that_must_not_be_written_stops_the_update(two: Shop, kind: str) -> None:
    """It is read, and judged by; an update writes none of the files, and says why."""
    damage, said, mends = UNWRITABLE[kind]
    path = two.folder / "baselines" / "perf_tests" / "test_other.json"
    damage(path)
    assert two.pytest("perf_tests", CI="true").returncode == 0
    before = two.baselines()
    two.edit("shop/views.py", '.only("title")', '.only("title", "pages")')
    done = two.pytest("perf_tests", "--perf-update", "--perf-reason", "pages are shown")
    assert (done.returncode, said in done.stdout, mends in done.stdout) == (1, True, True)
    assert "INTERNALERROR" not in done.stdout
    assert (two.baselines(), path.is_symlink()) == (before, kind != "read-only")
