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

from perfgate.analyse.digest import run_digest
from perfgate.analyse.unused import unused_allowances
from perfgate.baseline.merge import Change
from perfgate.baseline.store import module_of
from perfgate.model import Engine, Judgement, Measurement, Run, Verdict
from perfgate.report.allowances import unused_text
from perfgate.report.terminal import RunFacts
from perfgate.report.timing import timing_notices
from perfgate.run_file import write_run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """All that one test sends to the controller."""

    entries: tuple[Entry, ...] = ()
    engine: Engine = Engine()
    dataset: str = ""


def pack(settled: Iterable[tuple[Measurement, Settled]], engine: Engine, dataset: str) -> Any:
    """Make plain built-ins of a test's results, as reports between processes carry no others."""
    entries = tuple(
        Entry(measurement=measurement, judgement=each.judgement, write=each.write)
        for measurement, each in settled
    )
    return msgspec.to_builtins(Parcel(entries=entries, engine=engine, dataset=dataset))


@dataclass(slots=True)
class Ledger:
    """The records and verdicts of a session.

    ``passed`` are the node ids of perf tests that ran to their end without an error.
    """

    config: Config
    store: BaselineStore
    entries: dict[str, Entry] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    unfinished_modules: set[str] = field(default_factory=set)
    engine: Engine = field(default_factory=Engine)
    datasets: dict[str, None] = field(default_factory=dict)

    def add(self, nodeid: str, parcel: Any, *, passed: bool) -> None:
        """Take what a test sent. A test that ran again replaces what it said before."""
        content = msgspec.convert(parcel, Parcel)
        self.engine = content.engine
        if content.dataset:
            self.datasets[content.dataset] = None
        for entry in content.entries:
            self.entries[entry.measurement.id] = entry
        if passed:
            self.passed.add(nodeid)

    def close(self, *, complete: Sequence[str]) -> RunFacts:
        """Write baselines and the run file.

        Args:
            complete: paths (folders or modules, relative to the root) of which every test was
                selected and ran; baselines below them that nothing measured are stale.
        """
        entries = [self.entries[key] for key in sorted(self.entries)]
        modules = [
            module
            for module in self.store.modules()
            if module not in self.unfinished_modules and _below(module, complete)
        ]
        stale = self.store.stale(self.passed, modules, set(self.entries))
        written: list[Path] = []
        if self.config.update:
            written += self.store.write(
                [
                    Change(
                        entry.measurement,
                        reason=self.config.reason if _loosened(entry) else None,
                        variant=self.config.variant,
                        kept=entry.judgement.kept,
                        only=entry.judgement.only,
                    )
                    for entry in entries
                    if entry.write
                ]
            )
            if stale:
                written += [path for path in self.store.prune(stale) if path not in written]
        unused = self._unused(entries, complete)
        run = self.run(entries, notices=unused)
        write_run(run, self.config.run_file)
        return RunFacts(
            mode=self.config.mode,
            only=self.config.only,
            unused=bool(unused),
            strict=self.config.strict,
            ci=self.config.ci,
            digest=run.digest,
            stale=stale,
            accepted=_accepted(entries) if self.config.update else (),
            written=written,
            notices=(*run.notices, *timing_notices(run.measurements)),
        )

    def _unused(self, entries: Sequence[Entry], complete: Sequence[str]) -> tuple[str, ...]:
        """Tell of allowances that fit nothing, where all tests that could use them have run."""
        known = {*self.store.modules(), *(module_of(each.measurement.id) for each in entries)}
        modules = {module for module in known - self.unfinished_modules if _below(module, complete)}
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


def _loosened(entry: Entry) -> bool:
    return any(finding.loosens for finding in entry.judgement.findings if not finding.notice)


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
