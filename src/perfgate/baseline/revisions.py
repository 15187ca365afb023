"""The baselines of a git revision, read from git's store: nothing is checked out.

The folder is looked for where it lies in the repository now, which need not be the project's own:
the project may be a folder of a larger repository.
"""

from __future__ import annotations

import os
import posixpath
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from perfgate.baseline.git import Git, nearest_folder
from perfgate.baseline.held import Held, ModuleFile
from perfgate.baseline.migrate import migrated
from perfgate.baseline.store import is_baseline, module_name
from perfgate.errors import BaselineError, RevisionError

if TYPE_CHECKING:
    from collections.abc import Iterator


_SYMLINK = "120000"
#: A symlink may lead to another; more of them in a row lead nowhere.
_SYMLINKS_FOLLOWED = 8


class _File(NamedTuple):
    """A file of a tree: its mode and the name of its content."""

    mode: str
    blob: str


class Revisions:
    """The states of a baseline folder that its git repository keeps.

    Args:
        folder: the baseline folder; it need not exist now.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        there = nearest_folder(self.folder)
        self._git = Git(there)
        self._below = self.folder.relative_to(there).as_posix()

    def commit(self, name: str) -> str:
        """Return the commit that a branch, tag or other name of git's means.

        Raises:
            RevisionError: there is none here, or git cannot be asked.
        """
        found = None if name.startswith("-") else self._commit_or_none(name)
        if found is None:
            raise self._unknown(name)
        return found

    def merge_base(self, one: str, other: str) -> str:
        """Return the commit that two revisions have last in common.

        Raises:
            RevisionError: they have none here, or one is unknown.
        """
        found = self._git.line("merge-base", self.commit(one), self.commit(other))
        if found is None:
            raise RevisionError(
                f"{one} and {other} have no commit in common{self._cut_off()}.",
                remedy="Fetch the rest: git fetch --unshallow"
                if self._is_shallow()
                else f"Compare with {one} itself: perfgate compare {one}",
                slug="revision-merge-base",
            )
        return found

    def names(self) -> list[str]:
        """Return the names of branches and tags.

        Raises:
            RevisionError: git cannot be asked.
        """
        answer = self._git.ask(
            "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags"
        )
        return os.fsdecode(answer or b"").split()

    def baselines(self, commit: str, name: str) -> Held:
        """Return the baselines of a commit; none if it has no such folder.

        Args:
            commit: the commit.
            name: what it was asked for by; errors name it.

        Raises:
            RevisionError: git has not got all of it.
            BaselineError: a file of it cannot be read.
        """
        prefix = self._git.line("rev-parse", "--show-prefix") or ""
        place = posixpath.normpath(posixpath.join(prefix, self._below))
        tree = f"{commit}:{'' if place == '.' else place}"
        if self._git.line("rev-parse", "--verify", "--quiet", tree) is None:
            return Held({})
        listed = self._git.ask("ls-tree", "-r", "-z", "--full-tree", tree)
        if listed is None:
            raise _incomplete(name, commit)
        found = dict(_listed(listed))
        links = self._contents(
            {each.blob for each in found.values() if each.mode == _SYMLINK}, name, commit
        )
        blobs = {
            path: _followed(path, found, links, f"{name}:{place}")
            for path in sorted(found)
            if is_baseline(path)
        }
        contents = self._contents(set(blobs.values()), name, commit)
        return Held.of(
            _parsed(path, contents[blob], f"{name}:{place}") for path, blob in blobs.items()
        )

    def _contents(self, blobs: set[str], name: str, commit: str) -> dict[str, bytes]:
        """Read what is stored under these names, by one call whatever their number."""
        if not blobs:
            return {}
        asked = "".join(f"{each}\n" for each in sorted(blobs)).encode()
        found = dict(_batch(self._git.ask("cat-file", "--batch", given=asked) or b""))
        if found.keys() != blobs:
            raise _incomplete(name, commit)
        return found

    def _commit_or_none(self, name: str) -> str | None:
        return self._git.line("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")

    def _unknown(self, name: str) -> RevisionError:
        near = [each for each in self.names() if each.endswith(f"/{name}")]
        if near:
            remedy = f"Did you mean {near[0]}? perfgate compare {near[0]}"
        elif self._is_shallow():
            remedy = f"Fetch it, as in: git fetch --depth=1 origin {name}, and name FETCH_HEAD"
        else:
            remedy = "See what there is: git branch --all; git tag"
        return RevisionError(
            f"There is no file, folder or git revision {name!r}{self._cut_off()}.",
            remedy=remedy,
            slug="revision-unknown",
        )

    def _is_shallow(self) -> bool:
        return self._git.line("rev-parse", "--is-shallow-repository") == "true"

    def _cut_off(self) -> str:
        return " in this shallow clone" if self._is_shallow() else ""


def _incomplete(name: str, commit: str) -> RevisionError:
    return RevisionError(
        f"The repository has not got all files of the commit {commit[:12]} ({name}).",
        remedy="Fetch them from where it was cloned: git fetch --refetch",
        slug="revision-incomplete",
    )


def _listed(tree: bytes) -> Iterator[tuple[PurePosixPath, _File]]:
    """Yield the files that ``git ls-tree -z`` lists."""
    for line in filter(None, tree.split(b"\0")):
        facts, _, path = line.partition(b"\t")
        mode, kind, blob = facts.decode("ascii").split()
        if kind == "blob":
            yield PurePosixPath(os.fsdecode(path)), _File(mode, blob)


def _batch(answer: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what ``git cat-file --batch`` found, by its names."""
    rest = answer
    while rest:
        head, _, rest = rest.partition(b"\n")
        blob, kind, *size = head.decode("ascii").split()
        if kind == "blob":
            end = int(size[0])
            yield blob, rest[:end]
            rest = rest[end + 1 :]


def _followed(
    path: PurePosixPath, found: dict[PurePosixPath, _File], links: dict[str, bytes], where: str
) -> str:
    """Return the name of a file's content, where symlinks within the folder lead to it."""
    reached = path
    for _ in range(_SYMLINKS_FOLLOWED):
        file = found.get(reached)
        if file is None:
            break
        if file.mode != _SYMLINK:
            return file.blob
        target = posixpath.join(reached.parent, os.fsdecode(links[file.blob]))
        reached = PurePosixPath(posixpath.normpath(target))
    raise BaselineError(
        f"{where}/{path} is a symlink that leads to no file of the baseline folder.",
        remedy="Compare with a revision that holds a file there.",
        slug="revision-symlink",
    )


def _parsed(path: PurePosixPath, content: bytes, where: str) -> ModuleFile:
    """Read a file, an older perfgate's as ``perfgate baselines migrate`` would bring it to date."""
    try:
        read = migrated(content, Path(where) / path)
    except BaselineError as error:
        raise BaselineError(
            error.what,
            remedy="It was committed like this: compare with a revision in which it is whole.",
            slug=error.slug,
        ) from error
    return ModuleFile(module_name(path), read.file, read.uncertain)
