"""From a run that differs to committed baselines: what is pending, and what accepting it does."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

MODULE = "perf_tests/test_shop.py"


def _perfgate(shop: Shop, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the shop."""
    return subprocess.run(
        [sys.executable, "-c", "from perfgate.cli.main import cli; cli()", *arguments],
        cwd=shop.folder,
        env=shop.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _waiting(shop: Shop) -> list[str]:
    """The tests of which something is pending."""
    path = shop.folder / ".perfgate/pending/perf_tests/test_shop.json"
    if not path.exists():
        return []
    content = json.loads(path.read_text())
    ids = [each["measurement"]["nodeid"] for each in content["measurements"]]
    stale = [each.rpartition("::")[0] for each in content["stale"]]
    return [each.removeprefix(f"{MODULE}::test_") for each in (*ids, *stale)]


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["serial", "parallel"])
def test_pending_changes_become_baselines(shop: Shop, workers: tuple[str, ...]) -> None:
    """Runs leave what differs, commands accept it, and the gate is green with it."""
    shop.recorded()
    assert not (shop.folder / ".perfgate/pending").exists()
    shop.edit("shop/views.py", '.select_related("author")', ".all()")
    shop.edit("shop/views.py", '.only("title")', '.filter(pages__gt=0).only("title")')
    shop.edit(MODULE, "def test_in_print", "def test_printed")
    shop.edit(MODULE, "def test_reprice", "def no_test_reprice")
    done = shop.pytest("perf_tests", *workers, CI="true")
    assert done.returncode == 1
    assert _waiting(shop) == ["names", "printed", "titles"]
    assert "3 pending, accept them where .perfgate is unpacked: perfgate accept --from DIR" in (
        done.stdout
    )

    listed = _perfgate(shop, "review")
    assert (listed.returncode, listed.stdout.splitlines()[0]) == (
        1,
        "3 pending: 1 REGRESSED, 1 CHANGED, 1 renamed",
    )
    assert _perfgate(shop, "accept", "--all").returncode == 2
    accepted = _perfgate(shop, "accept", "--all", "--reason", "authors are shown")
    assert accepted.returncode == 0, accepted.stderr
    # Now that every test of the module runs to its end, it is known what nothing measures.
    done = shop.pytest("perf_tests", *workers, "--perf-strict", CI="true")
    assert (done.returncode, _waiting(shop)) == (1, ["reprice"]), done.stdout
    assert "nothing measures it any more" in _perfgate(shop, "review").stdout
    assert _perfgate(shop, "accept", f"{MODULE}::test_reprice").returncode == 0
    done = shop.pytest("perf_tests", *workers, "--perf-strict", CI="true")
    assert done.returncode == 0, done.stdout
    assert (_waiting(shop), _perfgate(shop, "review").stdout) == ([], "Nothing is pending.\n")


def test_each_session_says_only_what_it_ran(shop: Shop) -> None:
    """What is mended is pending no more; what was left out, or failed on its own, still is."""
    shop.recorded()
    shop.edit("shop/views.py", '.select_related("author")', ".all()")
    shop.edit("shop/views.py", '.only("title")', '.filter(pages__gt=0).only("title")')
    done = shop.pytest("perf_tests")
    assert "2 pending, accept or reject them one by one: perfgate review" in done.stdout
    assert _waiting(shop) == ["names", "titles"]
    shop.edit("shop/views.py", ".filter(pages__gt=0)", "")
    shop.pytest("perf_tests", "-k", "page")
    assert _waiting(shop) == ["names", "titles"]
    shop.edit(MODULE, "perf(views.titles)) == 5", "perf(views.titles)) == 6")
    shop.pytest("perf_tests")
    assert _waiting(shop) == ["titles"]
    shop.edit(MODULE, "perf(views.titles)) == 6", "perf(views.titles)) == 5")
    refused = shop.pytest("perf_tests", "--perf-update")
    assert (refused.returncode, _waiting(shop)) == (1, ["titles"])
    done = shop.pytest("perf_tests", "--perf-update", "--perf-reason", "authors are shown")
    assert (done.returncode, _waiting(shop)) == (0, [])


def test_what_no_baseline_can_hold_is_not_pending(shop: Shop) -> None:
    """A budget, and work that differs from itself, are for the author to mend."""
    shop.edit(MODULE, "def test_titles", "@pytest.mark.perf(max_rows=1)\ndef test_titles")
    shop.edit(
        "shop/views.py",
        "def names():\n",
        "calls = []\n\n\ndef names():\n    calls.append(1)\n"
        "    len(calls) % 2 and Book.objects.count()\n",
    )
    done = shop.pytest("perf_tests", "-k", "titles or names or printed or in_print")
    assert done.returncode == 1, done.stdout
    assert _waiting(shop) == ["in_print"]
