"""Whether one baseline serves every Python, Django and driver that combine.

Run ``tox run -e versions``, or ``python studies/versions.py [--python 3.12] [--django 6.1]``; what
stands behind ``--`` is for pytest (``-- -n 2``). Environments are made under ``.tox/combinations``,
and used again.

The perf tests of this checkout run on each combination, as CI runs them. Every run must pass, and
the exact digests of each measurement must be equal on all of them, apart from those that the
baselines document as variants of a version of Django.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checkout import ROOT
from compatibility.combinations import DJANGOS, PYTHONS, combinations, interpreter
from compatibility.environments import Outcome, run_in
from compatibility.table import HEADING, conclusion, differences, row
from perfgate.baseline.parse import parse
from perfgate.baseline.store import BaselineStore

if TYPE_CHECKING:
    from perfgate.baseline.schema import Entry

_LAST_LINES = 30


def main() -> int:
    """Run on every combination and print the table; give 1 unless all are alike."""
    options = _options()
    entries = _entries()
    outcomes: list[Outcome] = []
    skipped = 0
    print(HEADING, flush=True)
    for combination in combinations(options.python, options.django):
        python = interpreter(combination.python)
        if python is None:
            skipped += 1
            missing = f"no python{combination.python} on PATH or among pyenv's versions"
            print(f"{'  '.join(combination)}  SKIPPED: {missing}", flush=True)
            continue
        outcome = run_in(combination, python, options.folder.resolve(), options.arguments)
        print(row(outcome, entries), flush=True)
        if outcome.run is None or outcome.exit_code:
            print(*outcome.output.splitlines()[-_LAST_LINES:], sep="\n", flush=True)
        outcomes.append(outcome)
    found = list(differences(outcomes, entries))
    print(*conclusion(outcomes, found, entries), sep="\n")
    if skipped:
        print(f"{skipped} combinations were SKIPPED: install their Python to have them compared")
    passed = bool(outcomes) and all(each.run and not each.exit_code for each in outcomes)
    return 0 if passed and not found else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--python", action="append", metavar="3.12", help=f"a Python (default: {_all(PYTHONS)})"
    )
    parser.add_argument(
        "--django", action="append", metavar="6.1", help=f"a Django (default: {_all(DJANGOS)})"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=ROOT / ".tox" / "combinations",
        help="where the environments are (default: .tox/combinations)",
    )
    parser.add_argument("arguments", nargs="*", help="for pytest")
    options = parser.parse_args()
    options.python = options.python or PYTHONS
    options.django = options.django or DJANGOS
    return options


def _all(versions: tuple[str, ...]) -> str:
    return ", ".join(versions)


def _entries() -> dict[str, Entry]:
    """The committed baselines by measurement id."""
    store = BaselineStore(ROOT / "baselines")
    paths = {module: store.path_for(f"{module}::") for module in store.modules()}
    return {
        f"{module}::{key}": entry
        for module, path in paths.items()
        for key, entry in parse(path.read_bytes(), path).measurements.items()
    }


if __name__ == "__main__":
    sys.exit(main())
