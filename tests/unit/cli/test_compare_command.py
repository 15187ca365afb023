"""The command ``perfgate compare``: what its arguments name, what it prints, how it ends."""

from __future__ import annotations

import json
import os

import pytest
from checkouts import Checkout, git
from click.testing import CliRunner
from record_builders import measurement, statement

from perfgate.cli.main import cli
from perfgate.model import Run
from perfgate.run_file import write_run

pytestmark = pytest.mark.usefixtures("checkout")


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A repository whose main has a baseline of one statement; the working directory."""
    made = Checkout(tmp_path / "repository")
    made.record(call=1)
    made.commit()
    monkeypatch.chdir(made.root)
    return made


def compare(*arguments):
    """Run the command."""
    return CliRunner().invoke(cli, ["compare", *map(str, arguments)])


def written(path, count=1, **fields):
    """Write a run of one measurement, and return its path."""
    made = measurement(
        statement(count=count), nodeid="perf_tests/test_a.py::test_page", name="call"
    )
    write_run(Run(**{"measurements": (made,), **fields}), path)
    return path


def test_branch_against_the_working_tree(checkout):
    """Uncommitted baselines are what this branch would change: told, with exit code 1."""
    checkout.record(call=3, reason="two more columns")
    result = compare("main")

    assert result.exit_code == 1
    assert result.stdout.startswith("perf: main (")
    assert "→ the working tree" in result.stdout
    assert "test_page::call  1 → 3       0     REGRESSED" in result.stdout
    assert "at facility/tickets/queries.py in page" in result.stdout
    assert "reason given: two more columns" in result.stdout
    assert "--perf-update" not in result.stdout


def test_no_difference_ends_with_0():
    """What is the same is fine."""
    result = compare("HEAD")

    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 measurement: 1 ok")


def test_two_revisions(checkout):
    """Both sides may be committed, and the working tree does not matter then."""
    checkout.record(call=2)
    checkout.commit()
    checkout.record(call=9)

    assert "1 → 2" in compare("HEAD~1", "HEAD").stdout
    assert "2 → 1" in compare("HEAD..HEAD~1").stdout
    assert "1 → 9" in compare("HEAD~1..").stdout


def test_three_dots_begin_where_the_branch_left(checkout):
    """What main has got since is no doing of this branch."""
    git(checkout.top, "switch", "--quiet", "-c", "feature")
    checkout.record(call=2)
    checkout.commit()
    git(checkout.top, "switch", "--quiet", "main")
    checkout.record(call=7)
    checkout.commit()
    git(checkout.top, "switch", "--quiet", "feature")

    assert "1 → 2" in compare("main...").stdout
    assert "1 → 2" in compare("main...feature").stdout
    assert "7 → 2" in compare("main").stdout
    assert "1 → 7" in compare("feature...main").stdout


def test_tag_commit_and_remote_branch_are_revisions(checkout, tmp_path):
    """Whatever git calls a commit can be named."""
    commit = git(checkout.top, "rev-parse", "HEAD")
    git(checkout.top, "tag", "-a", "v1.0", "-m", "first")
    git(tmp_path, "clone", "--quiet", str(checkout.top), "clone")
    git(checkout.top, "remote", "add", "origin", str(tmp_path / "clone"))
    git(checkout.top, "fetch", "--quiet", "origin")

    for name in ("v1.0", commit, commit[:8], "origin/main", "HEAD@{0}"):
        assert compare(name).exit_code == 0, name


def test_project_below_the_top_of_the_repository(tmp_path, monkeypatch):
    """In a larger repository the folder is found from any folder of the project."""
    made = Checkout(tmp_path / "repository", "services/shop")
    made.record(call=1)
    made.commit()
    made.record(call=2)
    below = made.root / "perf_tests"
    below.mkdir()
    monkeypatch.chdir(below)

    assert "1 → 2" in compare("main").stdout


def test_linked_worktree_and_a_hook(checkout, tmp_path, monkeypatch):
    """A linked worktree has the branches of its repository, also while git runs a hook there."""
    git(checkout.top, "worktree", "add", "--quiet", str(tmp_path / "linked"), "-b", "linked")
    monkeypatch.chdir(tmp_path / "linked")
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", "elsewhere")

    assert compare("main").exit_code == 0


def test_before_the_first_baseline_everything_is_new(checkout):
    """A revision without the folder has no baselines: nothing regressed since."""
    git(checkout.top, "rm", "-r", "--quiet", "baselines")
    checkout.commit("none")
    checkout.record(call=5)
    result = compare("HEAD")

    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "1 measurement: 1 new")


def test_deleted_baselines_are_gone(checkout):
    """A branch without any baseline measured nothing."""
    git(checkout.top, "rm", "-r", "--quiet", "baselines")
    result = compare("HEAD")

    assert result.exit_code == 3
    assert "perf_tests/test_a.py::test_page::call" in result.stdout
    assert result.stderr == "the working tree has no measurement.\n"


def test_nothing_in_common_ends_with_3(checkout):
    """Two states that share no measurement were not compared."""
    git(checkout.top, "rm", "-r", "--quiet", "baselines")
    checkout.record(module="test_b", call=1)
    result = compare("HEAD")

    assert (result.exit_code, result.stderr) == (
        3,
        "HEAD and the working tree have no measurement in common.\n",
    )


def test_only_chooses():
    """A choice that nothing meets is no success."""
    assert compare("HEAD", "-k", "test_page").exit_code == 0
    result = compare("HEAD", "-k", "nowhere")

    assert (result.exit_code, "with 'nowhere' in its id" in result.stderr) == (3, True)


def test_two_run_files(tmp_path):
    """Runs of two machines are compared with their lines, and what else differs is noticed."""
    old = written(tmp_path / "old.json", versions={"Django": "5.2"})
    new = written(tmp_path / "new.json", 2, versions={"Django": "6.1"})
    result = compare(old, new)

    assert result.exit_code == 1
    assert "at facility/tickets/queries.py:31 ×2 in page" in result.stdout
    assert "notice: the runs had other versions: Django 5.2 → 6.1" in result.stdout


def test_run_file_against_the_last_run(checkout, tmp_path):
    """Without NEW a run file is compared with the last run of this project."""
    written(checkout.root / ".perfgate" / "run.json", 2)

    assert "→ the last run (run)" in compare(written(tmp_path / "old.json")).stdout


def test_last_run_against_itself_is_refused(checkout):
    """That nothing differs would be true and mean nothing."""
    path = written(checkout.root / ".perfgate" / "run.json")
    result = compare(path)

    assert result.exit_code == 2
    assert f"perfgate compare main {path}" in result.stderr
    assert "(compare-with-itself: " in result.stderr


def test_revision_against_a_run(tmp_path):
    """A run of CI can be held against the baselines of any revision, and the other way round."""
    path = written(tmp_path / "ci.json", 4)

    assert "1 → 4" in compare("main", path).stdout
    assert "4 → 1" in compare(path, "main").stdout


def test_folder_of_baselines(checkout, tmp_path):
    """A folder from elsewhere is a side too."""
    (checkout.root / "baselines").rename(tmp_path / "theirs")
    checkout.record(call=2)

    assert "1 → 2" in compare(tmp_path / "theirs").stdout
    assert "2 → 1" in compare("baselines", tmp_path / "theirs").stdout


def test_path_wins_over_a_revision_of_its_name(checkout):
    """A branch that is called as a folder is asked for with ``git:``."""
    git(checkout.top, "branch", "baselines")
    checkout.record(call=2)

    assert compare("baselines").stdout.startswith("perf: baselines →")
    assert "1 → 2" in compare("git:baselines").stdout


def test_json_to_a_file(checkout, tmp_path):
    """The document goes to the file, and the exit code is the same."""
    checkout.record(call=3)
    result = compare("main", "--format", "json", "-o", tmp_path / "out.json")

    assert (result.exit_code, result.stdout) == (1, "")
    document = json.loads((tmp_path / "out.json").read_text())
    assert (document["old"]["name"], document["verdict"]) == ("main", "regressed")


def test_markdown_and_text_to_a_file(checkout, tmp_path):
    """Each format can be written, and a text in a file has no colours and nothing cut."""
    checkout.record(call=3)
    compare("main", "--format", "markdown", "-o", tmp_path / "out.md")
    compare("main", "-o", tmp_path / "out.txt")

    assert (tmp_path / "out.md").read_text().startswith("### perf: 1 measurement: 1 regressed\n")
    assert "statements 1 → 3" in (tmp_path / "out.txt").read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.md", "out.txt", "repository"]


def test_output_that_cannot_be_written_ends_with_2(tmp_path):
    """The error names the file."""
    result = compare("main", "-o", tmp_path / "missing" / "out.txt")

    assert result.exit_code == 2
    assert f"cannot be written to {tmp_path / 'missing' / 'out.txt'}: No such file" in result.stderr
    assert "(output-file: " in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said", "slug"),
    [
        (["nowhere"], "There is no file, folder or git revision 'nowhere'.", "revision-unknown"),
        (["main", "git:no"], "There is no file, folder or git revision 'no'.", "revision-unknown"),
        (["main..no"], "There is no file, folder or git revision 'no'.", "revision-unknown"),
        (["no..."], "There is no file, folder or git revision 'no'.", "revision-unknown"),
        (["--", "--all"], "There is no file, folder or git revision '--all'.", "revision-unknown"),
        ([""], "There is no file, folder or git revision ''.", "revision-unknown"),
        (["a\x1b[2J"], "There is no file, folder or git revision 'a\\x1b[2J'.", "revision-unknown"),
        (["old.json"], "There is no run file old.json.", "run-file"),
        (["../old.json"], "There is no run file ../old.json.", "run-file"),
        (["pyproject.toml"], "pyproject.toml is no run file", "run-file"),
    ],
)
def test_what_names_nothing_ends_with_2(arguments, said, slug):
    """The error says what the name could have been."""
    result = compare(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert f"({slug}" in result.stderr


def test_branch_of_a_remote_is_proposed(checkout, tmp_path):
    """A checkout of CI has ``origin/main`` and no ``main``."""
    git(tmp_path, "clone", "--quiet", str(checkout.top), "clone")
    os.chdir(tmp_path / "clone")
    git(tmp_path / "clone", "switch", "--quiet", "-c", "feature")
    git(tmp_path / "clone", "branch", "--quiet", "-D", "main")
    result = compare("main")

    assert "Did you mean origin/main? perfgate compare origin/main" in result.stderr


def test_shallow_clone_says_what_to_fetch(checkout, tmp_path):
    """CI fetches one commit: the rest has to be asked for."""
    checkout.commit("later")
    git(tmp_path, "clone", "--quiet", "--depth=1", checkout.top.as_uri(), "shallow")
    os.chdir(tmp_path / "shallow")
    unknown, no_base = compare("v1"), compare("HEAD~1...")

    assert "'v1' in this shallow clone." in unknown.stderr
    assert "git fetch --depth=1 origin v1" in unknown.stderr
    assert "'HEAD~1' in this shallow clone." in no_base.stderr


def test_no_merge_base_says_why(checkout):
    """Two histories without a common commit cannot be compared by three dots."""
    git(checkout.top, "switch", "--quiet", "--orphan", "other")
    checkout.record(call=1)
    checkout.commit()
    result = compare("main...")

    assert result.exit_code == 2
    assert "main and HEAD have no commit in common." in result.stderr
    assert "(revision-merge-base: " in result.stderr


def test_folder_without_git(tmp_path, monkeypatch):
    """Without a repository a name can be no revision, and may have been meant for a file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    result = compare("main")

    assert result.exit_code == 2
    assert "There is no file or folder 'main', and it can be no git revision:" in result.stderr
    assert "lies in no git repository" in result.stderr


