"""What a CI run uploaded: pending files and run files, wherever in a folder they lie.

Artifacts come unpacked in many shapes: the folder itself, ``.perfgate`` within it, a folder for
each job. So files are known by what they hold, and tests by what is written there, never by paths.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from perfgate.analyse.digest import exact_digest
from perfgate.baseline.pending import Pending, PendingFile, parse
from perfgate.errors import PerfgateError
from perfgate.run_file import read_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class _Kind(msgspec.Struct):
    """What tells the kinds of our files from each other and from others."""

    pending_version: int | None = None
    run_version: int | None = None


def read_uploads(folder: Path, wanted: Callable[[str], bool]) -> PendingFile:
    """Return what is pending in a folder, each measurement once.

    Of a job that uploaded a run file and nothing pending, all measurements are taken: what agrees
    with the baselines is left out later.

    Args:
        folder: the folder.
        wanted: tells of an id whether it is asked for.

    Raises:
        PerfgateError: nothing is there, a file cannot be read, another version wrote it, or two
            jobs measured different things.
    """
    kinds = {path: kind for path in _json_files(folder) if (kind := _kind_of(path)) is not None}
    found: dict[str, tuple[Path, Pending]] = {}
    stale: set[str] = set()
    measured: set[str] = set()
    jobs = {path.parent for path in kinds}
    for path, kind in kinds.items():
        if kind.pending_version is not None:
            file = parse(_content(path), path).only(wanted)
            stale.update(file.stale)
            _add(found, path, file.measurements)
    for path, kind in kinds.items():
        if kind.run_version is not None:
            run = read_run(path)
            measured.update(each.id for each in run.measurements)
            if not any(job != path.parent and job.is_relative_to(path.parent) for job in jobs):
                made = [Pending(measurement=each) for each in run.measurements]
                _add(found, path, [each for each in made if wanted(each.id)])
    if not kinds:
        raise PerfgateError(
            f"There is nothing pending in {folder}, and no run file.",
            remedy="Unpack there what CI uploaded: .perfgate/run.json and .perfgate/pending.",
            slug="pending-nowhere",
        )
    measurements = tuple(pending for _, (_, pending) in sorted(found.items()))
    return PendingFile(measurements=measurements, stale=tuple(sorted(stale - measured)))


def _add(
    found: dict[str, tuple[Path, Pending]], path: Path, measurements: Iterable[Pending]
) -> None:
    """Add what a file holds; what another job measured just so is there already."""
    for each in measurements:
        other_path, other = found.setdefault(each.id, (path, each))
        if _facts(other) != _facts(each):
            raise PerfgateError(
                f"{each.id} was measured twice with different results: {other_path} and {path}.",
                remedy="Take that of one job, or choose other tests: "
                f"perfgate accept --from {shlex.quote(str(path.parent))}",
                slug="pending-conflict",
            )


def _facts(pending: Pending) -> tuple[str, str]:
    return pending.measurement.dataset, exact_digest(pending.measurement.record)


def _json_files(folder: Path) -> Iterator[Path]:
    """Yield the files in a stable order; a link could lead anywhere, and is not followed."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(parent, name)
            if path.suffix == ".json" and path.is_file() and not path.is_symlink():
                yield path


def _kind_of(path: Path) -> _Kind | None:
    try:
        kind = msgspec.json.decode(_content(path), type=_Kind)
    except msgspec.ValidationError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PerfgateError(
            f"{path} is no JSON: {error}.",
            remedy=f"Upload it again, or leave it out: rm {path}",
            slug="pending",
        ) from error
    known = kind.pending_version is not None or kind.run_version is not None
    return kind if known else None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PerfgateError(
            f"{path} cannot be read: {error.strerror}.",
            remedy=f"Look at it: ls -ld {path}",
            slug="pending",
        ) from error
