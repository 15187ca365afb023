"""The house keeps its order: imports between packages point one way, modules stay small."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "perfgate"

#: From the top of the house to its ground; a package may import from its own row and below.
ROWS = [
    {
        "benchmark_adapter",
        "cli",
        "pytest_collected",
        "pytest_gathering",
        "pytest_options",
        "pytest_plugin",
        "pytest_world",
    },
    {
        "session",
        "marker",
        "ledger",
        "proposals",
        "judging",
        "run_file",
        "world",
        "config",
        "config_values",
    },
    {"exercise"},
    {"dataset"},
    {"services"},
    {"capture", "baseline", "report"},
    {"analyse"},
    {"model", "errors"},
]
#: Packages of one row that must not know of each other.
STRANGERS = {"capture", "baseline", "report"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def _part(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def _row(part: str) -> int:
    return next(number for number, row in enumerate(ROWS) if part in row)


def _imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
        elif isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    """No module imports from a package above its own, nor from a stranger beside it."""
    part = _part(path)
    if part == "__init__":
        return
    wrong = []
    for name in _imported(path):
        if not name.startswith("perfgate."):
            continue
        other = name.split(".")[1]
        beside = {part, other} <= STRANGERS and part != other
        if _row(other) < _row(part) or beside:
            wrong.append(name)
    assert wrong == []


@pytest.mark.parametrize("part", ["analyse", "model.py", "errors.py"])
def test_analysis_is_pure(part: str) -> None:
    """What judges records sees no clock, socket, Django or pytest."""
    forbidden = {"django", "pytest", "time", "datetime", "socket", "os", "subprocess"}
    place = PACKAGE / part
    paths = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    seen = {name.split(".")[0] for path in paths for name in _imported(path)}
    assert seen & forbidden == set()


def test_modules_are_small() -> None:
    """A module is read in one sitting: median under 150 lines, none over 400."""
    lines = [len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES]
    assert (statistics.median(lines) < 150, max(lines) <= 400) == (True, True)


def test_names_say_what_modules_are() -> None:
    """No module is a drawer for leftovers."""
    drawers = {"utils", "helpers", "misc", "common", "manager", "base"}
    assert {path.stem for path in MODULES} & drawers == set()
