"""The installed plugin is a guest: it imports next to nothing until a perf test runs."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import pytest
before = set(sys.modules)
import perfgate.pytest_plugin
print(*sorted(set(sys.modules) - before))
"""


def test_importing_the_plugin_imports_only_itself() -> None:
    """All else is loaded by pytest already: no Django, NumPy, Polars, rich or jinja2."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [
        "perfgate",
        "perfgate.pytest_collected",
        "perfgate.pytest_options",
        "perfgate.pytest_plugin",
    ]
