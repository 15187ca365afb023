"""Pytest plugin: what a perf test measured is judged even if the test fails on its own after that.

Load it with ``-p mutation.judging``. Without it such a test has no verdict: its failure says more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Let a perf test pass."""
    try:
        return (yield)
    except Exception:
        if item.get_closest_marker("perf") is None:
            raise
        return None
