"""``perfgate baselines resolve`` and the merge driver, in every place that conflicts come from."""

from __future__ import annotations

import json
import os
import re
import shutil

import pytest
from git_project import MODULE, Project, branched, started
from killed_at_lines import killed_everywhere

from perfgate.baseline.driver import merge_in_git
from perfgate.baseline.parse import parse
from perfgate.baseline.render import render
from perfgate.baseline.resolve import resolve
from perfgate.baseline.schema import BaselineFile


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in the working directory, with a branch of its own."""
    made = started(tmp_path / "a folder of Zoë")
    monkeypatch.chdir(made.folder)
    return made


def disputed(project):
    """Change one number on both branches; the working tree is on main."""
    branched(
        project,
        lambda: project.write(test_a={"a": 3, "b": 1}),
        lambda: project.write(test_a={"a": 2, "b": 1}),
    )


def in_conflict(project):
    """End in the middle of a merge that git could not finish."""
    disputed(project)
    project.git("merge", "-q", "theirs", code=1)


def test_what_was_settled_by_hand_stays(project):
    """An edit of one's own, or an update since, is not written over: git is told, no more."""
    in_conflict(project)
    project.git("checkout", "--theirs", "--", str(project.file))
    project.write(test_a={"a": 9, "b": 1})
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.counts()["test_a"]["a"]) == (0, 9)
    assert "left as you have settled it: baselines/perf_tests/test_shop.json" in done.output
    assert project.git("ls-files", "-u") == ""


def test_a_side_taken_whole_is_still_settled_by_facts(project):
    """What git itself put there is nobody's work."""
    in_conflict(project)
    project.git("checkout", "--ours", "--", str(project.file))
    assert project.perfgate("baselines", "resolve").exit_code == 0
    assert project.counts()["test_a"]["a"] == 4


def test_a_broken_edit_in_a_conflict_is_told_and_kept(project):
    """It is somebody's work, half done: the command that begins again is named, and works."""
    in_conflict(project)
    project.file.write_text('{"half": ')
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.file.read_text()) == (2, '{"half": ')
    assert "git waits for its conflict to be settled" in done.output
    project.git("checkout", "--merge", "--", str(project.file))
    assert project.perfgate("baselines", "resolve").exit_code == 0
    assert project.counts()["test_a"]["a"] == 4


def test_it_can_be_begun_again(project):
    """Also once git was told that all is settled."""
    in_conflict(project)
    first = project.perfgate("baselines", "resolve")
    project.git("checkout", "--merge", "--", str(project.file))
    assert "<<<<<<<" in project.file.read_text()
    assert project.perfgate("baselines", "resolve").output == first.output


def test_asked_not_to_add_git_still_waits(project):
    """The file is settled all the same, and asking again tells git."""
    in_conflict(project)
    assert project.perfgate("baselines", "resolve", "--no-add").exit_code == 0
    assert (project.counts()["test_a"]["a"], project.git("ls-files", "-u") != "") == (4, True)
    assert project.perfgate("baselines", "resolve").exit_code == 0
    assert project.git("ls-files", "-u") == ""


def test_other_files_of_the_folder_are_left_to_their_owner(project):
    """Notes beside the baselines are none."""
    notes = project.folder / "baselines" / "notes.md"
    branched(
        project,
        lambda: (notes.write_text("mine\n"), project.write(test_a={"a": 3})),
        lambda: (notes.write_text("yours\n"), project.write(test_a={"a": 2})),
    )
    project.git("merge", "-q", "theirs", code=1)
    before = notes.read_text()
    assert project.perfgate("baselines", "resolve").exit_code == 0
    assert notes.read_text() == before
    names = {line.split("\t")[1] for line in project.git("ls-files", "-u").splitlines()}
    assert names == {"baselines/notes.md"}


def test_only_what_is_named_is_settled(project):
    """A path, or a folder."""
    in_conflict(project)
    elsewhere = project.perfgate("baselines", "resolve", "baselines/other")
    assert elsewhere.output == "No baseline file is in conflict.\n"
    assert project.perfgate("baselines", "resolve", "baselines/perf_tests").exit_code == 0
    assert project.counts()["test_a"]["a"] == 4


def twice(text):
    """The text with the first mark taken out."""
    return "".join(line for line in text.splitlines(keepends=True) if "<<<<<<<" not in line)


