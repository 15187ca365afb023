"""The commands that the reports tell people to run."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from perfgate.analyse.ids import nodeid_of
from perfgate.analyse.verdict import can_be_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from perfgate.model import Finding, Judgement

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


def compared(judgement: Judgement) -> list[Finding]:
    """Return the findings that an update can settle: those about what the baseline says."""
    return [
        finding
        for finding in judgement.findings
        if finding.fact in _FACTS_KEPT and not finding.notice
    ]


def accept_command(judgement: Judgement, *, variant: bool = False) -> str:
    """Return the command that writes the measurement down as it is now.

    With ``variant`` it stands beside what other versions of Django do. It is empty where no
    update helps: nothing is written of what was not measured, differs from itself or exceeds a
    budget, which stands in the test.
    """
    found = compared(judgement)
    if not found or not can_be_written(judgement):
        return ""
    loosens = any(finding.loosens for finding in found)
    return update_command(
        [nodeid_of(judgement.id)], reason=loosens, variant=variant, only=judgement.only
    )


def perfgate_accept_command(
    arguments: Iterable[str], *, reason: bool = False, variant: bool = False
) -> str:
    """Return the command that accepts what is pending of these ids, or all with ``--all``.

    Args:
        arguments: what to accept.
        reason: whether a reason is needed.
        variant: whether facts of another version of Django are to stay.
    """
    chosen = " ".join(shlex.quote(argument) for argument in arguments)
    further = " --variant" if variant else ""
    return f"perfgate accept {chosen}{further}" + (' --reason "…"' if reason else "")


def update_command(
    arguments: Iterable[str],
    *,
    reason: bool = False,
    variant: bool = False,
    only: Sequence[str] = (),
) -> str:
    """Return the command that updates the baselines of these node ids, modules or folders.

    Args:
        arguments: what to select.
        reason: whether a reason is needed.
        variant: whether facts of another version of Django are to stay.
        only: the groups of facts that were judged, empty for all.
    """
    chosen = " ".join(shlex.quote(argument) for argument in arguments)
    further = (f" --perf-only={','.join(only)}" if only else "") + (
        " --perf-variant" if variant else ""
    )
    return f"pytest {chosen} --perf-update{further}" + (f" {_REASON}" if reason else "")
