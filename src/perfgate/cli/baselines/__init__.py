"""``perfgate baselines …``: look at the committed files, and keep them in order."""

from __future__ import annotations

import click

from perfgate.cli.baselines.looking import list_baselines, show_baselines
from perfgate.cli.baselines.merging import merge_driver, resolve
from perfgate.cli.baselines.migrating import migrate
from perfgate.cli.baselines.pruning import prune
from perfgate.cli.group import Commands


@click.group(cls=Commands)
def baselines() -> None:
    r"""Look at the baselines, and keep them in order.

    \b
    A day with them:
      perfgate baselines list               what is held, and why it was loosened
      perfgate baselines show -k test_page  one in full
      perfgate baselines resolve            after a merge with conflicts
      perfgate baselines prune              what nothing measures any more
      perfgate baselines migrate            after an upgrade of perfgate
    """


for command in (list_baselines, show_baselines, prune, resolve, merge_driver, migrate):
    baselines.add_command(command)
