"""What a session measured and nobody has accepted yet: one file per test module.

The files lie beside the run file, and CI uploads them with it. They hold measurements and no
judgements, as baselines may have changed by the time somebody looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from perfgate.analyse.digest import exact_digest
from perfgate.analyse.ids import module_of
from perfgate.baseline import files
from perfgate.baseline.files import path_within
from perfgate.errors import BaselineError, PerfgateError
from perfgate.model import FINGERPRINT_VERSION, Measurement

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from perfgate.analyse.expected import Expected

_PENDING_VERSION = 1


class Pending(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A measurement that waits to be accepted.

    ``held_against`` is the exact digest of the baseline that it was judged by, empty where it had
    none, and None where that is not known. ``taken_over`` is the id of the baseline of its test's
    old name. ``only`` are the groups of facts that were judged, empty for all.
    """

    measurement: Measurement
    held_against: str | None = None
    taken_over: str = ""
    only: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The measurement's."""
        return self.measurement.id


class PendingFile(Struct, frozen=True, kw_only=True):
    """What is pending of one test module.

    ``stale`` are the ids of baselines that nothing measures any more.
    """

    pending_version: int = _PENDING_VERSION
    fingerprint_version: int = FINGERPRINT_VERSION
    measurements: tuple[Pending, ...] = ()
    stale: tuple[str, ...] = ()

    def only(self, wanted: Callable[[str], bool]) -> PendingFile:
        """Return what is pending of the measurements whose ids are wanted."""
        return msgspec.structs.replace(
            self,
            measurements=tuple(each for each in self.measurements if wanted(each.id)),
            stale=tuple(filter(wanted, self.stale)),
        )


class _Versions(Struct):
    pending_version: int
    fingerprint_version: int


class PendingStore:
    """The pending files under a folder.

    Args:
        folder: the folder; it need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> PendingFile:
        """Return everything that is pending, as if it were of one module.

        Raises:
            PerfgateError: a file cannot be read, or another version wrote it.
        """
        found = [parse(path.read_bytes(), path) for path in self._paths()]
        return PendingFile(
            measurements=tuple(each for file in found for each in file.measurements),
            stale=tuple(each for file in found for each in file.stale),
        )

    def renew(
        self,
        measurements: Iterable[Pending],
        stale: Iterable[str],
        *,
        settled: Callable[[str], bool],
    ) -> None:
        """Put in what a session leaves pending, in place of what it says something newer of.

        A file that another version wrote is replaced: the tests say again what it held. What is
        no pending file at all is left alone.

        Args:
            measurements: what is pending now.
            stale: the ids of baselines that nothing measures any more.
            settled: tells of an id whether this session has said what becomes of it.

        Raises:
            BaselineError: a file cannot be written.
        """
        by_path: dict[Path, PendingFile] = {}
        for path in self._paths():
            try:
                file = parse(path.read_bytes(), path)
                by_path[path] = file.only(lambda each: not settled(each))
            except BaselineError:
                continue
            except PerfgateError:
                by_path[path] = PendingFile()
        for each in measurements:
            path = path_within(self.folder, each.id)
            file = by_path.get(path, PendingFile())
            by_path[path] = _with(file, each)
        for name in stale:
            path = path_within(self.folder, name)
            file = by_path.get(path, PendingFile())
            by_path[path] = msgspec.structs.replace(file, stale=(*file.stale, name))
        for path, file in by_path.items():
            self._write(path, file)

    def drop(self, measurements: Collection[Pending], stale: Collection[str] = ()) -> None:
        """Take out what has been accepted or rejected; what was measured anew since stays.

        Raises:
            BaselineError: a file cannot be read or written.
        """
        done = {each.id: each for each in measurements}
        modules = set(map(module_of, (*done, *stale)))
        for module in sorted(modules):
            path = path_within(self.folder, module)
            content = files.read_bytes(path)
            if content is not None:
                file = parse(content, path)
                kept = tuple(each for each in file.measurements if done.get(each.id) != each)
                left = tuple(each for each in file.stale if each not in stale)
                self._write(path, msgspec.structs.replace(file, measurements=kept, stale=left))

    def _write(self, path: Path, file: PendingFile) -> None:
        if not file.measurements and not file.stale:
            self._delete(path)
            return
        ordered = msgspec.structs.replace(
            file,
            measurements=tuple(sorted(file.measurements, key=lambda each: each.id)),
            stale=tuple(sorted(set(file.stale))),
        )
        content = msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n"
        if files.read_bytes(path) != content:
            files.check_inside(path, self.folder)
            files.replace(path, content)

    def _delete(self, path: Path) -> None:
        files.delete(path)
        for folder in path.parents:
            if not folder.is_relative_to(self.folder) or any(folder.iterdir()):
                break
            folder.rmdir()

    def _paths(self) -> list[Path]:
        found = sorted(self.folder.rglob("*.json")) if self.folder.is_dir() else []
        return [path for path in found if path.is_file() and not path.is_symlink()]


def digest_of(expected: Expected | None) -> str:
    """Return the exact digest of a baseline, empty where there is none."""
    return "" if expected is None else exact_digest(expected.record)


def parse(content: bytes, path: Path) -> PendingFile:
    """Return what the bytes of a pending file hold.

    Args:
        content: the bytes of the file.
        path: where they came from; the errors name it.

    Raises:
        PerfgateError: it is no pending file, or another version wrote it.
    """
    try:
        versions = msgspec.json.decode(content, type=_Versions)
        for what, found, known in (
            ("pending_version", versions.pending_version, _PENDING_VERSION),
            ("fingerprint_version", versions.fingerprint_version, FINGERPRINT_VERSION),
        ):
            if found != known:
                raise PerfgateError(
                    f"{path} has {what} {found}, and this perfgate reads {known}.",
                    remedy="Upgrade: pip install --upgrade pytest-perfgate"
                    if found > known
                    else f"Measure again with this version; or leave it out: rm {path}",
                    slug="pending-version",
                )
        return msgspec.json.decode(content, type=PendingFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BaselineError(
            f"{path} is no pending file: {error}.",
            remedy=f"Delete it, and measure again: rm {path}",
            slug="pending",
        ) from error


def _with(file: PendingFile, pending: Pending) -> PendingFile:
    """Put in what is pending, unless more facts of the same measurement are."""
    others = tuple(each for each in file.measurements if each.id != pending.id)
    wider = [
        each
        for each in file.measurements
        if each.id == pending.id and each.only != pending.only and pending.only
    ]
    return msgspec.structs.replace(file, measurements=(*others, *(wider or [pending])))
