"""The command group, and how every command ends.

Exit codes: 0 fine, 1 regressed, 2 the call or a file cannot be used, 3 nothing measured.
"""

from __future__ import annotations

import click

from perfgate.cli.accept import accept
from perfgate.cli.baselines import baselines
from perfgate.cli.compare import compare
from perfgate.cli.completion import completion
from perfgate.cli.explain import explain
from perfgate.cli.group import Commands
from perfgate.cli.review import review
from perfgate.cli.services import services
from perfgate.cli.show import show


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(package_name="pytest-perfgate", prog_name="perfgate")
def cli() -> None:
    r"""Look at and compare what the performance gate has measured.

    Measuring itself is pytest's job. Four jobs make up the day:

    \b
      run      pytest perf_tests                    measure, and hold it against
                                                    the baselines
      gate     the same command in CI               a regression fails its test
      update   pytest perf_tests --perf-update      write new or better numbers
               … --perf-reason "why"                and worse ones: say why
      compare  perfgate compare main...             what did this branch change?

    After a merge with conflicts: perfgate baselines resolve.

    \b
    A day with it:
      1. change the code, run: pytest perf_tests
      2. a test fails: it names the statement, how often it was sent, and the line
      3. mend that line; or, if the work is meant, run the command that stands
         below the finding; or accept or reject each change: perfgate review
      4. look at it again: perfgate show -k test_tickets -v
      5. commit the code together with its baselines

    Exit codes: 0 fine, 1 regressed, 2 the call or a file cannot be used, 3 nothing measured.
    """


for command in (show, compare, review, accept, baselines, services, explain, completion):
    cli.add_command(command)