def test_git_that_is_not_installed(checkout, monkeypatch):
    """Run files and folders can still be compared."""
    monkeypatch.setenv("PATH", str(checkout.root))
    result = compare("main")

    assert (result.exit_code, "Git is not on PATH" in result.stderr) == (2, True)
    assert compare("baselines", "baselines").exit_code == 0


def test_broken_baseline_of_a_revision_names_revision_and_line(checkout):
    """What was committed cannot be mended here: another revision has to be named."""
    (checkout.root / "baselines" / "perf_tests" / "test_a.json").write_text('{\n "measurements": 3')
    checkout.commit("broken")
    result = compare("HEAD")

    assert result.exit_code == 2
    assert "HEAD:baselines/perf_tests/test_a.json:2" in result.stderr
    assert "compare with a revision in which it is whole" in result.stderr


def test_symlinks_are_followed_within_the_folder(checkout):
    """A baseline that is a link to another file of the folder is read through it."""
    folder = checkout.root / "baselines" / "perf_tests"
    (folder / "test_a.json").rename(folder / "kept")
    (folder / "test_a.json").symlink_to("kept")
    checkout.commit("linked")

    assert compare("HEAD", "baselines").exit_code == 0


def test_symlink_that_leads_nowhere_is_told(checkout):
    """Git has no file for it, and nothing is guessed."""
    path = checkout.root / "baselines" / "perf_tests" / "test_a.json"
    path.unlink()
    path.symlink_to("../../../elsewhere.json")
    checkout.commit("linked")
    result = compare("HEAD", "HEAD~1")

    assert (result.exit_code, "is a symlink that leads to no file" in result.stderr) == (2, True)


