"""``perfgate compare`` over what real sessions wrote: it agrees with the gate."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

PROGRAM = "from perfgate.cli.main import cli; cli(prog_name='perfgate')"
IDENTITY = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")


def perfgate(shop: Shop, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the project."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=shop.folder,
        capture_output=True,
        text=True,
        check=False,
    )


def git(shop: Shop, *arguments: str) -> None:
    """Run git in the project."""
    subprocess.run(["git", *IDENTITY, *arguments], cwd=shop.folder, check=True)


def findings(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What a run or a comparison found, call sites and places left aside."""
    return [
        (judged["id"], judged["verdict"], found["fact"], found["before"], found["after"])
        for judged in document["judgements"]
        for found in judged["findings"]
    ]


def test_branch_that_adds_a_loop(shop: Shop) -> None:
    """Revision, run file and accepted baselines tell the same story as the gate did."""
    shop.recorded()
    git(shop, "init", "--quiet", "--initial-branch=main")
    git(shop, "add", "--all")
    git(shop, "commit", "--quiet", "-m", "as it was")
    assert shop.pytest("perf_tests", "--perf-run-file=before.json").returncode == 0

    shop.edit("shop/views.py", '.select_related("author")', ".all()")
    assert shop.pytest("perf_tests").returncode == 1
    gate = json.loads((shop.folder / ".perfgate/run.json").read_text(encoding="utf-8"))

    runs = perfgate(shop, "compare", "before.json", "--format", "json")
    held = perfgate(shop, "compare", "main", ".perfgate/run.json", "--format", "json")
    assert (runs.returncode, held.returncode) == (1, 1)
    assert findings(json.loads(runs.stdout)) == findings(gate)
    assert findings(json.loads(held.stdout)) == findings(gate)

    assert shop.pytest("perf_tests", "--perf-update", "--perf-reason=for now").returncode == 0
    branch = perfgate(shop, "compare", "main...")
    assert branch.returncode == 1
    assert "test_titles::call" in branch.stdout
    assert "at shop/views.py in titles" in branch.stdout
    assert "reason given: for now" in branch.stdout
