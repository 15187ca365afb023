"""The report at the end of a pytest session, as lines that its terminal reporter prints.

Everything here is pure: colour is markup, so that ``--color`` and ``NO_COLOR`` stay pytest's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfgate.analyse.ids import module_of
from perfgate.analyse.timing import TIME_FACTS
from perfgate.analyse.verdict import fails, severity
from perfgate.model import Engine, Verdict
from perfgate.report.allowances import allowance_lines, failure_lines, only_text
from perfgate.report.commands import update_command
from perfgate.report.django_versions import all_version_lines, version_lines
from perfgate.report.findings import notice_texts
from perfgate.report.line import plain, text_of
from perfgate.report.measurement import (
    Style,
    finding_lines,
    markup_of,
    notice_lines,
    verdict_text,
)
from perfgate.report.summary import counted, summary_line
from perfgate.report.table import hidden_rows, table_lines
from perfgate.report.text import printable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from perfgate.model import Judgement
    from perfgate.report.line import Line

#: Findings of one measurement in the session's report; the test's own failure shows all.
_FINDINGS_SHOWN = 3
_SHOWN_IN_FULL = frozenset(
    {Verdict.REGRESSED, Verdict.CHANGED, Verdict.UNMEASURED, Verdict.UNSTABLE}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFacts:
    """What the report tells of the run besides its judgements.

    ``mode`` is ``check`` or ``update``, ``only`` the groups of facts that were judged, empty for
    all; ``unused`` says whether something is allowed that never occurs. ``digest`` is the run
    digest; ``stale`` the ids of baselines that nothing measures any more; ``renamed`` those of
    baselines whose tests have another name now, by the ids that they have now; ``accepted`` the
    ids of the measurements that an update wrote down, ``written`` the files that it changed;
    ``pending`` how much could be accepted; ``fails`` whether the run fails although its tests
    passed; ``notices`` further lines to show.
    """

    mode: str = "check"
    only: Sequence[str] = ()
    unused: bool = False
    strict: bool = False
    ci: bool = False
    digest: str = ""
    stale: Sequence[str] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    accepted: Collection[str] = ()
    written: Sequence[Path] = ()
    notices: Sequence[str] = ()
    pending: int = 0
    fails: bool = False


def header(
    *,
    engine: Engine,
    dataset: str = "",
    baselines: int | None = None,
    mode: str = "check",
    ascii_only: bool = False,
) -> list[str]:
    """Return the lines for pytest's header; what is not known yet is left out.

    Args:
        engine: the servers, and which provider they come from.
        dataset: the name of the default dataset, or empty.
        baselines: how many measurements have a baseline, or None.
        mode: ``check`` or ``update``.
        ascii_only: whether the terminal shows ASCII alone.
    """
    parts = [
        _server("postgres", engine.postgres, engine.postgres_provider),
        _server("", engine.cache, engine.cache_provider),
        f"dataset {dataset}" if dataset else "",
        "" if baselines is None else counted(baselines, "baseline"),
        mode,
    ]
    text = "perf: " + " · ".join(part for part in parts if part)
    return [printable(text, ascii_only=ascii_only)]


def report_lines(
    judgements: Sequence[Judgement],
    *,
    run: RunFacts,
    verbosity: int = 0,
    width: int = 80,
    ascii_only: bool = False,
) -> Iterator[Line]:
    """Yield the report: table, findings worst first, stale baselines, notices, digest, summary.

    Args:
        judgements: one a measurement, in any order.
        run: what else is known of the run.
        verbosity: pytest's; 1 shows every row and finding in full.
        width: terminal columns.
        ascii_only: whether the terminal shows ASCII alone.
    """
    shown = None if verbosity > 0 else _FINDINGS_SHOWN
    style = Style(verbosity, width, ascii_only, shown)
    ordered = sorted(judgements, key=lambda each: each.id)
    yield from table_lines(ordered, style, accepted=run.accepted)
    hidden = hidden_rows(ordered, style)
    if hidden:
        yield plain(f"{hidden} more are ok (-v shows every row)")
    yield from _findings(ordered, run, style)
    yield from allowance_lines(ordered, style)
    yield from _gains(ordered, run, style)
    yield from all_version_lines(ordered, style, accepted=run.accepted)
    yield from _stale(run, style)
    yield from _renamed(run, style)
    yield from _pending(run, style)
    yield from _notices(ordered, run, style)
    yield plain()
    yield from (plain(style.whole(f"wrote {path}")) for path in run.written)
    if run.digest:
        yield plain(f"exact digest {run.digest}")
    yield _summary(ordered, run, style)


def failure_text(
    judgement: Judgement,
    *,
    verbosity: int = 0,
    width: int = 100,
    ascii_only: bool = False,
    acceptable: bool = True,
) -> str:
    """Return the text of a failing test: the verdict, its findings worst first, what to do.

    ``acceptable`` is False where the test failed on its own, so that nothing would be written.
    """
    style = Style(verbosity, width, ascii_only)
    verdict = verdict_text(judgement.verdict).upper()
    lines = [
        f"perf {verdict}: {style.whole(judgement.id)}",
        *(text_of(line) for line in finding_lines(judgement, style, accepted=not acceptable)),
        *(text_of(line) for line in version_lines(judgement, style, acceptable=acceptable)),
        *(text_of(line) for line in failure_lines(judgement, style)),
        *(text_of(line) for line in notice_lines(judgement, style)),
    ]
    return "\n".join(lines)


def _server(product: str, version: str, provider: str) -> str:
    name = f"{product} {version}".strip() if version else ""
    return f"{name} ({provider})" if name and provider else name


def _findings(ordered: Sequence[Judgement], run: RunFacts, style: Style) -> Iterator[Line]:
    notable = [each for each in ordered if _in_full(each, run, style)]
    for judgement in sorted(notable, key=lambda each: (severity(each.verdict), each.id)):
        yield plain()
        verdict = (verdict_text(judgement.verdict), markup_of(judgement.verdict))
        yield [verdict, (f" {style.whole(judgement.id)}", {"bold": True})]
        yield from finding_lines(judgement, style, accepted=judgement.id in run.accepted)


def _in_full(judgement: Judgement, run: RunFacts, style: Style) -> bool:
    if judgement.verdict is Verdict.OK:
        return False
    # What did not settle is never told as if it had passed, whatever became of the work.
    if any(finding.fact in TIME_FACTS for finding in judgement.findings):
        return True
    if judgement.id in run.accepted:
        return style.verbosity > 0
    failing = fails(judgement.verdict, strict=run.strict, ci=run.ci)
    return judgement.verdict in _SHOWN_IN_FULL or failing or style.verbosity > 0


def _gains(ordered: Sequence[Judgement], run: RunFacts, style: Style) -> Iterator[Line]:
    """Yield one command for all new measurements and one for all gains not shown above."""
    for verdict, what in ((Verdict.NEW, "create"), (Verdict.IMPROVED, "tighten")):
        concerned = [
            each for each in ordered if each.verdict is verdict and not _in_full(each, run, style)
        ]
        if concerned and run.mode == "check":
            modules = sorted({module_of(each.id) for each in concerned})
            baselines = counted(len(concerned), "baseline")
            yield plain()
            yield plain(
                f"{what} {baselines}: {style.whole(update_command(modules, only=run.only))}"
            )


def _stale(run: RunFacts, style: Style) -> Iterator[Line]:
    if not run.stale:
        return
    yield plain()
    yield [("stale", markup_of(Verdict.STALE)), (": nothing measures these baselines any more", {})]
    yield from (plain(f"  {style.whole(each)}") for each in run.stale)
    if run.mode == "check":
        command = update_command(sorted({_folder(each) for each in run.stale}))
        yield [("  remove them: ", {}), (style.whole(command), {"bold": True})]


def _renamed(run: RunFacts, style: Style) -> Iterator[Line]:
    if not run.renamed:
        return
    yield plain()
    yield plain("renamed: these tests do what others did that are gone, and keep their baselines")
    for new, old in sorted(run.renamed.items()):
        yield plain(f"  {style.whole(new)}")
        yield plain(f"    was {style.whole(old)}")
    if run.mode == "check":
        command = update_command(sorted({module_of(each) for each in run.renamed}))
        yield [("  move their baselines: ", {}), (style.whole(command), {"bold": True})]


def _pending(run: RunFacts, style: Style) -> Iterator[Line]:
    command, intent = "perfgate review", "accept or reject them one by one"
    if run.ci:
        command, intent = "perfgate accept --from DIR", "accept them where .perfgate is unpacked"
    if run.pending > (0 if run.ci else 1):
        yield plain()
        what = f"{run.pending} pending, {intent}: "
        yield [(what, {}), (style.whole(command), {"bold": True})]


def _folder(measurement_id: str) -> str:
    """Return what to select: the module, and even its folder, may be gone; the top is there."""
    top, separator, _ = module_of(measurement_id).partition("/")
    return top if separator else "."


def _notices(ordered: Sequence[Judgement], run: RunFacts, style: Style) -> Iterator[Line]:
    findings = (finding for judgement in ordered for finding in judgement.findings)
    texts = [*notice_texts(findings), *run.notices]
    if texts:
        yield plain()
    yield from (plain(style.whole(f"notice: {text}")) for text in texts)


def _summary(ordered: Sequence[Judgement], run: RunFacts, style: Style) -> Line:
    counts = dict.fromkeys(Verdict, 0)
    for judgement in ordered:
        counts[judgement.verdict] += 1
    counts[Verdict.STALE] += len(run.stale)
    line = summary_line(
        len(ordered), {verdict.value: number for verdict, number in counts.items()}, style
    )
    if run.only:
        line.append((style.whole(f" ({only_text(run.only)} judged)"), {}))
    return line