def test_strange_paths(checkout):
    """Names with white space, quotes and letters beyond ASCII are read as git keeps them."""
    checkout.record(module='a "b"\té 中', call=1)
    checkout.commit()

    assert compare("HEAD").stdout.splitlines()[-1] == "2 measurements: 2 ok"


def test_other_files_of_the_folder_are_no_baselines(checkout):
    """The schema, hidden files and what is no JSON is passed over, as on disk."""
    folder = checkout.root / "baselines"
    (folder / "notes.txt").write_text("no baseline")
    (folder / ".pending").mkdir()
    (folder / ".pending" / "test_a.json").write_text("{")
    checkout.commit()

    assert compare("HEAD").exit_code == 0


def test_objects_that_were_not_fetched(checkout, tmp_path):
    """A partial clone that cannot fetch the rest says so, and calls nothing the same."""
    git(checkout.top, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--no-checkout", "--filter=blob:none",
        checkout.top.as_uri(), "partial")  # fmt: skip
    checkout.top.rename(tmp_path / "away")
    os.chdir(tmp_path / "partial")
    result = compare("HEAD")

    assert result.exit_code == 2
    assert "has not got all files of the commit" in result.stderr
    assert "(revision-incomplete: " in result.stderr


def test_variants_are_compared_apart(checkout):
    """A baseline that changes for one version of Django alone is told with that version."""
    checkout.record(django="5.2", module="test_b", call=1)
    checkout.commit()
    checkout.record(django="6.1", module="test_b", variant=True, call=4)
    result = compare("HEAD", "-k", "test_b")

    assert result.exit_code == 1
    assert [line.split() for line in result.stdout.splitlines() if "::call" in line][:2] == [
        ["test_page::call", "1", "0", "ok"],
        ["test_page::call", "(Django", "6.1)", "1", "→", "4", "0", "REGRESSED"],
    ]
    assert "recorded under Django 5.2, now under 6.1, which may be the cause" in result.stdout


