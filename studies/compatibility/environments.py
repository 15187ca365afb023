"""A virtual environment for each Python and Django, in which either driver can be had.

Django takes psycopg 3 wherever it can be imported. So psycopg 3 lies in a folder of its own, which
is on the path for its runs and not for those of psycopg2: neither driver is hidden by a trick, and
no run installs anything.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from checkout import ROOT
from perfgate.run_file import read_run

if TYPE_CHECKING:
    from pathlib import Path

    from compatibility.combinations import Combination
    from perfgate.model import Run

_TIMEOUT_S = 3600
#: Changes when environments are made in another way.
_EDITION = "1"


class Outcome(NamedTuple):
    """What a run came to; ``run`` is None where nothing was measured, and ``output`` says why."""

    combination: Combination
    run: Run | None
    exit_code: int
    output: str


def run_in(
    combination: Combination, interpreter: Path, folder: Path, arguments: list[str]
) -> Outcome:
    """Run the perf tests of the checkout on a combination, as CI runs them.

    Args:
        combination: what to run them on.
        interpreter: a Python of the version.
        folder: where the environments are, and where the run file goes.
        arguments: further ones for pytest.
    """
    environment = folder / f"py{combination.python}-django{combination.django}"
    try:
        _make(environment, interpreter, combination.django)
    except subprocess.CalledProcessError as error:
        return Outcome(combination, None, error.returncode, error.stdout)
    run_file = environment / f"{combination.driver.replace(' ', '')}.json"
    run_file.unlink(missing_ok=True)
    try:
        done = subprocess.run(
            [
                environment / "bin" / "python",
                *("-m", "pytest", "perf_tests", "-p", "no:cacheprovider"),
                *(f"--perf-run-file={run_file}", *arguments),
            ],
            cwd=ROOT,
            env=_environ(environment, combination),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return Outcome(combination, None, 1, str(error))
    run = read_run(run_file) if run_file.exists() else None
    if run is not None:
        _check(run, combination)
    return Outcome(combination, run, done.returncode, done.stdout)


def _make(environment: Path, interpreter: Path, django: str) -> None:
    """Make an environment, unless it is there and was made of the same."""
    made_of = sha256(f"{_EDITION} {interpreter} {ROOT} {django}".encode())
    made_of.update((ROOT / "pyproject.toml").read_bytes())
    stamp = environment / "made-of"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == made_of.hexdigest():
        return
    shutil.rmtree(environment, ignore_errors=True)
    _run(interpreter, "-m", "venv", environment)
    pip = (environment / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
    wanted = (f"Django~={django}.0", "psycopg2-binary>=2.9.10")
    _run(*pip, "install", "-q", "-e", f"{ROOT}[facility]", *wanted)
    _run(*pip, "uninstall", "-q", "-y", "psycopg", "psycopg-binary")
    _run(*pip, "install", "-q", "--target", _psycopg3(environment), "psycopg[binary]>=3.2")
    stamp.write_text(made_of.hexdigest(), encoding="ascii")


def _run(*command: str | Path) -> None:
    subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)


def _psycopg3(environment: Path) -> Path:
    return environment / "psycopg3"


def _environ(environment: Path, combination: Combination) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    if combination.driver == "psycopg 3":
        kept["PYTHONPATH"] = str(_psycopg3(environment))
    return {**kept, "CI": "true", "NO_COLOR": "1"}


def _check(run: Run, combination: Combination) -> None:
    """Believe nothing but what the run itself says that it ran on."""
    versions = run.versions
    ran_on = (
        ".".join(versions["Python"].split(".")[:2]),
        ".".join(versions["Django"].split(".")[:2]),
        "psycopg 3" if "psycopg" in versions else "psycopg2",
    )
    if ran_on != combination:
        raise SystemExit(f"asked for {', '.join(combination)}; it ran on {', '.join(ran_on)}")
