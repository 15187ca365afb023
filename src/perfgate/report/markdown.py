"""A report in GitHub's Markdown: a short table of what differs, the findings folded below.

Whatever comes from the measured application (names, SQL, paths) stands in code spans and fenced
blocks, where no character of it means anything: no markup, no mention, no link.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgate.analyse.verdict import severity
from perfgate.model import Verdict
from perfgate.report.line import text_of
from perfgate.report.measurement import Style, verdict_text
from perfgate.report.summary import counted, summary_line
from perfgate.report.table import number_columns, p50_texts, short_names
from perfgate.report.text import one_line, printable, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from perfgate.model import Judgement
    from perfgate.report.line import Line

#: GitHub refuses a comment of more than 65,536 characters; the rest is for whoever embeds it.
LIMIT = 65_000
#: Kept free for what is said of that which is left out.
_FOR_THE_END = 600
#: Table and notices take a third and a tenth of the room at most, as the findings tell more.
_TABLES_SHARE, _NOTICES_SHARE = 3, 10
_LINE_WIDTH = 110
_NAME_WIDTH = 100
_NOTICE_WIDTH = 300
_FINDINGS_SHOWN = 10
#: A folded block that is cut to less than this says nothing worth unfolding.
_SMALLEST_BLOCK = 400
#: What is the same, and what is new, of which there may be many, needs no row of the table.
_NO_ROW = frozenset({Verdict.OK, Verdict.NEW})
_BACKTICKS = re.compile("`+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a Markdown report tells.

    ``title`` is Markdown already. ``judgements`` are all, in any order; ``differing`` those to
    tell more of, worst first, by the lines that ``details`` gives. ``gone`` are ids that only
    ``gone_from`` has. ``all_by`` is the command that shows what there is no room for.
    """

    title: str
    judgements: Sequence[Judgement]
    counts: Mapping[str, int]
    differing: Sequence[Judgement]
    details: Callable[[Judgement], Iterable[Line]]
    notices: Sequence[str] = ()
    gone: Sequence[str] = ()
    gone_from: str = ""
    all_by: str = ""


def markdown_style(verbosity: int = 0) -> Style:
    """Return how the lines about a measurement are shown; with ``-v`` nothing is cut."""
    return Style(verbosity, _LINE_WIDTH, findings_shown=None if verbosity > 0 else _FINDINGS_SHOWN)