def test_run_is_held_against_the_facts_of_its_django(checkout, tmp_path):
    """Of a baseline with variants a run is compared with the one that serves its version."""
    checkout.record(django="5.2", call=1)
    checkout.record(django="6.1", variant=True, call=4)
    made = measurement(
        statement(count=4), nodeid="perf_tests/test_a.py::test_page", name="call", django="6.1"
    )
    write_run(Run(measurements=(made,)), tmp_path / "run.json")

    assert compare("baselines", tmp_path / "run.json").exit_code == 0
    assert compare(tmp_path / "run.json", "baselines").exit_code == 0


def test_baselines_of_an_older_perfgate_are_brought_up_to_date(checkout):
    """After an upgrade a branch can still be compared with what was committed before it."""
    path = checkout.root / "baselines" / "perf_tests" / "test_a.json"
    checkout.record(call=1, sorted=1)
    now = path.read_text()
    document = json.loads(now)
    entry = document["measurements"]["test_page::sorted"]["statements"]["default"]
    (identity,) = entry
    entry[f"{identity} ORDER BY ? LIMIT ?"] = entry.pop(identity)
    document["fingerprint_version"] = 1
    path.write_text(json.dumps(document))
    checkout.commit("as an older perfgate wrote it")
    path.write_text(now)
    result = compare("HEAD")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "1 measurement: 1 ok"
    assert "notice: HEAD: 1 left out, whose statements an older perfgate told by" in result.stdout
