"""What the controlling process gathers from all test processes, and what it alone writes.

Test workers judge, but they never write: two that did would lose each other's lines.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import msgspec

from perfgate.analyse.compare import judge
from perfgate.analyse.digest import run_digest
from perfgate.analyse.ids import module_of, nodeid_of
from perfgate.analyse.renames import assigned
from perfgate.analyse.unused import unused_allowances
from perfgate.analyse.verdict import can_be_written, needs_reason, of_work
from perfgate.baseline.merge import Change
from perfgate.baseline.pending import Pending, PendingStore, digest_of
from perfgate.model import Engine, Judgement, Measurement, Run, Verdict
from perfgate.report.allowances import unused_text
from perfgate.report.terminal import RunFacts
from perfgate.report.timing import timing_notices
from perfgate.run_file import write_run

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from perfgate.baseline.store import BaselineStore
    from perfgate.config import Config
    from perfgate.session import Settled

#: Distributions that a run file names the version of, where they are installed.
_DISTRIBUTIONS = (
    "pytest-perfgate",
    "Django",
    "psycopg",
    "psycopg2-binary",
    "redis",
    "django-redis",
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement on its way from the process that ran it."""

    measurement: Measurement
    judgement: Judgement
    write: bool
    taken_over: tuple[str, ...] = ()


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """All that one test sends to the controller."""

    entries: tuple[Entry, ...] = ()
    engine: Engine = Engine()
    dataset: str = ""


def pack(settled: Iterable[tuple[Measurement, Settled]], engine: Engine, dataset: str) -> Any:
    """Make plain built-ins of a test's results, as reports between processes carry no others."""
    entries = tuple(
        Entry(
            measurement=measurement,
            judgement=each.judgement,
            write=each.write,
            taken_over=each.taken_over,
        )
        for measurement, each in settled
    )
    return msgspec.to_builtins(Parcel(entries=entries, engine=engine, dataset=dataset))


