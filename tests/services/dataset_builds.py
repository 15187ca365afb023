"""A small recipe, and a program that builds it and can be stopped on the way.

Run with the server as JSON, it says each line of progress and, told ``step``, waits for a line
after each; at last it says whether it built the template itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfgate.dataset.recipes import Recipe
    from perfgate.services.servers import PostgresServer

ROOT = Path(__file__).parents[2]
ROWS = 500


def scratch_recipe(*, code: str = "CODE{row}", rows: int = ROWS) -> Recipe:
    """Coded lists without codes; ``code`` is the template of their own codes."""
    from datetime import UTC, datetime

    from factory.django import DjangoModelFactory

    from facility.onboarding.models import TypeAssist
    from perfgate.dataset.columns import Text
    from perfgate.dataset.recipes import Recipe, Table

    class ListFactory(DjangoModelFactory):
        class Meta:
            model = TypeAssist

        tacode = Text(code)
        taname = Text("List {row}")

    return Recipe(
        name="scratch",
        seed=1,
        as_of=datetime(2026, 6, 30, tzinfo=UTC),
        tables=(Table(ListFactory, rows),),
    )


def start(server: PostgresServer, *, stepwise: bool = False) -> subprocess.Popen[str]:
    """Build the recipe in another process."""
    values = {**asdict(server), "options": dict(server.options)}
    return subprocess.Popen(
        [sys.executable, __file__, json.dumps(values), "step" if stepwise else "run"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "facility.settings", "PYTHONPATH": str(ROOT)},
    )


def _main() -> None:
    import django

    django.setup()
    from django.conf import settings

    from perfgate.dataset.templates import prepare
    from perfgate.services.servers import PostgresServer

    def progress(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        if sys.argv[2] == "step":
            sys.stdin.readline()

    template = prepare(
        PostgresServer(**json.loads(sys.argv[1])),
        scratch_recipe(),
        databases=settings.DATABASES,
        progress=progress,
    )
    sys.stdout.write("built\n" if template.built else "found\n")


if __name__ == "__main__":
    _main()
