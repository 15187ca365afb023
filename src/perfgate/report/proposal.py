"""One pending change as the reviewer sees it: what the gate said, and what accepting it means."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from perfgate.analyse.verdict import needs_reason, severity
from perfgate.model import Verdict
from perfgate.report.django_versions import version_lines
from perfgate.report.line import plain
from perfgate.report.measurement import finding_lines, markup_of, verdict_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from perfgate.model import Judgement
    from perfgate.report.line import Line
    from perfgate.report.measurement import Style


def proposal_lines(
    judgement: Judgement,
    style: Style,
    *,
    place: str = "",
    renamed_from: str = "",
    moved_on: bool = False,
) -> Iterator[Line]:
    """Yield a pending change with its findings, worst first.

    Args:
        judgement: what the gate says of it.
        style: how to show it.
        place: which of how many it is.
        renamed_from: the id that the baseline has now, where its test was renamed.
        moved_on: whether the baseline has changed since it was measured.
    """
    verdict = verdict_text(judgement.verdict)
    word = "renamed" if renamed_from else verdict
    yield [
        (f"{place} " if place else "", {}),
        (word, markup_of(judgement.verdict)),
        (f" {style.whole(judgement.id)}", {"bold": True}),
    ]
    yield from finding_lines(judgement, style, accepted=True)
    yield from version_lines(judgement, style, acceptable=False)
    if renamed_from:
        yield plain(f"  was {style.whole(renamed_from)}")
    if judgement.verdict is Verdict.STALE:
        yield plain("  accepting it removes the baseline")
    if moved_on:
        yield plain("  notice: its baseline has changed since this was measured")
    if needs_reason(judgement):
        yield plain("  accepting it loosens a number, and that needs a reason")


def counts_line(verdicts: Iterable[tuple[str, Verdict]], what: str) -> Line:
    """Return how many there are of each word, worst first: ``3 pending: 1 REGRESSED, 2 new``."""
    counted = Counter(verdicts)
    line: Line = [(f"{counted.total()} {what}: ", {})]
    for number, (word, verdict) in enumerate(sorted(counted, key=lambda each: severity(each[1]))):
        shown = verdict_text(verdict) if word == verdict.value else word
        line += [
            (", " if number else "", {}),
            (f"{counted[word, verdict]} {shown}", markup_of(verdict)),
        ]
    return line