@pytest.mark.parametrize(
    "damage", [twice, lambda text: text.replace("=======", ""), lambda text: text + "<<<<<<< x\n"]
)
def test_marks_that_do_not_belong_together_are_told(project, damage):
    """Half of an edit: reading such a file and settling it say the same, and nothing is lost."""
    in_conflict(project)
    project.git("add", "-A")
    project.file.write_text(damage(project.file.read_text()))
    before = project.file.read_bytes()
    for command in ("list", "resolve"):
        done = project.perfgate("baselines", command)
        assert (done.exit_code, "(baseline-conflict: perfgate" in done.output) == (2, True)
    assert "do not belong together" in done.output
    assert project.file.read_bytes() == before


def test_marks_are_settled_without_git(tmp_path, monkeypatch):
    """A copy of the folder, outside of any repository."""
    made = started(tmp_path / "project")
    in_conflict(made)
    copy = tmp_path / "copy"
    shutil.copytree(made.folder, copy, ignore=shutil.ignore_patterns(".git"))
    monkeypatch.chdir(copy)
    done = made.perfgate("baselines", "resolve")
    assert done.exit_code == 0, done.output
    assert "what both sides began with is not known" in done.output


def by_cherry_pick(project):
    """Pick the other branch's commit."""
    project.git("cherry-pick", "theirs", code=1)
    return ("cherry-pick", "--continue")


def by_stash(project):
    """Take back a stash that was made before others changed the same."""
    tip = project.git("rev-parse", "HEAD").strip()
    project.git("reset", "-q", "--hard", "HEAD~1")
    project.write(test_a={"a": 2, "b": 1})
    project.git("stash", "-q")
    project.git("merge", "-q", "--ff-only", tip)
    project.git("stash", "pop", "-q", code=1)
    return ("commit", "-qm", "taken back")


def by_rebase(project):
    """Put one's own commits on top of the others."""
    project.git("rebase", "-q", "theirs", code=1)
    return ("rebase", "--continue")


@pytest.mark.parametrize("way", [by_cherry_pick, by_stash, by_rebase])
def test_conflicts_of_every_origin_are_settled(project, way):
    """Whatever git was doing, it goes on."""
    disputed(project)
    further = way(project)
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.counts()["test_a"]["a"]) == (0, 4), done.output
    project.git("-c", "core.editor=true", *further)
    assert project.git("status", "--porcelain") == ""


def test_another_worktree_of_the_repository(project, tmp_path, monkeypatch):
    """Its git folder lies elsewhere."""
    disputed(project)
    project.git("worktree", "add", "-q", "-b", "mine", str(tmp_path / "beside"))
    beside = Project.__new__(Project)
    beside.folder = tmp_path / "beside"
    beside.file = beside.folder / project.file.relative_to(project.folder)
    monkeypatch.chdir(beside.folder)
    beside.git("merge", "-q", "theirs", code=1)
    assert beside.perfgate("baselines", "resolve").exit_code == 0
    assert (beside.counts()["test_a"]["a"], beside.git("ls-files", "-u")) == (4, "")


@pytest.mark.parametrize("baselines", ["baselines", "a [b]* c", "deep/er/held"])
def test_a_project_below_the_top_of_its_repository(tmp_path, monkeypatch, baselines):
    """Run from a folder within the project, with any name of the baselines' folder."""
    top = started(tmp_path / "top")
    inner = Project.__new__(Project)
    inner.folder = tmp_path / "top" / "services" / "shop ü"
    inner.folder.mkdir(parents=True)
    inner.file = inner.folder / baselines / "perf_tests" / "test_shop.json"
    (inner.folder / "pyproject.toml").write_text(f'[tool.perfgate]\nbaselines = "{baselines}"\n')
    (inner.folder / "perf_tests").mkdir()
    (inner.folder / MODULE).write_text("")
    inner.file.parent.mkdir(parents=True)

    def take():
        shutil.copy(top.file, inner.file)

    take()
    top.commit()
    top.git("branch", "-f", "theirs")
    branched(
        top,
        lambda: (top.write(test_a={"a": 3}), take()),
        lambda: (top.write(test_a={"a": 2}), take()),
    )
    top.git("merge", "-q", "theirs", code=1)
    monkeypatch.chdir(inner.folder / "perf_tests")
    done = inner.perfgate("baselines", "resolve")
    assert (done.exit_code, inner.counts()["test_a"]["a"]) == (0, 4), done.output
    names = {line.split("\t")[1] for line in top.git("ls-files", "-u").splitlines()}
    assert names == {"baselines/perf_tests/test_shop.json"}


