"""Whether the gate catches what it is for: ordinary edits, made one at a time to the application.

Run ``python studies/edits.py [--only WORD] [--full]``. It works in a temporary copy.

Each edit is made, the perf tests concerned are run as CI runs them, and the edit is undone. An
edit counts as caught when the run fails and the first finding of a failing test is the expected
one, with its identity, before and after, and a call site in the expected file no more than
three lines from the line that does the work. At the end the unedited copy must pass.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from checkout import PerfRun, copy_checkout, run_perf_tests
from perfgate.model import Finding, Verdict
from perfgate.report.terminal import failure_text

_NEAR_LINES = 3

_PAGES = "facility/y_helpdesk/pages.py"
_VIEWS = "facility/y_helpdesk/views.py"
_SWEEP = "facility/y_helpdesk/escalation.py"
_WRITES = "facility/y_helpdesk/writes.py"
_TREE = "facility/core/capabilities.py"
_TEMPLATE = "facility/templates/y_helpdesk/ticket.html"


class Replacement(NamedTuple):
    """Text of a file that occurs once, and what takes its place."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A change that a review might let pass.

    ``culprit`` is in the line, after the edit, that sends the statements told first; ``file``
    holds it. ``tests`` selects the perf tests concerned. ``single`` asks that every failing
    measurement has one finding only. ``uncached`` is the function that lost its cache: where it
    sends no more statements than before, its look-ups must be told as gone from it.
    """

    name: str
    replacements: tuple[Replacement, ...]
    tests: str
    file: str
    culprit: str
    verdict: Verdict = Verdict.REGRESSED
    single: bool = False
    uncached: str = ""


EDITS = (
    Edit(
        name="drop a select_related (of a page)",
        replacements=(
            Replacement(_PAGES, '        .select_related("status", "site", "assignedto")\n', ""),
        ),
        tests="perf_tests/test_tickets.py",
        file=_PAGES,
        culprit='"site": ticket.site.buname',
    ),
    Edit(
        name="drop a select_related (of one row)",
        replacements=(Replacement(_WRITES, '.select_related("status")\n        ', ""),),
        tests="perf_tests/test_tickets.py::test_resolve",
        file=_WRITES,
        culprit="current = Status(ticket.status.tacode)",
    ),
    Edit(
        name="replace a bulk write by a loop of saves",
        replacements=(
            Replacement(
                _SWEEP,
                "    Ticket.objects.bulk_update("
                "[ticket for ticket, _ in due], WRITTEN, batch_size=BATCH_SIZE)\n",
                "    for ticket, _ in due:\n        ticket.save(update_fields=WRITTEN)\n",
            ),
        ),
        tests="perf_tests/test_escalation.py",
        file=_SWEEP,
        culprit="ticket.save(",
    ),
    Edit(
        name="remove a cache decorator (tree)",
        replacements=(
            Replacement(
                _TREE, "@cache_capability_tree()\ndef capability_tree", "def capability_tree"
            ),
        ),
        tests="perf_tests/test_capability_tree.py",
        file=_TREE,
        culprit="for code, name, parent, granted in found",
        uncached="capability_tree",
    ),
    Edit(
        name="remove a cache decorator (counts)",
        replacements=(
            Replacement(
                _PAGES,
                '@cached(prefix="tkt", ttl_s=TTL_S, tags=("tkt", "tkt:setup:{client_id}", '
                '"tkt:client:{client_id}"))\ndef status_counts',
                "def status_counts",
            ),
        ),
        tests="perf_tests/test_tickets.py",
        file=_PAGES,
        culprit="for row in counted",
        uncached="status_counts",
    ),
    Edit(
        name="fetch all columns and rows where a page was fetched",
        replacements=(
            Replacement(
                _PAGES, "list(tickets[: PAGE_SIZE + 1])", "list(tickets.only())[: PAGE_SIZE + 1]"
            ),
        ),
        tests="perf_tests/test_tickets.py",
        file=_PAGES,
        culprit="rows = list(",
        verdict=Verdict.CHANGED,
    ),
    Edit(
        name="fetch all columns of a page",
        replacements=(
            Replacement(_PAGES, "list(tickets[: PAGE_SIZE + 1])", "list(tickets.only()[:51])"),
        ),
        tests="perf_tests/test_tickets.py",
        file=_PAGES,
        culprit="rows = list(",
    ),
    Edit(
        name="call .count() inside a loop",
        replacements=(
            Replacement(
                _PAGES,
                '        "site": ticket.site.buname,\n',
                '        "site": ticket.site.buname,\n'
                '        "of_site": Ticket.objects.filter(site=ticket.site_id).count(),\n',
            ),
        ),
        tests="perf_tests/test_tickets.py",
        file=_PAGES,
        culprit='"of_site": Ticket',
    ),
    Edit(
        name="a query in a template",
        replacements=(
            Replacement(
                _VIEWS,
                '{"ticket": detail, "client_id": client_id}',
                '{"ticket": detail, "client_id": client_id, '
                '"others": Ticket.objects.filter(client=client_id).order_by("-id")[:5]}',
            ),
            Replacement(
                _TEMPLATE,
                "<ol>\n",
                "{% for other in others %}\n"
                "<p>{{ other.ticketno }}, {{ other.site.buname }}</p>\n"
                "{% endfor %}\n<ol>\n",
            ),
        ),
        tests="perf_tests/test_tickets.py",
        file=_TEMPLATE,
        culprit="{{ other.site.buname }}",
    ),
    Edit(
        name="change a filter (of a page)",
        replacements=(
            Replacement(
                _PAGES,
                "Ticket.objects.filter(client=client_id, enable=True)\n        .select_related",
                "Ticket.objects.filter(client=client_id)\n        .select_related",
            ),
        ),
        tests="perf_tests/test_tickets.py",
        file=_PAGES,
        culprit="rows = list(",
        verdict=Verdict.CHANGED,
        single=True,
    ),
    Edit(
        name="change a filter (of the sweep)",
        replacements=(Replacement(_SWEEP, "            resolvedon=None,\n", ""),),
        tests="perf_tests/test_escalation.py",
        file=_SWEEP,
        culprit="for ticket in tickets:",
        verdict=Verdict.CHANGED,
        single=True,
    ),
    Edit(
        name="change a filter (of the tree)",
        replacements=(Replacement(_TREE, ".filter(enable=True, cfor=cfor)", ".filter(cfor=cfor)"),),
        tests="perf_tests/test_capability_tree.py",
        file=_TREE,
        culprit="for code, name, parent, granted in found",
        verdict=Verdict.CHANGED,
        single=True,
    ),
)


def main() -> int:
    """Make every edit and print what became of it; give 1 if one was not caught."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", help="make only the edits with this in their name")
    parser.add_argument("--full", action="store_true", help="print every finding of every test")
    options = parser.parse_args()
    chosen = [edit for edit in EDITS if options.only in edit.name]
    table: list[str] = []
    missed = 0
    with tempfile.TemporaryDirectory(prefix="perfgate-edits-") as folder:
        copy = Path(folder) / "checkout"
        copy_checkout(copy)
        for edit in chosen:
            caught, row = _try(copy, edit, full=options.full)
            missed += not caught
            table.append(row)
        tests = sorted({edit.tests.partition("::")[0] for edit in chosen})
        undone = run_perf_tests(copy, tests)
    print(f"{'edit':58}{'exit':>5}{'tests':>7}{'measurements':>14}")
    print("\n".join(table))
    print(f"all edits undone: exit {undone.exit_code}")
    if undone.exit_code:
        print(undone.output)
    print(f"{len(chosen) - missed} of {len(chosen)} edits caught")
    return 1 if missed or undone.exit_code else 0


