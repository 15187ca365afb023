"""``perfgate review``: pending changes one by one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from perfgate.analyse.ids import module_of
from perfgate.analyse.verdict import fails
from perfgate.baseline.pending import PendingStore
from perfgate.cli.choosing import chooser
from perfgate.cli.completing import ONLY, TESTS
from perfgate.cli.dialogue import Dialogue
from perfgate.cli.group import Exit
from perfgate.cli.printing import print_lines, style_for
from perfgate.cli.project import project
from perfgate.proposals import examine
from perfgate.report.commands import perfgate_accept_command, update_command
from perfgate.report.line import plain
from perfgate.report.proposal import counts_line, proposal_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfgate.config import Config
    from perfgate.proposals import Proposal
    from perfgate.report.line import Line


@click.command()
@click.argument("tests", metavar="[TEST]...", nargs=-1, type=TESTS)
@ONLY
def review(tests: tuple[str, ...], only: str) -> None:
    r"""Accept or reject what is pending, one by one.

    Each run of pytest leaves what differs from the baselines pending in .perfgate/pending. TEST is
    a folder, a module, a test or a measurement; without any, everything pending is shown.

    \b
      perfgate review                               everything, worst first
      perfgate review perf_tests/test_tickets.py    one module

    In a terminal it takes single keys (? lists them), and asks for a reason where a number
    loosens. Elsewhere it prints the commands that do the same, and ends with 1 if something that
    is pending fails the gate. It ends with 3 if nothing was measured.
    """
    config = project()
    wanted = chooser(tests, only, config)
    store = PendingStore(config.pending)
    pending = store.read()
    chosen = pending.only(wanted)
    examined = examine(chosen, config)
    store.drop(examined.settled, examined.settled_stale)
    if not examined.proposals:
        _nothing(config, asked=bool(tests or only) and pending != chosen)
    print_lines([counts_line([each.kind for each in examined.proposals], "pending")])
    if sys.stdin.isatty() and sys.stdout.isatty():
        Dialogue(examined.proposals, config, store).hold()
        return
    print_lines(_commands(examined.proposals))
    if any(
        fails(each.judgement.verdict, strict=False, ci=config.ci) and not each.renamed_from
        for each in examined.proposals
    ):
        sys.exit(Exit.REGRESSED)


def _nothing(config: Config, *, asked: bool) -> None:
    if asked:
        click.echo("Nothing pending is what you asked for. List it: perfgate review", err=True)
        sys.exit(Exit.NOTHING)
    if not config.run_file.exists():
        click.echo(
            f"Nothing was measured yet: there is no {config.run_file}. Run pytest.", err=True
        )
        sys.exit(Exit.NOTHING)
    click.echo("Nothing is pending.")
    sys.exit(Exit.FINE)


def _commands(proposals: Sequence[Proposal]) -> Iterator[Line]:
    """Yield what is pending, each with the command that accepts it, and those that accept all."""
    style = style_for()
    for each in proposals:
        yield plain()
        yield from proposal_lines(
            each.judgement, style, renamed_from=each.renamed_from, moved_on=each.moved_on
        )
        command = perfgate_accept_command([each.id], reason=each.needs_reason)
        yield [("  accept it: ", {}), (style.whole(command), {"bold": True})]
        if each.judgement.crosses_djangos:
            beside = perfgate_accept_command([each.id], reason=each.needs_reason, variant=True)
            yield [("  or beside the other Django: ", {}), (style.whole(beside), {"bold": True})]
    loosened = any(each.needs_reason for each in proposals)
    modules = sorted({module_of(each.id) for each in proposals if each.pending})
    yield plain()
    everything = perfgate_accept_command(["--all"], reason=loosened)
    yield [("accept all: ", {}), (style.whole(everything), {"bold": True})]
    if modules:
        again = update_command(modules, reason=loosened)
        yield [("measure again and write: ", {}), (style.whole(again), {"bold": True})]