def test_a_file_that_both_sides_added(project):
    """There is nothing that both began with: each side's record of the test is a record of it."""
    other = project.folder / "baselines" / "perf_tests" / "test_new.json"

    def add(count):
        project.write(test_new={"a": count})
        lone = parse(project.file.read_bytes(), project.file)
        held = {key: each for key, each in lone.measurements.items() if "new" in key}
        other.write_bytes(render(BaselineFile(schema="../schema.json", measurements=held)))
        project.drop("test_new")

    branched(project, lambda: add(2), lambda: add(3))
    project.git("merge", "-q", "theirs", code=1)
    done = project.perfgate("baselines", "resolve")
    assert done.exit_code == 0, done.output
    held = json.loads(other.read_text())["measurements"]["test_new::call"]
    assert [each["count"] for each in held["statements"]["default"].values()] == [3]
    assert "ours 2, theirs 3: kept 3" in done.output


def test_a_file_that_one_side_deleted_points_to_its_schema_as_before(project):
    """What is left of it is a whole file."""
    branched(
        project,
        lambda: project.drop("test_a", "test_b", "test_c"),
        lambda: project.write(test_b={"a": 7}),
    )
    project.git("merge", "-q", "theirs", code=1)
    done = project.perfgate("baselines", "resolve")
    assert "the whole measurement" in done.output
    assert json.loads(project.file.read_text())["$schema"] == "../schema.json"


def test_a_file_that_nobody_needs_any_more_is_deleted(project):
    """One side deleted the file, the other only a test of it that it had changed before."""
    branched(
        project,
        lambda: project.drop("test_a", "test_b", "test_c"),
        lambda: project.drop("test_a"),
    )
    project.git("merge", "-q", "theirs", code=1)
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.file.exists()) == (0, False), done.output
    project.git("commit", "-qm", "merged")
    assert project.git("status", "--porcelain") == ""


def test_branches_that_merged_each_other_before(project):
    """The base is then a merge that git made, marks and all: the looser of its sides counts."""
    disputed(project)
    project.git("branch", "-f", "mine")
    project.git("merge", "-q", "theirs", code=1)
    project.perfgate("baselines", "resolve")
    project.git("commit", "-qm", "merged")
    project.git("checkout", "-q", "theirs")
    project.git("merge", "-q", "mine", code=1)
    project.perfgate("baselines", "resolve")
    project.git("commit", "-qm", "merged as well")
    project.write(test_a={"a": 8, "b": 1})
    project.commit()
    project.git("checkout", "-q", "main")
    project.write(test_a={"a": 6, "b": 1})
    project.commit()
    project.git("merge", "-q", "theirs", code=1)
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.counts()["test_a"]["a"]) == (0, 11), done.output


def as_version(project, number, *identities):
    """Make the file one of another fingerprint version."""
    tree = json.loads(project.file.read_text())
    tree["fingerprint_version"] = number
    for identity in identities:
        held = tree["measurements"]["test_b::call"]["statements"]["default"]
        held[identity] = {"count": 1, "rows": 0}
    project.file.write_text(json.dumps(tree, indent=2, sort_keys=True) + "\n")


def test_a_side_of_an_older_version_is_brought_up_to_date_first(project):
    """One branch has upgraded perfgate; what its change leaves uncertain is told."""
    as_version(project, 1, 'SELECT … FROM "z" ORDER BY ?')
    project.commit()
    project.git("branch", "-f", "theirs")
    branched(
        project,
        lambda: project.file.write_text(
            project.file.read_text().replace('"count": 1', '"count":3')
        ),
        lambda: project.perfgate("baselines", "migrate"),
    )
    project.git("merge", "-q", "theirs", code=1)
    done = project.perfgate("baselines", "resolve")
    assert done.exit_code == 0, done.output
    assert "to be recorded again: test_b::call" in done.output
    assert f"then: pytest {MODULE} --perf-update" in done.output
    assert project.counts()["test_a"] == {"a": 3, "b": 3}
    assert json.loads(project.file.read_text())["fingerprint_version"] > 1