def _try(copy: Path, edit: Edit, *, full: bool) -> tuple[bool, str]:
    """Make the edit, run, undo it, print; give whether it was caught, and a row of the table."""
    originals = {each.path: (copy / each.path).read_bytes() for each in edit.replacements}
    try:
        for path, old, new in edit.replacements:
            text = (copy / path).read_text(encoding="utf-8")
            if text.count(old) != 1:
                raise SystemExit(f"{edit.name}: {path} holds {text.count(old)} times {old!r}")
            (copy / path).write_text(text.replace(old, new), encoding="utf-8")
        edited = (copy / edit.file).read_text(encoding="utf-8").splitlines()
        outcome = run_perf_tests(copy, [edit.tests])
    finally:
        for path, content in originals.items():
            (copy / path).write_bytes(content)
    line = next(number for number, text in enumerate(edited, 1) if edit.culprit in text)
    objections = _objections(edit, line, outcome)
    _show(edit, line, outcome, objections, full=full)
    tests = len({each.id.rpartition("::")[0] for each in outcome.failing})
    row = f"{edit.name:58}{outcome.exit_code:5}{tests:7}{len(outcome.failing):14}"
    return not objections, f"{row}  {'MISSED' if objections else 'caught'}"


def _uncached(edit: Edit, first: Finding) -> bool:
    """Whether the finding tells that the function that lost its cache asks it no longer."""
    gone_from = {each.function for each in first.gone_from}
    return bool(edit.uncached) and first.fact == "cache" and edit.uncached in gone_from


def _objections(edit: Edit, line: int, outcome: PerfRun) -> list[str]:
    """Say why the edit does not count as caught."""
    if outcome.exit_code != 1:
        return [f"exit {outcome.exit_code}, not 1"]
    if not outcome.failing:
        return ["no measurement failed"]
    objections = []
    for judgement in outcome.failing:
        first = judgement.findings[0]
        told = f"{judgement.id}: "
        if _uncached(edit, first):
            continue
        if first.verdict is not edit.verdict:
            objections.append(f"{told}the first finding is {first.verdict}, not {edit.verdict}")
        if not first.identity or first.before is None or first.after is None:
            objections.append(f"{told}the first finding lacks identity, before or after")
        lines = [each.site.line for each in first.sites if each.site.file == edit.file]
        if not any(abs(number - line) <= _NEAR_LINES for number in lines):
            objections.append(f"{told}no call site near {edit.file}:{line}")
        count = sum(not each.notice for each in judgement.findings)
        if edit.single and count != 1:
            objections.append(f"{told}{count} findings, not one")
        if judgement.id not in outcome.output:
            objections.append(f"{told}not told by pytest")
    return objections


def _show(edit: Edit, line: int, outcome: PerfRun, objections: list[str], *, full: bool) -> None:
    print(f"{'caught' if not objections else 'MISSED'}  {edit.name}")
    tests = sorted({each.id.rpartition("::")[0] for each in outcome.failing})
    own = len(set(re.findall(r"^FAILED (\S+)", outcome.output, re.MULTILINE)) - set(tests))
    print(f"        exit {outcome.exit_code}; {len(outcome.failing)} measurements fail in", end=" ")
    print(f"{len(tests)} tests" + (f", {own} more tests fail on their own" if own else ""))
    for test in tests:
        print(f"          {test}")
    print(f"        at work: {edit.file}:{line}")
    shown = outcome.failing if full else outcome.failing[:1]
    for judgement in shown:
        for text in failure_text(judgement, width=120).splitlines()[: None if full else 9]:
            print(f"        | {text}")
    for objection in objections:
        print(f"        objection: {objection}")
    if objections and not outcome.failing:
        print(outcome.output)
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
