"""Killed at any moment, or refused by the system, a write loses nothing."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from killed_at_lines import killed_everywhere
from record_builders import PLAIN, measurement, statement

from perfgate.baseline import replacing
from perfgate.baseline.merge import Change
from perfgate.baseline.migrate import migrate
from perfgate.baseline.store import BaselineStore
from perfgate.errors import BaselineError
from perfgate.model import FINGERPRINT_VERSION

MODULES = ("perf_tests/test_a.py", "perf_tests/deep/test_b.py", "perf_tests/test_c.py")


def git(folder, *arguments):
    """Run git, and return what it prints."""
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def contents(folder):
    """The bytes of every file outside of git's own folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def visible(files):
    """What is no leftover of a write."""
    return {name: text for name, text in files.items() if ".perfgate-" not in name}


def shape(folder):
    """All that is there, whatever names leftovers have: what was seen need not be tried again."""
    return frozenset(
        (re.sub(r"\.perfgate-\w+", ".perfgate", path.relative_to(folder).as_posix()), read(path))
        for path in folder.rglob("*")
        if ".git" not in path.relative_to(folder).parts
    )


def read(path):
    """The bytes of a file; nothing of a folder."""
    return path.read_bytes() if path.is_file() else b""


def changes(count, *modules):
    """Changes of a measurement of each module."""
    return [
        Change(measurement(statement(PLAIN, count), nodeid=f"{module}::test_x"), "why")
        for module in modules
    ]


def update(folder):
    """Change a file, create another; a third is pruned until nothing is left of it."""
    store = BaselineStore(folder / "baselines")
    store.write(changes(2, *MODULES[:2]))
    store.prune([f"{MODULES[2]}::test_x::call"])


@pytest.fixture
def repository(tmp_path):
    """A repository with baselines of two of the modules, committed, and how to make it anew."""
    kept, folder = tmp_path / "kept", tmp_path / "worked on"
    kept.mkdir()
    git(kept, "init", "-q", "--template=")
    BaselineStore(kept / "baselines").write(changes(1, MODULES[0], MODULES[2]))
    git(kept, "add", "-A")
    git(kept, "commit", "-qm", "x")

    def prepare():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(kept, folder)

    prepare()
    return folder, prepare


def test_an_update_killed_anywhere_leaves_files_old_or_new(repository):
    """No file is half, git sees no other, and the same command again ends as if it had not been."""
    folder, prepare = repository
    old = contents(folder)
    update(folder)
    new = contents(folder)
    assert old.keys() - new.keys() == {"baselines/perf_tests/test_c.json"}
    kills, seen = 0, set()
    for kills in killed_everywhere(prepare, lambda: update(folder)):
        state = shape(folder)
        if state in seen:
            continue
        seen.add(state)
        left = visible(contents(folder))
        wrong = {name for name in left if left[name] not in (old.get(name), new.get(name))}
        assert (wrong, (old.keys() & new.keys()) - left.keys()) == (set(), set()), kills
        status = git(folder, "status", "--porcelain", "--untracked-files=all").splitlines()
        assert [line for line in status if ".perfgate" in line] == [], kills
        update(folder)
        assert contents(folder) == new, kills
    assert (kills > 50, len(seen) > 10) == (True, True)


def test_a_migration_killed_anywhere_can_be_repeated(repository):
    """Each file is of the old version or of the new one, and asking again brings the rest."""
    folder, _ = repository
    baselines = folder / "baselines"
    for path in BaselineStore(baselines).paths():
        text = path.read_text("utf-8").replace(f'version": {FINGERPRINT_VERSION}', 'version": 1')
        path.write_text(text, "utf-8")
    old = contents(folder)
    aged = folder.with_name("aged")
    shutil.copytree(folder, aged)

    def prepare():
        shutil.rmtree(folder)
        shutil.copytree(aged, folder)

    migrate(baselines, write=True)
    new, seen = contents(folder), set()
    for number in killed_everywhere(prepare, lambda: migrate(baselines, write=True)):
        state = shape(folder)
        if state not in seen:
            seen.add(state)
            left = visible(contents(folder))
            assert all(left[name] in (old[name], new[name]) for name in new), number
            migrate(baselines, write=True)
            assert visible(contents(folder)) == new, number
    assert len(seen) > 5


def test_the_first_update_killed_anywhere_can_be_repeated(tmp_path):
    """There is no schema yet, and no folder: both come with the second attempt."""
    folder = tmp_path / "fresh"

    def first():
        BaselineStore(folder / "baselines").write(changes(1, *MODULES[:2]))

    first()
    new = contents(folder)
    seen = set()
    for number in killed_everywhere(lambda: shutil.rmtree(folder, ignore_errors=True), first):
        state = shape(folder)
        if state in seen:
            continue
        seen.add(state)
        first()
        assert contents(folder) == new, number


