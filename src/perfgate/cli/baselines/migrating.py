"""``perfgate baselines migrate``."""

from __future__ import annotations

import click

from perfgate.analyse.ids import nodeid_of
from perfgate.baseline.migrate import migrate as migrate_files
from perfgate.baseline.store import BaselineStore
from perfgate.cli.project import project
from perfgate.report.commands import update_command
from perfgate.report.text import printable


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def migrate(dry_run: bool) -> None:
    r"""Bring files of an older perfgate up to date.

    Every fact that means the same today is kept. The tests whose statements would have another
    identity now are named: run these with --perf-update. Nothing is written unless every file can
    be read.

    \b
      perfgate baselines migrate --dry-run
    """
    folder = project().baselines
    store = BaselineStore(folder)
    done = migrate_files(folder, write=not dry_run)
    for path in done:
        verb = "would bring" if dry_run else "brought"
        click.echo(f"{verb} up to date: {printable(str(path))}")
    if not done:
        click.echo("Every baseline file is up to date.")
    uncertain = {
        nodeid_of(f"{store.module(path)}::{key}")
        for path, each in done.items()
        for key in each.uncertain
    }
    if uncertain:
        click.echo(f"{len(uncertain)} tests must be recorded again:")
        click.echo(update_command(sorted(uncertain)))
