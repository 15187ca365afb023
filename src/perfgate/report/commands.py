"""The commands that the reports tell people to run."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from perfgate.analyse.ids import nodeid_of
from perfgate.analyse.timing import TIME_FACTS
from perfgate.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfgate.model import Judgement

_REASON = '--perf-reason "…"'
#: What an update can settle; the rest needs an edit of the code or of the test.
_FACTS_KEPT = frozenset(
    {
        "baseline",
        "count",
        "rows",
        "columns",
        "statement",
        "transactions",
        "dataset",
        "cache",
        "round_trips",
    }
)


_NEVER_WRITTEN = frozenset({Verdict.UNMEASURED, Verdict.UNSTABLE})


def accept_command(judgement: Judgement) -> str:
    """Return the command that writes the measurement down as it is now.

    It is empty where no update helps: nothing is written of what was not measured or differs
    from itself, and a budget stands in the test.
    """
    compared = [
        finding
        for finding in judgement.findings
        if finding.fact in _FACTS_KEPT and not finding.notice
    ]
    work = [finding for finding in judgement.findings if finding.fact not in TIME_FACTS]
    if not compared or any(each.verdict in _NEVER_WRITTEN for each in work):
        return ""
    loosens = any(finding.loosens for finding in compared)
    return update_command([nodeid_of(judgement.id)], reason=loosens)


def perfgate_accept_command(arguments: Iterable[str], *, reason: bool = False) -> str:
    """Return the command that accepts what is pending of these ids, or all with ``--all``."""
    chosen = " ".join(shlex.quote(argument) for argument in arguments)
    return f"perfgate accept {chosen}" + (' --reason "…"' if reason else "")


def update_command(arguments: Iterable[str], *, reason: bool = False) -> str:
    """Return the command that updates the baselines of these node ids, modules or folders."""
    chosen = " ".join(shlex.quote(argument) for argument in arguments)
    return f"pytest {chosen} --perf-update" + (f" {_REASON}" if reason else "")
