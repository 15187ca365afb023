"""The baseline folder: one file per test module, read by every process, written by one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from perfgate.analyse.ids import key_of, nodeid_of
from perfgate.baseline import files
from perfgate.baseline.convert import to_expected
from perfgate.baseline.files import path_within
from perfgate.baseline.held import Held, ModuleFile
from perfgate.baseline.merge import Change, for_djangos, updated, without
from perfgate.baseline.parse import parse
from perfgate.baseline.render import render_at, render_schema
from perfgate.baseline.schema import BaselineFile
from perfgate.errors import BaselineError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path, PurePath

    from perfgate.analyse.expected import Expected
    from perfgate.baseline.schema import Entry


class BaselineStore:
    """The baselines under a folder.

    Files are read once and kept, so that a session judges against one state of them; a write
    reads them anew.

    Args:
        folder: the baseline folder; it need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[Path, BaselineFile] = {}

    def path_for(self, nodeid: str) -> Path:
        """Return the file that holds a test's baselines, whether it exists or not.

        Raises:
            BaselineError: the test's module lies outside of the root directory.
        """
        return path_within(self.folder, nodeid)

    def entry(self, measurement_id: str, nodeid: str, *, django: str = "") -> Expected | None:
        """Return what a measurement is held against, or None where it has no baseline.

        Args:
            measurement_id: the measurement's.
            nodeid: its test's.
            django: the minor version of Django that it was recorded under, which may have facts
                of its own; empty asks for the entry's.

        Raises:
            BaselineError: the file cannot be read.
        """
        file = self._file(self.path_for(nodeid))
        entry = file.measurements.get(key_of(measurement_id))
        return None if entry is None else to_expected(entry, file.tables, django=django)

    def entries(self, wanted: Callable[[str], bool], *, django: str) -> dict[str, Expected]:
        """Return the baselines whose ids are wanted, by id, as a version of Django is held to them.

        Files that cannot be read hold none: the tests whose baselines they hold tell of them.
        """
        found: dict[str, Expected] = {}
        for path in self.paths():
            for measurement_id in filter(wanted, self._ids(path)):
                file = self._file(path)
                entry = file.measurements[key_of(measurement_id)]
                found[measurement_id] = to_expected(entry, file.tables, django=django)
        return found

    def count(self) -> int:
        """Return how many measurements have a baseline, as far as files can be read."""
        return sum(len(self._ids(path)) for path in self.paths())

    def all(self) -> dict[str, Expected]:
        """Return what every measurement is held against, by measurement id.

        Raises:
            BaselineError: a file cannot be read.
        """
        return self.held().under({})

    def held(self) -> Held:
        """Return all baselines with their variants, to compare them.

        Raises:
            BaselineError: a file cannot be read.
        """
        return Held.of(ModuleFile(self.module(path), self._file(path)) for path in self.paths())

    def held_by(self, path: Path) -> dict[str, Expected]:
        """Return what the measurements of a file are held against, by measurement id.

        Raises:
            BaselineError: it cannot be read.
        """
        return Held.of([ModuleFile(self.module(path), self._file(path))]).under({})

    def as_written(self, ids: Iterable[str]) -> dict[str, object]:
        """Return entries as their files say them, by measurement id.

        Raises:
            BaselineError: a file cannot be read.
        """
        return {
            each: msgspec.to_builtins(self._file(self.path_for(each)).measurements[key_of(each)])
            for each in ids
        }

    def modules(self) -> list[str]:
        """Return the test modules that have a baseline file, sorted, as node ids name them."""
        return [self.module(path) for path in self.paths()]

    def write(self, changes: Sequence[Change]) -> list[Path]:
        """Write measurements down, and return the files that this changed, sorted.

        Entries that are not named stay, byte by byte; so does one whose exact facts are what
        the file says already, even where its call sites have moved. One that is taken over keeps
        its reason and call sites, and leaves its old place. Nothing is written unless every file
        concerned can be read.

        Raises:
            BaselineError: a measurement is named twice, or a file cannot be read or written.
        """
        by_path: dict[Path, list[Change]] = defaultdict(list)
        for change in sorted(changes, key=lambda each: each.measurement.id):
            by_path[self.path_for(change.measurement.nodeid)].append(change)
        old = self._taken_over(changes)
        wanted = {}
        for path in sorted(by_path):
            file = updated(self._reread(path), by_path[path], old)
            renamed = {each.taken_over for each in by_path[path]} & old.keys()
            here = {each for each in renamed if self.path_for(each) == path}
            wanted[path] = without(file, set(map(key_of, here)))
        written = self._replace(wanted)
        # What came from another file leaves it only now: whatever happens between, none is lost.
        return sorted({*written, *self.prune(old)})

    def stale(
        self,
        nodeids_run: Collection[str],
        modules_complete: Collection[str],
        measured: Collection[str],
    ) -> list[str]:
        """Return the ids of the baselines that nothing measures any more, sorted.

        What a file holds that cannot be read is not known; the tests of its module tell of it.

        Args:
            nodeids_run: the tests that ran to their end; what they did not measure is stale.
            modules_complete: the modules of which nothing was deselected and every test ran to
                its end; what else their files hold is stale.
            measured: the ids of all measurements of the run.
        """
        complete, run, seen = set(modules_complete), set(nodeids_run), set(measured)
        return sorted(
            measurement_id
            for path in self.paths()
            for measurement_id in self._ids(path)
            if measurement_id not in seen
            and (self.module(path) in complete or nodeid_of(measurement_id) in run)
        )

    def prune(self, ids: Iterable[str]) -> list[Path]:
        """Remove baselines by measurement id, and return the files that this changed, sorted.

        A file left without any is deleted.

        Raises:
            BaselineError: a file cannot be read or written.
        """
        unwanted: dict[Path, set[str]] = defaultdict(set)
        for measurement_id in ids:
            unwanted[self.path_for(measurement_id)].add(key_of(measurement_id))
        return self._replace(
            {path: without(self._reread(path), unwanted[path]) for path in sorted(unwanted)}
        )

    def keep_djangos(self, djangos: Collection[str], *, dry_run: bool = False) -> list[Path]:
        """Drop the facts that none of these minor versions of Django needs.

        Returns:
            The files that this changes, sorted; a dry run leaves them as they are.

        Raises:
            BaselineError: a file cannot be read or written.
        """
        wanted = {path: for_djangos(self._reread(path), djangos) for path in self.paths()}
        if dry_run:
            return [path for path, file in wanted.items() if file != self._file(path)]
        return self._replace(wanted)

    def _taken_over(self, changes: Sequence[Change]) -> dict[str, Entry]:
        """Return the entries that become those of other measurements, by their old ids."""
        measured = {each.measurement.id for each in changes}
        found = {}
        for each in {each.taken_over for each in changes} - measured - {""}:
            entry = self._reread(self.path_for(each)).measurements.get(key_of(each))
            if entry is not None:
                found[each] = entry
        return found

    def _replace(self, wanted: dict[Path, BaselineFile]) -> list[Path]:
        differing = {path: file for path, file in wanted.items() if file != self._file(path)}
        schema, content = self.folder / files.SCHEMA_NAME, render_schema()
        texts: dict[Path, bytes | None] = {}
        # The schema comes first: who finds the files written finds what they point to.
        if any(file.measurements for file in differing.values()):
            files.check_inside(schema, self.folder)
            if files.read_bytes(schema) != content:
                texts[schema] = content
        for path, file in differing.items():
            self._read.pop(path, None)
            texts[path] = render_at(path, file, schema) if file.measurements else None
        files.write_all(texts, self.folder)
        return list(differing)

    def _file(self, path: Path) -> BaselineFile:
        if path not in self._read:
            content = files.read_bytes(path)
            self._read[path] = BaselineFile() if content is None else parse(content, path)
        return self._read[path]

    def _reread(self, path: Path) -> BaselineFile:
        """Read what is there now: it may have been edited since the session began."""
        self._read.pop(path, None)
        return self._file(path)

    def paths(self) -> list[Path]:
        """Return the files of the folder that hold baselines, sorted."""
        return sorted(self._walk()) if self.folder.is_dir() else []

    def _walk(self) -> Iterator[Path]:
        for path in self.folder.rglob("*.json"):
            if is_baseline(path.relative_to(self.folder)):
                yield path

    def module(self, path: Path) -> str:
        """Return the path of the test module that a file holds the baselines of."""
        return module_name(path.relative_to(self.folder))

    def _ids(self, path: Path) -> list[str]:
        """Return the ids of the measurements of a file; none where it cannot be read."""
        module = self.module(path)
        try:
            return [f"{module}::{key}" for key in self._file(path).measurements]
        except BaselineError:
            return []


def is_baseline(path: PurePath) -> bool:
    """Tell whether a path relative to the baseline folder is that of a baseline file."""
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix == ".json" and not hidden and path.parts != (files.SCHEMA_NAME,)


def module_name(path: PurePath) -> str:
    """Return the test module of a baseline file, by its path relative to the folder."""
    return path.with_suffix(".py").as_posix()
