"""The command group, and how every command ends.

Exit codes: 0 fine, 1 regressed, 2 the call or a file cannot be used, 3 nothing measured.
"""

from __future__ import annotations

import click

from perfgate.cli.accept import accept
from perfgate.cli.explain import explain
from perfgate.cli.group import Commands
from perfgate.cli.review import review
from perfgate.cli.show import show


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pytest-perfgate", prog_name="perfgate")
def cli() -> None:
    r"""Look at what the performance gate has measured.

    \b
    Measuring itself is pytest's job:
      pytest perf_tests                    check against the baselines
      pytest perf_tests --perf-update      write new or better numbers down

    Exit codes: 0 fine, 1 regressed, 2 the call or a file cannot be used, 3 nothing measured.
    """


for command in (show, review, accept, explain):
    cli.add_command(command)
