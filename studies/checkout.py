"""A copy of the checkout, and its perf tests run as CI runs them: what the studies share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from perfgate.analyse.verdict import fails
from perfgate.model import Judgement, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).resolve().parent.parent
COPIED = (
    "src",
    "facility",
    "fixtures",
    "perf_tests",
    "baselines",
    "conftest.py",
    "pyproject.toml",
)
_TIMEOUT_S = 600


class PerfRun(NamedTuple):
    """What a run of perf tests came to; ``run`` is its run file, None where it wrote none."""

    exit_code: int
    run: Run | None
    output: str
    seconds: float

    @property
    def failing(self) -> tuple[Judgement, ...]:
        """The measurements that failed their tests."""
        judged = self.run.judgements if self.run else ()
        return tuple(each for each in judged if fails(each.verdict, strict=False, ci=True))


def copy_checkout(target: Path, *more: str) -> None:
    """Copy what a run of the perf tests needs, and ``more`` of the checkout, to a new folder."""
    target.mkdir()
    ignored = shutil.ignore_patterns("__pycache__")
    for name in (*COPIED, *more):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, target / name)


def run_perf_tests(
    copy: Path, arguments: Iterable[str], environ: Mapping[str, str] | None = None
) -> PerfRun:
    """Run pytest in a copy, under ``CI=true`` unless ``environ`` says otherwise.

    Raises:
        subprocess.TimeoutExpired: it took longer than ten minutes.
    """
    run_file = copy / ".perfgate" / "run.json"
    run_file.unlink(missing_ok=True)
    own = {"CI": "true", "PYTHONPATH": str(copy / "src"), "NO_COLOR": "1"}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, f"--perf-run-file={run_file}"],
        cwd=copy,
        env={**os.environ, **own, **(environ or {})},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    seconds = time.monotonic() - began
    run = msgspec.json.decode(run_file.read_bytes(), type=Run) if run_file.exists() else None
    return PerfRun(done.returncode, run, done.stdout + done.stderr, seconds)


def checkout_digest(root: Path) -> str:
    """A digest of what a run of the perf tests reads of a checkout."""
    digest = sha256()
    for name in COPIED:
        files = [root / name] if (root / name).is_file() else sorted((root / name).rglob("*"))
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
                digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()