def test_a_side_of_a_newer_version_waits_for_the_upgrade(project):
    """What cannot be read cannot be merged: all stays, and the upgrade is named."""
    branched(
        project,
        lambda: project.write(test_a={"a": 3}),
        lambda: (project.write(test_a={"a": 2}), as_version(project, 99)),
    )
    project.git("merge", "-q", "theirs", code=1)
    before = project.file.read_bytes()
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.file.read_bytes()) == (2, before)
    assert "pip install --upgrade pytest-perfgate" in done.output


def test_one_file_that_cannot_be_settled_stops_all(project):
    """Either every conflict is settled or none; the others can be named."""
    other = project.file.with_name("test_other.json")
    shutil.copy(project.file, other)
    project.commit()
    project.git("branch", "-f", "theirs")

    def cut(count):
        project.write(test_a={"a": count, "b": 1})
        other.write_text(other.read_text()[: 100 + count])

    branched(project, lambda: cut(2), lambda: cut(3))
    project.git("merge", "-q", "theirs", code=1)
    before = project.file.read_bytes()
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.file.read_bytes()) == (2, before)
    assert project.perfgate("baselines", "resolve", str(project.file)).exit_code == 0


def test_a_read_only_file_is_not_written(project):
    """Nor is git told that it was settled."""
    in_conflict(project)
    project.file.chmod(0o444)
    before = project.file.read_bytes()
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.file.read_bytes()) == (2, before)
    assert "chmod u+w" in done.output
    assert project.git("ls-files", "-u") != ""


def test_resolve_killed_anywhere_can_be_repeated(project, tmp_path):
    """The file holds git's marks or the settled facts, and asking again ends it."""
    other = project.file.with_name("test_gone.json")
    shutil.copy(project.file, other)
    project.commit()
    project.git("branch", "-f", "theirs")
    branched(
        project,
        lambda: (project.write(test_a={"a": 3, "b": 1}), other.unlink()),
        lambda: (
            project.write(test_a={"a": 2, "b": 1}),
            other.write_text(other.read_text().replace('"count": 1', '"count": 7', 1)),
        ),
    )
    project.git("merge", "-q", "theirs", code=1)
    kept, folder = tmp_path / "kept", project.folder
    shutil.copytree(folder, kept)
    files = (project.file, other)
    old = [path.read_bytes() for path in files]

    def prepare():
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)

    def action():
        resolve(folder / "baselines")

    action()
    new = [path.read_bytes() for path in files]
    tree = project.git("write-tree")
    number, seen = 0, set()
    for number in killed_everywhere(prepare, action, ["replacing"]):  # noqa: B007 - how often is asked below
        left = [path.read_bytes() for path in files]
        staged = project.git("ls-files", "-u")
        leftovers = len(list(folder.rglob(".perfgate-*/*")))
        if (*left, staged, leftovers) not in seen:
            seen.add((*left, staged, leftovers))
            assert [each in pair for each, *pair in zip(left, old, new, strict=True)] == [True] * 2
            assert ".perfgate" not in project.git("status", "--porcelain", "-uall")
            action()
            assert [path.read_bytes() for path in files] == new
            assert project.git("ls-files", "-u") == ""
            assert project.git("write-tree") == tree
            assert not list(folder.rglob(".perfgate-*"))
    assert (number > 30, len(seen) >= 4) == (True, True)


def with_driver(project):
    """Install the driver on both branches."""
    done = project.perfgate("baselines", "resolve", "--install")
    assert done.exit_code == 0, done.output
    project.commit()
    project.git("branch", "-f", "theirs")
    return done.output


def test_the_driver_is_installed_once(project):
    """Asking again changes nothing, and rules that stand there already stay."""
    attributes = project.folder / "baselines" / ".gitattributes"
    attributes.write_text("*.json -diff")
    assert "commit it" in with_driver(project)
    text = attributes.read_text()
    assert text == "*.json -diff\n*.json merge=perfgate\n"
    assert "commit it" not in project.perfgate("baselines", "resolve", "--install").output
    assert attributes.read_text() == text


def test_the_driver_needs_a_repository(tmp_path, monkeypatch):
    """Elsewhere nothing is written."""
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    done = Project.perfgate(None, "baselines", "resolve", "--install")
    assert (done.exit_code, "git init" in done.output) == (2, True)
    assert not (tmp_path / "baselines").exists()


