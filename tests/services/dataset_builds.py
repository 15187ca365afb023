"""A small recipe, and a program that builds it and can be stopped on the way.

Run with the server as JSON, it says each line of progress and, told ``step``, waits for a line
after each; at last it says whether it built the template itself. Told ``hold``, it lets no template
stay that nobody holds, and clones its own several times.
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


def start(
    server: PostgresServer, *, stepwise: bool = False, rows: int = ROWS, hold: bool = False
) -> subprocess.Popen[str]:
    """Build the recipe in another process."""
    mode = "step" if stepwise else "hold" if hold else "run"
    values = {**asdict(server), "options": dict(server.options)}
    return subprocess.Popen(
        [sys.executable, __file__, json.dumps(values), mode, str(rows)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "facility.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
    )


def _main() -> None:
    import django

    django.setup()
    from django.conf import settings

    from perfgate.dataset import retention
    from perfgate.dataset.templates import clone, drop, prepare
    from perfgate.services.admin import connect
    from perfgate.services.servers import PostgresServer

    def progress(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        if sys.argv[2] == "step":
            sys.stdin.readline()

    server = PostgresServer(**json.loads(sys.argv[1]))
    holding = sys.argv[2] == "hold"
    with connect(server) as holder:
        template = prepare(
            server,
            scratch_recipe(rows=int(sys.argv[3])),
            databases=settings.DATABASES,
            progress=progress,
            holder=holder,
        )
        sys.stdout.write("built\n" if template.built else "found\n")
        if holding:
            retention.KEPT = 0
            for _ in range(3):
                clone(server, template, f"clone_{os.getpid()}")
                drop(server, f"clone_{os.getpid()}")
                with connect(server) as another:  # its own lock keeps nobody out
                    retention.drop_unused(another)
            sys.stdout.write("cloned\n")


if __name__ == "__main__":
    _main()
