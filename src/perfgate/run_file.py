"""The file that holds everything a session measured: written by the gate, read by the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from perfgate.baseline import replacing
from perfgate.errors import RunFileError
from perfgate.model import FINGERPRINT_VERSION, Run

if TYPE_CHECKING:
    from pathlib import Path

_RUN_VERSION = Run().run_version


class _Versions(msgspec.Struct):
    run_version: int
    fingerprint_version: int


def write_run(run: Run, path: Path) -> None:
    """Write a run file, whole or not at all.

    Raises:
        RunFileError: it cannot be written.
    """
    content = msgspec.json.format(msgspec.json.encode(run), indent=1) + b"\n"
    try:
        replacing.replace(path, content)
        ignore = path.parent / ".gitignore"
        if path.parent.name == ".perfgate" and not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise RunFileError(
            f"The run file {path} cannot be written: {error.strerror or error}.",
            remedy="Name a file that can be written: pytest --perf-run-file=PATH. Baselines that "
            "were to be updated are written.",
            slug="run-file-unwritable",
        ) from error


def read_run(path: Path) -> Run:
    """Read a run file.

    Raises:
        RunFileError: there is none, it cannot be read, or another version wrote it.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise RunFileError(
            f"There is no run file {path}.", remedy=_RECORD, slug="run-file-missing"
        ) from error
    except OSError as error:
        raise RunFileError(
            f"The run file {path} cannot be read: {error.strerror}.",
            remedy="Name a file that you may read.",
            slug="run-file-unreadable",
        ) from error
    try:
        versions = msgspec.json.decode(content, type=_Versions)
        _check(versions, path)
        return msgspec.json.decode(content, type=Run)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RunFileError(
            f"{path} is no run file: {error}.", remedy=_RECORD, slug="run-file-invalid"
        ) from error


_RECORD = "Record one: pytest perf_tests writes .perfgate/run.json, or what --perf-run-file names."


def _check(versions: _Versions, path: Path) -> None:
    for what, found, known in (
        ("run_version", versions.run_version, _RUN_VERSION),
        ("fingerprint_version", versions.fingerprint_version, FINGERPRINT_VERSION),
    ):
        if found != known:
            newer = found > known
            raise RunFileError(
                f"{path} has {what} {found}, and this perfgate reads {known}.",
                remedy="Upgrade it: pip install --upgrade pytest-perfgate" if newer else _RECORD,
                slug="run-file-version",
            )