def markdown_report(told: Told, *, limit: int = LIMIT) -> str:
    """Return the report as Markdown of at most so many characters, however much there is."""
    text = "\n".join([f"### perf: {_summary(told)}", "", told.title, ""])
    heading, *rows = _table(told)
    shown = list(_fitting(rows, (limit - len(text)) // _TABLES_SHARE))
    if shown:
        text += "".join(["\n", heading, *shown])
    same = sum(each.verdict is Verdict.OK for each in told.judgements)
    if same:
        text += f"\n{counted(same, 'measurement')} did the same work on both sides.\n"
    said = list(_fitting(map(_notice, told.notices), (limit - len(text)) // _NOTICES_SHARE))
    if said:
        text += "".join(["\n", *said])
    blocks = list(_blocks(told))
    told_of = 0
    for heading, lines in blocks:
        block = _folded(heading, lines, limit - len(text) - _FOR_THE_END)
        if not block:
            break
        text += block
        told_of += 1
    left = [
        *_left(len(rows) - len(shown), "row of the table", "rows of the table"),
        *_left(len(blocks) - told_of, "block of findings", "blocks of findings"),
        *_left(len(told.notices) - len(said), "notice", "notices"),
    ]
    if left:
        text += f"\nLeft out for want of room: {', '.join(left)}. All of it: {code(told.all_by)}\n"
    return text


def code(text: str) -> str:
    """Return a text as code, the same within a table and outside of one."""
    shown = one_line(text)
    if shown and not set("`|\\") & set(shown):
        return f"`{shown}`"
    # A pipe ends a cell even between backticks; as a numbered entity no sign means anything.
    entities = "".join(
        each if each.isalnum() or each == " " or not each.isascii() else f"&#{ord(each)};"
        for each in shown
    )
    return f"<code>{entities}</code>"


def fenced(lines: Iterable[str]) -> str:
    """Return lines as a block of code that none of them can end."""
    content = "\n".join(lines)
    longest = max(map(len, _BACKTICKS.findall(content)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{content}\n{fence}\n"


def _summary(told: Told) -> str:
    return text_of(summary_line(len(told.judgements), told.counts, markdown_style()))


def _table(told: Told) -> Iterator[str]:
    """Yield the heading and a row for each measurement that both sides have and that differs."""
    rows = sorted(
        (each for each in told.judgements if each.verdict not in _NO_ROW),
        key=lambda each: (severity(each.verdict), each.id),
    )
    style = markdown_style()
    names = short_names([each.id for each in rows])
    columns = list(number_columns(rows, style))
    headings = ["test", *(column[0] for column in columns), "verdict"]
    yield _row(headings) + _row([":--", *("--:" for _ in columns), ":--"])
    for number, judgement in enumerate(rows, start=1):
        verdict = verdict_text(judgement.verdict)
        yield _row(
            [
                code(shorten(names[judgement.id], _NAME_WIDTH)),
                *(column[number] for column in columns),
                f"**{verdict}**" if verdict.isupper() else verdict,
            ]
        )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _fitting(texts: Iterable[str], room: int) -> Iterator[str]:
    for text in texts:
        room -= len(text)
        if room < 0:
            return
        yield text


def _notice(text: str) -> str:
    return f"- notice: {code(shorten(text, _NOTICE_WIDTH))}\n"


def _blocks(told: Told) -> Iterator[tuple[str, list[str]]]:
    """Yield what is folded: a heading of HTML and its lines."""
    for each in told.differing:
        yield (
            f"{verdict_text(each.verdict)} {_html(each.id)}",
            [text_of(line) for line in told.details(each)],
        )
    new = [each for each in told.judgements if each.verdict is Verdict.NEW]
    if new:
        yield f"{len(new)} new", [_in_a_line(each) for each in new]
    timed = [each for each in told.judgements if each.p50_ms_before is not None]
    if timed:
        yield f"p50 of {counted(len(timed), 'measurement')}", [_time(each) for each in timed]
    if told.gone:
        yield (
            f"{len(told.gone)} gone: only {_html(told.gone_from)} has",
            [printable(each) for each in told.gone],
        )


def _in_a_line(judgement: Judgement) -> str:
    statements = counted(judgement.statements, "statement")
    return f"{printable(judgement.id)}: {statements}, {counted(judgement.rows, 'row')}"


def _time(judgement: Judgement) -> str:
    before, now = p50_texts(judgement)
    return f"{printable(judgement.id)}: {before} → {now} ms"


def _html(text: str) -> str:
    return f"<code>{html.escape(shorten(one_line(text), _NOTICE_WIDTH))}</code>"


def _folded(heading: str, lines: list[str], room: int) -> str:
    """Return a folded block, cut after the lines that there is room for; empty where for none."""
    whole = _fold(heading, lines)
    if len(whole) <= room:
        return whole
    if room < _SMALLEST_BLOCK:
        return ""
    around = len(whole) - len("\n".join(lines)) + len("… 1,000,000 more lines")
    taken = list(_fitting((f"{line}\n" for line in lines), room - around))
    cut = [line[:-1] for line in taken]
    return _fold(heading, [*cut, f"… {counted(len(lines) - len(cut), 'more line')}"]) if cut else ""


def _fold(heading: str, lines: Iterable[str]) -> str:
    # The empty lines end the HTML, so that the fence between them is read as Markdown.
    return f"\n<details><summary>{heading}</summary>\n\n{fenced(lines)}\n</details>\n"


def _left(number: int, one: str, more: str) -> list[str]:
    return [f"{number} {one if number == 1 else more}"] if number > 0 else []
