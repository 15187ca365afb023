"""Which versions of Python, Django and the driver combine, and where an interpreter is found."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PYTHONS = ("3.11", "3.12", "3.13")
DJANGOS = ("5.2", "6.0", "6.1")
DRIVERS = ("psycopg 3", "psycopg2")
#: The first version of Django that asks for a newer Python, and which, by Django's release notes.
_NEWER = ((6, 0), (3, 12))


class Combination(NamedTuple):
    """What a run of the perf tests runs on."""

    python: str
    django: str
    driver: str


def combinations(
    pythons: Iterable[str] = PYTHONS, djangos: Iterable[str] = DJANGOS
) -> list[Combination]:
    """Return all that combine, both drivers of a Python and a Django one after the other."""
    return [
        Combination(python, django, driver)
        for python, django, driver in product(pythons, djangos, DRIVERS)
        if parts(django) < _NEWER[0] or parts(python) >= _NEWER[1]
    ]


def parts(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, in the order of which versions are ordered."""
    return tuple(int(found) for found in re.findall(r"\d+", version))


def interpreter(version: str) -> Path | None:
    """Return an interpreter of this minor version: this one, that on PATH, or one of pyenv's."""
    return next((found for found in _candidates(version) if _is(found, version)), None)


def _candidates(version: str) -> Iterator[Path]:
    yield Path(sys.executable)
    if on_path := shutil.which(f"python{version}"):
        yield Path(on_path)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    installed = (pyenv / "versions").glob(f"{version}.*")
    newest_first = sorted(installed, key=lambda path: parts(path.name), reverse=True)
    yield from (path / "bin" / "python" for path in newest_first)


def _is(candidate: Path, version: str) -> bool:
    """Ask it: pyenv puts commands on PATH that end with an error where no version is chosen."""
    asked = "import sys; print(*sys.version_info[:2], sep='.')"
    try:
        done = subprocess.run(
            [candidate, "-c", asked], capture_output=True, text=True, timeout=60, check=False
        )
    except OSError:
        return False
    return done.stdout.strip() == version