def test_the_driver_leaves_a_dispute_to_be_seen(project):
    """Git's marks stand in the file, the tests of its module tell, and resolve settles it."""
    with_driver(project)
    disputed(project)
    project.git("merge", "-q", "theirs", code=1)
    assert "baselines resolve" in project.perfgate("baselines", "list").output
    done = project.perfgate("baselines", "resolve")
    assert "was 1, ours 3, theirs 2: kept 4" in done.output


def test_the_driver_shows_a_dispute_of_facts_that_is_none_of_lines(tmp_path):
    """One side gave up what the other does more of, in lines far apart."""
    sites = [f"v.py::f{n}" for n in range(9)]
    texts = {
        name: {"measurements": {"t::call": {"statements": {"default": {"SELECT 1": each}}}}}
        for name, each in {
            "base": {"count": 1, "relation": "r", "rows": 1, "sites": sites[1:8]},
            "ours": {"count": 5, "relation": "r", "rows": 1, "sites": [*sites[:1], *sites[1:8]]},
            "theirs": {"count": 5, "relation": "r", "rows": 1, "sites": [*sites[1:8], *sites[8:]]},
        }.items()
    }
    paths = {name: tmp_path / name for name in texts}
    for name, tree in texts.items():
        paths[name].write_bytes(render(parse(json.dumps(tree).encode(), paths[name])))
    assert not merge_in_git(*paths.values(), "baselines/x.json")
    assert paths["ours"].read_text().startswith("<<<<<<< ours\n")


def test_the_driver_merges_what_it_cannot_read_as_git_does(project):
    """A file that was cut off is a conflict of lines, and the reason is told."""
    with_driver(project)
    branched(
        project,
        lambda: project.write(test_a={"a": 3, "b": 1}),
        lambda: project.file.write_text(project.file.read_text()[:300]),
    )
    project.git("merge", "-q", "theirs", code=1)
    assert "<<<<<<< ours" in project.file.read_text()
    assert project.perfgate("baselines", "resolve").exit_code == 2


def test_a_driver_that_is_gone_leaves_the_conflict_to_resolve(project):
    """Another clone has the attributes and no such program."""
    with_driver(project)
    project.git("config", "merge.perfgate.driver", "/nowhere/perfgate %O %A %B %P")
    disputed(project)
    project.git("merge", "-q", "theirs", code=1)
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.counts()["test_a"]["a"]) == (0, 4), done.output


@pytest.mark.parametrize("driver", [True, False])
def test_a_test_module_named_as_the_schema_keeps_its_baselines(project, driver):
    """Only the file at the top of the folder is the schema."""
    named = project.folder / "baselines" / "perf_tests" / "schema.json"
    shutil.copy(project.file, named)
    project.commit()
    if driver:
        with_driver(project)
    project.git("branch", "-f", "theirs")

    def change(count, module):
        text = named.read_text().replace(f"{module}::call", f"{module}::{count}")
        named.write_text(text)

    branched(project, lambda: change(2, "test_a"), lambda: change(3, "test_a"))
    project.git("merge", "-q", "--no-edit", "theirs", code=0 if driver else 1)
    assert project.perfgate("baselines", "resolve").exit_code == 0
    held = json.loads(named.read_text())["measurements"]
    assert {"test_a::2", "test_a::3", "test_b::call"} <= held.keys()


def test_the_driver_makes_the_schema_anew(project):
    """Two versions of perfgate wrote it; whose merges decides."""
    with_driver(project)
    schema = project.folder / "baselines" / "schema.json"
    right = schema.read_text()
    branched(
        project,
        lambda: schema.write_text(right.replace('"title"', '"a": 1,\n  "title"')),
        lambda: schema.write_text(right.replace('"title"', '"b": 1,\n  "title"')),
    )
    project.git("merge", "-q", "--no-edit", "theirs")
    assert schema.read_text() == right


def test_a_hook_does_not_lead_astray(project, monkeypatch):
    """While git runs a hook it names a repository, which is another one's."""
    in_conflict(project)
    monkeypatch.setenv("GIT_DIR", os.fspath(project.folder / "nowhere"))
    assert project.perfgate("baselines", "resolve").exit_code == 0
    assert project.counts()["test_a"]["a"] == 4


def test_help_names_the_whole_way():
    """From the merge to the run that writes the truth down."""
    text = Project.perfgate(None, "baselines", "resolve", "--help").output
    assert re.search(r"git merge main\n.*baselines resolve.*\n.*--perf-update", text)
    assert "git checkout --merge" in text
