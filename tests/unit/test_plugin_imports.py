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


def test_without_recipes_nothing_of_seeding_is_needed() -> None:
    """A project that makes its rows itself installs neither factory_boy nor numpy."""
    code = (
        "import sys\n"
        "for name in ('factory', 'numpy', 'polars'):\n"
        "    sys.modules[name] = None\n"
        "import django\n"
        "from django.conf import settings\n"
        "settings.configure()\n"
        "django.setup()\n"
        "import perfgate.exercise.stage, perfgate.dataset.build\n"
        "from perfgate.dataset.digests import digest\n"
        "print(len(digest(None, 'engine')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "16\n"), done.stderr
