"""What the facility's queries cost before anybody measured them, and what they cost now.

Run ``python studies/before_after.py [--rounds N] [--only WORD] [--write FILE]``.

Every query runs beside its naive twin (``facility/naive/``) on the same rows: the twin on the
indexes that Django makes by itself, the query on those and on the facility's own. So what comes
from the query is told from what comes from an index. Nothing is averaged over queries, and
nothing is rounded in our favour.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))  # the application is not installed

from comparison.meter import Asked, Meter, timed  # noqa: E402
from comparison.pairs import PAIRS  # noqa: E402
from comparison.table import (  # noqa: E402
    Cost,
    Result,
    Sheet,
    Way,
    lower_ratio,
    markdown_lines,
    query_sheet,
    text_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from comparison.grounds import Ground, Grounds
    from comparison.subjects import Subjects
    from comparison.twins import Pair
    from perfgate.exercise.stage import Stage

_READING = """\
Statements, rows and buffers (found in memory or read) are what PostgreSQL counted for one run;
rows are those fetched or written. Time is the median of {rounds} rounds in which all ways take
their turn, of fewer where the remark says so. Its ratio is that of the medians or the median of
the ratios of each round: the lower of them for a gain, the higher for a price. Reads begin with an
empty cache and warm tables; each write begins on a database that nobody has written to, not yet in
memory. "÷" is how many times less than the naive twin, rounded down; what indexes cost is rounded
up."""


@dataclass
class Report:
    """What was measured, and what must be said beside it."""

    results: list[Result] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    wrong: bool = False


def main() -> int:
    """Measure and print; give 1 if a twin answers otherwise, 3 if nothing was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="timed rounds (default: 9)")
    parser.add_argument("--only", default="", help="only queries with this in area or name")
    parser.add_argument("--dataset", default="medium", help="of the recipes (default: medium)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write it as Markdown, too")
    options = parser.parse_args()
    chosen = [pair for pair in PAIRS if options.only in f"{pair.area}: {pair.name}"]
    with _stage() as stage:
        report, sheets = _measure_all(stage, options.dataset, chosen, options.rounds)
        engine = f"PostgreSQL {stage.engine.postgres}, {stage.engine.cache}"
        place = (
            f"Dataset {options.dataset}, {stage.template(options.dataset).rows:,} rows; {engine}."
        )
    reading = _READING.format(rounds=options.rounds)
    for title, sheet in sheets.items():
        print(f"\n{title}\n", *text_lines(sheet), sep="\n")
    print(f"\n{place}", reading, *report.notes, sep="\n")
    if options.write:
        options.write.write_text(_page(sheets, [place, reading, *report.notes]), encoding="utf-8")
    if not report.results:
        return 3
    return 1 if report.wrong else 0


@contextlib.contextmanager
def _stage() -> Iterator[Stage]:
    """Django set up, and the servers that perf tests run on."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "facility.settings")
    import django

    from perfgate.config import load
    from perfgate.session import PerfSession

    django.setup()
    session = PerfSession(load(_ROOT, options={}), announce=_say)
    try:
        if not session.stage.server.owned:
            raise SystemExit("a server given by URL does not count: unset PERFGATE_POSTGRES_URL")
        yield session.stage
    finally:
        session.close()


def _measure_all(
    stage: Stage, dataset: str, pairs: list[Pair], rounds: int
) -> tuple[Report, dict[str, Sheet]]:
    from comparison.grounds import prepared
    from comparison.subjects import look_up
    from comparison.writes import size_sheet, write_sheet
    from perfgate.services.admin import connect

    report = Report()
    with connect(stage.server) as admin, prepared(stage, dataset) as grounds:
        meter = Meter(admin)
        grounds.all.enter()
        subjects = look_up()
        for pair in pairs:
            told = f"{pair.area}: {pair.name}"
            if pair.missing:
                report.notes.append(f"Left out: {told}, as {pair.missing} is not there.")
                continue
            _say(told)
            all_asked = _ways(stage, grounds, pair, subjects)
            result, answers = _measure(meter, pair, all_asked, rounds)
            report.results.append(result)
            for ground in grounds if pair.writes else ():
                ground.put_back()
            agreed = all(pair.agree(answers[0], answer) for answer in answers[1:])
            if not agreed and pair.apart:
                report.notes.append(f"The answers differ: {told}: {pair.apart}.")
            elif not agreed:
                report.notes.append(f"The answers DIFFER: {told}.")
                report.wrong = True
        _say("indexes")
        sizes, prices = size_sheet(grounds), write_sheet(grounds, meter, rounds)  # which writes
    queries = query_sheet(report.results)
    sheets = {"Queries": queries, "Size of indexes": sizes, "Price of indexes": prices}
    return report, sheets


def _ways(stage: Stage, grounds: Grounds, pair: Pair, subjects: Subjects) -> dict[Way, Asked]:
    naive, optimised = pair.calls(subjects)

    def asked(ground: Ground, call: Callable[[], object]) -> Asked:
        def prepare() -> None:
            stage.empty_caches()
            if pair.writes:
                ground.put_back()

        return Asked(ground, call, prepare)

    ways = {
        Way.NAIVE: asked(grounds.default, naive),
        Way.SAME_INDEXES: asked(grounds.default, optimised),
        Way.OPTIMISED: asked(grounds.all, optimised),
    }
    if not pair.writes:  # the cache is as the run before has left it
        ways[Way.WARM] = Asked(grounds.all, optimised, lambda: None)
    return ways


def _measure(
    meter: Meter, pair: Pair, ways: dict[Way, Asked], rounds: int
) -> tuple[Result, list[object]]:
    """The result of a pair, and the answers of all ways."""
    # Counted last: the first run on a connection reads the catalog, too.
    times = dict(zip(ways, timed(list(ways.values()), rounds), strict=True))
    counted = {way: meter.counted(asked) for way, asked in ways.items()}
    answers = [answer for _, answer in counted.values()]
    counts = {way: found for way, (found, _) in counted.items()}
    if not pair.writes and counts[Way.WARM].statements == counts[Way.OPTIMISED].statements:
        del counts[Way.WARM]  # it is not cached
    costs = {
        way: Cost(
            statements=found.statements,
            rows=found.rows,
            buffers=found.buffers,
            ms=statistics.median(times[way]),
        )
        for way, found in counts.items()
    }
    naive = times[Way.NAIVE]
    faster: dict[Way, float] = {
        way: lower_ratio(naive, times[way]) for way in counts if way is not Way.NAIVE
    }
    remark = f"{len(naive)} rounds" if len(naive) < rounds else ""
    result = Result(area=pair.area, name=pair.name, costs=costs, faster=faster, remark=remark)
    return result, answers


def _page(sheets: dict[str, Sheet], notes: list[str]) -> str:
    """All of it as Markdown, with the command that made it."""
    command = " ".join(["python", "studies/before_after.py", *sys.argv[1:]])
    parts = ["# Before and after", f"Made by `{command}`; not to be edited by hand.", *notes]
    for title, sheet in sheets.items():
        parts += [f"## {title}", "\n".join(markdown_lines(sheet))]
    return "\n\n".join(parts) + "\n"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