def test_a_write_at_work_is_not_swept_away(tmp_path):
    """Another write in the same folder takes nothing from one that still goes on."""
    with replacing._workshop(tmp_path) as workshop:
        replacing.sweep_below(tmp_path)
        replacing.replace(tmp_path / "other.json", b"2")
        assert workshop.is_dir()
    assert contents(tmp_path) == {"other.json": b"2"}


def test_leftovers_are_ignored_where_a_file_needs_a_name_to_be_written(tmp_path, monkeypatch):
    """A system without nameless files writes the ignore file the ordinary way."""
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    with replacing._workshop(tmp_path) as workshop:
        assert (workshop / ".gitignore").read_bytes() == b"*\n"


REFUSALS = {
    errno.ENOSPC: "Make room",
    errno.EDQUOT: "Make room",
    errno.EROFS: "mounted read-only",
    errno.EACCES: "chmod u+w",
    errno.EIO: "ls -ld",
}


@pytest.mark.parametrize("call", ["mkdir", "fsync", "replace"])
@pytest.mark.parametrize("number", REFUSALS)
def test_what_the_system_refuses_is_told_with_its_remedy(repository, monkeypatch, call, number):
    """A full disk, a read-only one, a folder without permission: the old files stand."""
    folder, _ = repository
    old = contents(folder)

    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os if call == "fsync" else Path, call, refuse)
    with pytest.raises(BaselineError, match=os.strerror(number)) as caught:
        BaselineStore(folder / "baselines").write(changes(2, MODULES[0]))
    monkeypatch.undo()
    assert REFUSALS[number] in caught.value.remedy
    assert caught.value.slug == "baseline-unwritable"
    assert contents(folder) == old


def test_a_full_disk_in_the_middle_of_an_update_loses_nothing(repository, monkeypatch):
    """The files before it are new, the rest are old; with room made the same update ends it."""
    folder, _ = repository
    old = contents(folder)
    store, real, calls = BaselineStore(folder / "baselines"), os.fsync, []

    def full_later(descriptor):
        calls.append(descriptor)
        if len(calls) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full_later)
    with pytest.raises(BaselineError, match="No space left"):
        store.write(changes(2, MODULES[0], MODULES[2]))
    monkeypatch.undo()
    half = contents(folder)
    assert sorted(name for name in old if half[name] != old[name]) == [
        "baselines/perf_tests/test_a.json"
    ]
    store.write(changes(2, MODULES[0], MODULES[2]))
    assert sorted(name for name in old if contents(folder)[name] != old[name]) == [
        "baselines/perf_tests/test_a.json",
        "baselines/perf_tests/test_c.json",
    ]


def test_a_read_only_file_stops_the_whole_update(repository):
    """Somebody has protected it: neither it nor its neighbour is written."""
    folder, _ = repository
    protected = folder / "baselines" / "perf_tests" / "test_c.json"
    protected.chmod(0o444)
    old = contents(folder)
    with pytest.raises(
        BaselineError, match=r"test_c\.json cannot be written: it is read-only"
    ) as e:
        BaselineStore(folder / "baselines").write(changes(2, MODULES[0], MODULES[2]))
    assert (contents(folder), e.value.remedy) == (
        old,
        f"Make it writable: chmod u+w '{protected}'",
    )


def test_a_link_to_itself_is_told(tmp_path):
    """A loop is neither followed forever nor taken for a missing baseline."""
    store = BaselineStore(tmp_path / "baselines")
    path = store.path_for(MODULES[0])
    path.parent.mkdir(parents=True)
    path.symlink_to(path.name)
    with pytest.raises(BaselineError, match=r"test_a\.json cannot be read: Too many levels"):
        store.write(changes(1, MODULES[0]))


def test_a_broken_file_of_another_module_is_no_matter(tmp_path):
    """What a file that cannot be read holds is neither counted nor stale, and it stays."""
    store = BaselineStore(tmp_path / "baselines")
    store.write(changes(1, *MODULES))
    broken = store.path_for(MODULES[0])
    broken.write_text("{", "utf-8")
    fresh = BaselineStore(store.folder)
    assert (fresh.count(), fresh.stale([], MODULES, [])) == (
        2,
        [f"{module}::test_x::call" for module in sorted(MODULES[1:])],
    )
    assert fresh.write(changes(2, MODULES[1])) == [store.path_for(MODULES[1])]
    assert broken.read_text("utf-8") == "{"