@dataclass(slots=True)
class Ledger:
    """The records and verdicts of a session.

    ``passed`` are the node ids of perf tests whose last attempt ran to its end without an error,
    ``unfinished_modules`` the modules of which some test did not.
    """

    config: Config
    store: BaselineStore
    entries: dict[str, Entry] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    unfinished_modules: set[str] = field(default_factory=set)
    engine: Engine = field(default_factory=Engine)
    datasets: dict[str, None] = field(default_factory=dict)
    _of_test: dict[str, set[str]] = field(default_factory=dict)

    def begin(self, nodeid: str) -> None:
        """Forget what a test sent before: it runs again, and may fail on its own this time."""
        for measurement_id in self._of_test.pop(nodeid, ()):
            self.entries.pop(measurement_id, None)
            self.passed.discard(nodeid_of(measurement_id))

    def add(self, nodeid: str, parcel: Any, *, passed: bool) -> None:
        """Take what a test sent.

        Args:
            nodeid: the test as its reports name it.
            parcel: what it measured.
            passed: whether it passed.
        """
        content = msgspec.convert(parcel, Parcel)
        self.engine = content.engine
        if content.dataset:
            self.datasets[content.dataset] = None
        for entry in content.entries:
            self.entries[entry.measurement.id] = entry
            self._of_test.setdefault(nodeid, set()).add(entry.measurement.id)
            if passed:
                self.passed.add(entry.measurement.nodeid)

    def close(self, *, complete: Sequence[str], whole: Collection[str]) -> RunFacts:
        """Write baselines, the run file and what is pending.

        Args:
            complete: paths (folders or modules, relative to the root) of which every test was
                selected; the baselines of modules below them that are gone are stale.
            whole: the modules of which every test was selected; where they ran to their end, the
                baselines that nothing measured are stale.
        """

        def finished(module: str) -> bool:
            there = (self.config.root / module).exists()
            selected = module in whole if there else _below(module, complete)
            return selected and module not in self.unfinished_modules

        renamed, unmatched = self._settle_renames()
        entries = [self.entries[key] for key in sorted(self.entries)]
        modules = [module for module in self.store.modules() if finished(module)]
        seen = {*self.entries, *renamed.values()}
        stale = self.store.stale(self.passed, modules, seen)
        pending = self._pending(entries, renamed)
        unused = self._unused(entries, finished)
        written = self._update(entries, renamed, stale) if self.config.update else []
        run = self.run(entries, notices=unused)
        write_run(run, self.config.run_file)

        def settled(measurement_id: str) -> bool:
            """Tell whether this session has judged all that may be pending of a measurement."""
            return not self.config.only and (
                measurement_id in seen
                or nodeid_of(measurement_id) in self.passed
                or finished(module_of(measurement_id))
            )

        config = self.config
        left = () if config.update else stale
        PendingStore(config.pending).renew(pending, left, settled=settled)
        slack = (config.strict and (stale or renamed)) or (config.ci and unmatched)
        return RunFacts(
            mode=config.mode,
            only=config.only,
            strict=config.strict,
            ci=config.ci,
            digest=run.digest,
            stale=stale,
            renamed=renamed,
            accepted=_accepted(entries) if config.update else (),
            written=written,
            notices=(*run.notices, *timing_notices(run.measurements)),
            pending=len(pending) + len(left),
            unused=bool(unused),
            fails=bool((config.strict and unused) or (not config.update and slack)),
        )

    def _settle_renames(self) -> tuple[dict[str, str], set[str]]:
        """Give each baseline that was left behind to one test: the others are new after all.

        Returns:
            The ids of the baselines that are taken over, by the ids of their new measurements,
            and the ids of the measurements that are left with none.
        """
        entries, config = self.entries, self.config
        claims = {each: entry.taken_over for each, entry in entries.items() if entry.taken_over}
        renamed = assigned(claims)
        unmatched = claims.keys() - renamed.keys()
        for each in unmatched:
            entry = entries[each]
            judgement = judge(entry.measurement, None, strict=config.strict, only=config.only)
            entries[each] = msgspec.structs.replace(entry, judgement=judgement)
        return renamed, unmatched

    def _update(
        self, entries: Iterable[Entry], renamed: Mapping[str, str], stale: Collection[str]
    ) -> list[Path]:
        written = self.store.write(
            [
                Change(
                    entry.measurement,
                    reason=self.config.reason if needs_reason(entry.judgement) else None,
                    variant=self.config.variant,
                    kept=entry.judgement.kept,
                    only=entry.judgement.only,
                    taken_over=renamed.get(entry.measurement.id, ""),
                )
                for entry in entries
                if entry.write
            ]
        )
        return sorted({*written, *self.store.prune(stale)})

    def _pending(self, entries: Iterable[Entry], renamed: Mapping[str, str]) -> list[Pending]:
        """Return what could be accepted and was not."""
        found = []
        for entry in entries:
            measurement, judgement = entry.measurement, entry.judgement
            taken_over = renamed.get(measurement.id, "")
            differs = bool(taken_over or of_work(judgement))
            if differs and can_be_written(judgement) and not entry.write:
                held_against = taken_over or measurement.id
                expected = self.store.entry(
                    held_against, nodeid_of(held_against), django=measurement.django
                )
                found.append(
                    Pending(
                        measurement=measurement,
                        held_against=digest_of(expected),
                        taken_over=taken_over,
                        only=self.config.only,
                    )
                )
        return found

    def _unused(self, entries: Sequence[Entry], finished: Callable[[str], bool]) -> tuple[str, ...]:
        """Tell of allowances that fit nothing, where all tests that could use them have run."""
        known = {*self.store.modules(), *(module_of(each.measurement.id) for each in entries)}
        modules = set(filter(finished, known))
        unused = unused_allowances(
            ((entry.measurement, entry.judgement) for entry in entries),
            project=self.config.allowances,
            modules_complete=modules,
            project_complete=modules == known,
        )
        strict = self.config.strict
        return tuple(unused_text(each, tests, strict=strict) for each, tests in unused)

    def run(self, entries: Sequence[Entry], notices: tuple[str, ...] = ()) -> Run:
        """Everything measured, as a run file holds it."""
        measurements = tuple(entry.measurement for entry in entries)
        return Run(
            mode=self.config.mode,
            only=self.config.only,
            engine=self.engine,
            versions=_versions(),
            measurements=measurements,
            judgements=tuple(entry.judgement for entry in entries),
            notices=notices,
            digest=run_digest(measurements) if measurements else "",
        )


def _accepted(entries: Iterable[Entry]) -> frozenset[str]:
    """Give the ids of the measurements that were written down and had changed."""
    return frozenset(
        entry.measurement.id
        for entry in entries
        if entry.write and entry.judgement.verdict is not Verdict.OK
    )


def _below(module: str, paths: Iterable[str]) -> bool:
    path = PurePosixPath(module)
    return any(given in (".", "") or path.is_relative_to(given) for given in paths)


def _versions() -> dict[str, str]:
    found = {"Python": platform.python_version()}
    for name in _DISTRIBUTIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
