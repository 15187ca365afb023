"""``perfgate accept``: write pending changes down without being asked about each."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfgate.analyse.ids import key_of, module_of, nodeid_of
from perfgate.baseline.pending import PendingFile, PendingStore
from perfgate.cli.choosing import chooser, covers, rooted
from perfgate.cli.completing import ONLY, TESTS
from perfgate.cli.group import Exit
from perfgate.cli.printing import print_lines, style_for, wrote_line
from perfgate.cli.project import project
from perfgate.cli.uploads import read_uploads
from perfgate.errors import ConfigError, PerfgateError
from perfgate.proposals import accept as write_down
from perfgate.proposals import examine, missing_modules
from perfgate.report.commands import update_command
from perfgate.report.line import plain
from perfgate.report.proposal import counts_line, proposal_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from perfgate.config import Config
    from perfgate.proposals import Examined, Proposal
    from perfgate.report.line import Line


@click.command()
@click.argument("tests", metavar="[TEST]...", nargs=-1, type=TESTS)
@ONLY
@click.option("--all", "everything", is_flag=True, help="Accept everything that is pending.")
@click.option("--reason", metavar="TEXT", help="Why numbers may loosen; kept in the baseline.")
@click.option(
    "--from",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take what a CI run uploaded and was unpacked in DIR, instead of what is pending here.",
)
@click.option(
    "--variant",
    is_flag=True,
    help="Leave what another version of Django does alone, and write what differs beside it.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be accepted, and write nothing.")
def accept(  # noqa: PLR0913 - each is an option of the command
    *,
    tests: tuple[str, ...],
    only: str,
    everything: bool,
    reason: str | None,
    folder: Path | None,
    variant: bool,
    dry_run: bool,
) -> None:
    r"""Write what is pending to the baselines.

    TEST is a folder, a module, a test or a measurement. All that is asked for is written, or
    nothing. Where a number loosens, --reason must say why.

    \b
      perfgate accept --all --dry-run      what would be written
      perfgate accept perf_tests/test_tickets.py --reason "pages show sites"
      perfgate accept --from ci            what CI uploaded, after:
                                           gh run download RUN -D ci

    It ends with 3 if nothing of that is pending, and with 2 if it refuses.
    """
    if not (tests or only or everything or folder):
        raise ConfigError(
            "The command accept was not told what to accept.",
            remedy="Name tests, or choose with -k TEXT or --all; perfgate review asks about each.",
            slug="nothing-chosen",
        )
    config = project()
    reason = _tidied(reason)
    wanted = chooser(tests, only, config)
    store = PendingStore(config.pending)
    pending = store.read().only(wanted) if folder is None else read_uploads(folder, wanted)
    _check_names(tests, pending, config)
    examined = examine(pending, config)
    proposals = examined.proposals
    if dry_run:
        print_lines(_told(proposals))
        print_lines(_doubts(proposals, examined, config))
        return
    _check(proposals, config, reason=reason)
    written = write_down(proposals, config, reason=reason, variant=variant) if proposals else []
    if folder is None:
        store.drop(pending.measurements, pending.stale)
    style = style_for()
    for each in proposals:
        print_lines([plain(style.whole(f"accepted {each.word} {each.id}"))])
    print_lines(_doubts(proposals, examined, config))
    print_lines(wrote_line(path, config.root) for path in written)
    if not proposals:
        click.echo("Nothing to accept: no measurement differs from its baseline.")
    if examined.unwritable:
        sys.exit(Exit.REGRESSED)
    if not pending.measurements and not pending.stale:
        sys.exit(Exit.NOTHING)


def _tidied(reason: str | None) -> str | None:
    if reason is None:
        return None
    text = " ".join(reason.split())
    if not text:
        raise ConfigError(
            "--reason is empty.",
            remedy='Say why the numbers may grow: --reason "…"',
            slug="reason-empty",
        )
    return text


def _check_names(tests: Sequence[str], pending: PendingFile, config: Config) -> None:
    ids = [*(each.id for each in pending.measurements), *pending.stale]
    for test in tests:
        name = rooted(test, config.root)
        if not any(covers(name, each) for each in ids):
            raise PerfgateError(
                f"Nothing is pending of {test}; nothing was written.",
                remedy=f"List what is: perfgate review; or measure it: pytest {test}",
                slug="pending-unknown",
            )


def _check(proposals: Sequence[Proposal], config: Config, *, reason: str | None) -> None:
    """Refuse what must not be written down, before anything is."""
    missing = missing_modules(proposals, config)
    if missing:
        raise PerfgateError(
            f"Not in this checkout: {', '.join(missing)}; nothing was written.",
            remedy="Check out the revision that was measured, or choose other tests: "
            "perfgate accept … TEST, or -k TEXT.",
            slug="pending-elsewhere",
        )
    moved = [each.id for each in proposals if each.moved_on]
    if moved:
        raise PerfgateError(
            f"The baseline has changed since this was measured: {', '.join(moved)}; "
            "nothing was written.",
            remedy=f"Measure again: {update_command(sorted({nodeid_of(each) for each in moved}))}",
            slug="pending-moved-on",
        )
    loosened = [each.id for each in proposals if each.needs_reason]
    if loosened and reason is None:
        raise PerfgateError(
            f"A number would loosen in {', '.join(loosened)}, and that needs a reason; "
            "nothing was written.",
            remedy='Say why: perfgate accept … --reason "…"',
            slug="reason-missing",
        )


def _told(proposals: Sequence[Proposal]) -> Iterator[Line]:
    style = style_for()
    yield counts_line([each.kind for each in proposals], "would be accepted")
    for each in proposals:
        yield plain()
        yield from proposal_lines(
            each.judgement, style, renamed_from=each.renamed_from, moved_on=each.moved_on
        )


def _doubts(proposals: Sequence[Proposal], examined: Examined, config: Config) -> Iterator[Line]:
    """Yield what was left out and why, and tests that we do not see in their modules."""
    style = style_for()
    for judgement in examined.unwritable:
        yield plain()
        yield plain("not accepted, as no baseline can be made of it:")
        yield from proposal_lines(judgement, style)
    for each in proposals:
        if each.pending is not None and not _is_named(each.id, config):
            said = f"notice: {module_of(each.id)} here names no {_names(each.id)[-1]}"
            yield plain(style.whole(said))


def _is_named(measurement_id: str, config: Config) -> bool:
    """Tell whether the test's module names it; an inherited method it does not name."""
    try:
        text = (config.root / module_of(measurement_id)).read_text("utf-8", errors="replace")
    except OSError:
        return True  # it is refused, or only looked at
    return all(re.search(rf"\b{re.escape(name)}\b", text) for name in _names(measurement_id))


def _names(measurement_id: str) -> list[str]:
    """Return the names of class and function; a parameter may hold anything."""
    return key_of(nodeid_of(measurement_id)).partition("[")[0].split("::")
