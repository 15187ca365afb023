"""The review in a terminal: one key for each change, and each answer done at once.

What was accepted is in its baseline file before the next change is shown, so that a session that
is ended in any way loses no answer.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from perfgate.baseline.pending import PendingFile
from perfgate.cli.keys import EndedError, Keys
from perfgate.cli.printing import print_lines, style_for, wrote_line
from perfgate.model import Verdict
from perfgate.proposals import accept, examine
from perfgate.report.line import plain
from perfgate.report.proposal import proposal_lines
from perfgate.report.record import record_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from perfgate.baseline.pending import PendingStore
    from perfgate.config import Config
    from perfgate.proposals import Proposal

_FINDINGS_SHOWN = 4
_IN_FULL = 2
_KEYS = {
    "a": "accept: the baseline becomes what was measured",
    "r": "reject: drop it here; the baseline stays, and the next run tells it again",
    "v": "accept it as a variant, beside what another version of Django does",
    "s": "skip: leave it pending",
    "A": "accept this one and all that follow",
    "R": "reject this one and all that follow",
    "d": "details: all findings and call sites, the SQL as it was sent",
    "q": "quit: leave this one and all that follow pending",
    "?": "show this list",
}
_PROMPT = "[a]ccept, [r]eject, [s]kip, [A]ccept all, [d]etails, [q]uit, [?] "


class Dialogue:
    """Asks about each proposal and does what is answered.

    Args:
        proposals: what is pending, in the order to show it.
        config: the project.
        store: where the answered ones are taken out.
    """

    def __init__(self, proposals: Sequence[Proposal], config: Config, store: PendingStore) -> None:
        self._proposals = list(proposals)
        self._config = config
        self._store = store
        self._done: Counter[str] = Counter()
        self._written: dict[Path, None] = {}

    def hold(self) -> None:
        """Show one proposal after the other until all are answered or the reviewer ends it."""
        number = 0
        try:
            with Keys() as keys:
                while number < len(self._proposals):
                    self._show(number)
                    number += self._answer(number, keys)
        except (EndedError, KeyboardInterrupt):
            pass
        finally:
            self._sum_up(left=len(self._proposals) - number)

    def _show(self, number: int, *, verbosity: int = 0) -> None:
        proposal = self._proposals[number]
        style = style_for(verbosity)._replace(more="d")
        if not verbosity:
            style = style._replace(findings_shown=_FINDINGS_SHOWN)
        elif proposal.pending is not None and proposal.judgement.verdict is Verdict.NEW:
            print_lines(record_lines(proposal.pending.measurement, style))
        print_lines([plain()])
        print_lines(
            proposal_lines(
                proposal.judgement,
                style,
                place=f"[{number + 1}/{len(self._proposals)}]",
                renamed_from=proposal.renamed_from,
                moved_on=proposal.moved_on,
            )
        )

    def _answer(self, number: int, keys: Keys) -> int:
        """Ask about a proposal until it is answered, and return how many that answers."""
        following = self._proposals[number:]
        while True:
            key = keys.key(_PROMPT)
            click.echo(key if key in _KEYS else "")
            match key:
                case "a" | "A" | "v":
                    chosen = following if key == "A" else following[:1]
                    if self._has_changed(chosen, number):
                        click.echo("The baseline has just changed: look again.")
                        return 0
                    if self._accept(chosen, keys, variant=key == "v"):
                        return len(chosen)
                case "r" | "R":
                    chosen = following[:1] if key == "r" else following
                    self._take_out(chosen, "rejected")
                    return len(chosen)
                case "s":
                    self._done["skipped"] += 1
                    return 1
                case "d":
                    self._show(number, verbosity=_IN_FULL)
                case "q":
                    raise EndedError
                case _:
                    click.echo("\n".join(f"  {each}  {text}" for each, text in _KEYS.items()))

    def _accept(self, chosen: Sequence[Proposal], keys: Keys, *, variant: bool) -> bool:
        """Write proposals down, unless the reviewer knows no reason."""
        reason = None
        loosening = sum(each.needs_reason for each in chosen)
        if loosening:
            what = "it loosens a number" if len(chosen) == 1 else f"{loosening} loosen a number"
            reason = keys.line(f"{what}; why? (empty: back) ")
            if not reason:
                return False
        self._written.update(
            dict.fromkeys(accept(chosen, self._config, reason=reason, variant=variant))
        )
        self._take_out(chosen, "accepted")
        return True

    def _has_changed(self, chosen: Sequence[Proposal], number: int) -> bool:
        """Hold them against their baselines again, as somebody may have edited those meanwhile."""
        now = {each.id: each for each in examine(_pending_of(chosen), self._config).proposals}
        same = all(now.get(each.id) == each for each in chosen)
        if not same:
            following = self._proposals[number + len(chosen) :]
            self._proposals[number:] = [*now.values(), *following]
        return not same

    def _take_out(self, chosen: Sequence[Proposal], word: str) -> None:
        pending = _pending_of(chosen)
        self._store.drop(pending.measurements, pending.stale)
        self._done[word] += len(chosen)

    def _sum_up(self, *, left: int) -> None:
        click.echo()
        print_lines(wrote_line(path, self._config.root) for path in sorted(self._written))
        pending = left + self._done.pop("skipped", 0)
        counts = [f"{number} {word}" for word, number in self._done.items()]
        click.echo(", ".join([*counts, f"{pending} still pending"]))


def _pending_of(chosen: Sequence[Proposal]) -> PendingFile:
    return PendingFile(
        measurements=tuple(each.pending for each in chosen if each.pending is not None),
        stale=tuple(each.id for each in chosen if each.pending is None),
    )
