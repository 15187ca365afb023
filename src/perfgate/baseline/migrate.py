"""Bringing baseline files of an older fingerprint version to the present one.

A file keeps identities, not SQL. A step carries over what means the same in the next version, and
names the measurements whose statements may have another identity now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgate.baseline import files
from perfgate.baseline.merge import tidied
from perfgate.baseline.migrations import STEPS
from perfgate.baseline.parse import file_of, parse, tree_of, version_of
from perfgate.baseline.render import render_at
from perfgate.baseline.store import BaselineStore
from perfgate.model import FINGERPRINT_VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from perfgate.baseline.schema import BaselineFile


@dataclass(frozen=True, slots=True)
class Migrated:
    """A file's content in the present version.

    Attributes:
        file: what it holds.
        before: the fingerprint version that it had.
        uncertain: the keys of the measurements that must be recorded again.
    """

    file: BaselineFile
    before: int
    uncertain: tuple[str, ...] = ()


def migrated(content: bytes, path: Path) -> Migrated:
    """Read a file of this version or an older one.

    Raises:
        BaselineError: it cannot be read, or a newer version wrote it.
    """
    text, tree = tree_of(content, path)
    before = version_of(tree)
    if not isinstance(tree, dict) or before is None or not 1 <= before < FINGERPRINT_VERSION:
        return Migrated(parse(content, path), FINGERPRINT_VERSION)
    uncertain: set[str] = set()
    for step in range(before, FINGERPRINT_VERSION):
        uncertain.update(STEPS[step](tree))
    tree["fingerprint_version"] = FINGERPRINT_VERSION
    return Migrated(file_of(tree, text, path), before, tuple(sorted(uncertain)))


def migrate(folder: Path, *, write: bool) -> dict[Path, Migrated]:
    """Bring the files of a baseline folder to the present version; those that are stay untouched.

    Args:
        folder: the baseline folder.
        write: whether to write them, and not only to tell.

    Returns:
        The files that were of an older version.

    Raises:
        BaselineError: a file cannot be read or written; nothing is written then.
    """
    found = {}
    for path in BaselineStore(folder).paths():
        content = files.read_bytes(path)
        if content is not None:
            read = migrated(content, path)
            if read.before < FINGERPRINT_VERSION:
                found[path] = read
    if write:
        schema = folder / files.SCHEMA_NAME
        files.write_all(
            {path: render_at(path, tidied(each.file), schema) for path, each in found.items()},
            folder,
        )
    return found
