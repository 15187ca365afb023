"""A server that is killed in the middle of a measurement fails tests, in words, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugin.conftest import Shop

TESTS = """
import json
import os
import signal
import time
from pathlib import Path

import pytest
from django.core.cache import cache

from shop import views

pytestmark = pytest.mark.perf
HOME = Path(os.environ["PERFGATE_HOME"])


def test_before(perf, db):
    perf(views.names)


def test_kills(perf, db):
    note = json.loads(next(HOME.glob(os.environ["KILLED"] + "-*/process.json")).read_text())

    def work():
        views.names()
        os.kill(note["pid"], signal.SIGKILL)
        time.sleep(0.3)
        cache.get("x")
        views.names()

    perf(work)


def test_after(perf, db):
    perf(views.in_print)
"""


@pytest.mark.parametrize(("killed", "slug"), [("postgres", "postgres-"), ("valkey", "cache-lost")])
def test_killed_server_is_told_and_the_next_run_is_well(
    shop: Shop, tmp_path: Path, killed: str, slug: str
) -> None:
    """Exit code 1, no traceback of ours, nothing of the failed tests written, no manual step."""
    environ = {"PERFGATE_HOME": str(tmp_path / "home"), "KILLED": killed}
    shop.write("perf_tests/test_shop.py", TESTS)
    done = shop.pytest("perf_tests", "--perf-update", **environ)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "INTERNALERROR" not in said
    assert "src/perfgate/services" not in said
    assert f"perfgate explain {slug}" in said
    written = b"".join(shop.baselines().values())
    assert (b"test_kills" in written, b"test_after" in written) == (False, False)
    done = shop.pytest("perf_tests", "-k", "not kills", **environ)
    assert done.returncode == 0, done.stdout + done.stderr
