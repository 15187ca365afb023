"""``perfgate baselines``: list, show, prune, migrate, and resolve in real git repositories."""

from __future__ import annotations

import json

import pytest
from git_project import MODULE, branched, ident, started
from record_builders import cached, measurement, statement

from perfgate.baseline.merge import Change
from perfgate.baseline.pending import PendingStore
from perfgate.baseline.store import BaselineStore

STYLES = ["merge", "diff3", "zdiff3"]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project in the working directory, whose baselines hold three tests, and its branches."""
    made = started(tmp_path / "a folder of Zoë")
    monkeypatch.chdir(made.folder)
    return made


@pytest.mark.parametrize(
    ("mine", "yours"),
    [("test_a", "test_b"), ("test_b", "test_c"), ("test_a", "test_c"), ("test_c", "test_b")],
)
def test_different_measurements_merge_without_a_conflict(project, mine, yours):
    """Stock git merges changes of two measurements, also where they are neighbours."""
    branched(
        project,
        lambda: project.write(**{mine: {"a": 2}}),
        lambda: project.write(**{yours: {"a": 3}}),
    )
    project.git("merge", "-q", "--no-edit", "theirs")
    assert (project.counts()[mine], project.counts()[yours]) == ({"a": 2}, {"a": 3})


@pytest.mark.parametrize("style", STYLES)
def test_the_same_measurement_is_settled(project, style):
    """Both sides' statements are kept, both changes of one number are added, and it is told."""
    branched(
        project,
        lambda: project.write(test_a={"a": 3, "b": 1, "mine": 1}),
        lambda: project.write(test_a={"a": 2, "b": 1, "yours": 1}),
    )
    project.git("-c", f"merge.conflictStyle={style}", "merge", "-q", "theirs", code=1)
    done = project.perfgate("baselines", "resolve")
    assert done.exit_code == 0, done.output
    assert project.counts()["test_a"] == {"a": 4, "b": 1, "mine": 1, "yours": 1}
    assert "was 1, ours 3, theirs 2: kept 4" in done.output
    assert f"then: pytest {MODULE} --perf-update" in done.output
    assert project.git("ls-files", "-u") == ""
    project.git("commit", "-qm", "merged")


@pytest.mark.parametrize("style", STYLES)
def test_marks_alone_are_enough(project, style):
    """A conflict that git has forgotten, as of a file that was added too early, is settled."""
    branched(
        project,
        lambda: project.write(test_a={"a": 3, "b": 1}),
        lambda: project.write(test_a={"a": 2, "b": 1}),
    )
    project.git("-c", f"merge.conflictStyle={style}", "merge", "-q", "theirs", code=1)
    project.git("add", "-A")
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.counts()["test_a"]["a"]) == (0, 3 if style == "merge" else 4)


def test_new_measurements_side_by_side(project):
    """Both are new at the same place: a conflict of lines and none of facts."""
    branched(
        project,
        lambda: project.write(test_d={"a": 1}),
        lambda: project.write(test_e={"a": 2}),
    )
    project.git("merge", "-q", "theirs", code=1)
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, "ours" in done.output) == (0, False)
    assert {"test_d": {"a": 1}, "test_e": {"a": 2}}.items() <= project.counts().items()


def test_a_file_that_one_side_deleted(project):
    """What the other side changed stays; what it left alone is gone."""
    branched(
        project,
        lambda: project.drop("test_a", "test_b", "test_c"),
        lambda: project.write(test_b={"a": 7}),
    )
    project.git("merge", "-q", "theirs", code=1)
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.counts()) == (0, {"test_b": {"a": 7}})
    project.git("commit", "-qm", "merged")


def test_a_rebase_is_settled_too(project):
    """Stages are what git keeps, whatever it was doing."""
    branched(
        project,
        lambda: project.write(test_a={"a": 3, "b": 1}),
        lambda: project.write(test_a={"a": 2, "b": 1}),
    )
    project.git("rebase", "-q", "theirs", code=1)
    assert project.perfgate("baselines", "resolve").exit_code == 0
    project.git("-c", "core.editor=true", "rebase", "--continue")
    assert project.counts()["test_a"]["a"] == 4


def test_without_a_conflict_nothing_happens(project):
    """Asking once too often harms nothing."""
    before = project.file.read_bytes()
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, done.output) == (0, "No baseline file is in conflict.\n")
    assert project.file.read_bytes() == before


def test_a_side_that_is_no_baseline_is_told(project):
    """Nothing is written, and the message names the side and the way out."""
    branched(
        project,
        lambda: project.write(test_a={"a": 3}),
        lambda: project.file.write_text(project.file.read_text()[:300]),
    )
    project.git("merge", "-q", "theirs", code=1)
    before = project.file.read_bytes()
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, project.file.read_bytes()) == (2, before)
    assert "The side 'theirs' of the conflict cannot be read." in done.output
    assert "git checkout --ours" in done.output


def test_installed_driver_merges_by_facts(project):
    """New measurements side by side merge; a number in dispute stays a conflict to be seen."""
    assert project.perfgate("baselines", "resolve", "--install").exit_code == 0
    project.commit()
    project.git("branch", "-f", "theirs")
    branched(
        project,
        lambda: project.write(test_d={"a": 1}),
        lambda: project.write(test_e={"a": 2}),
    )
    project.git("merge", "-q", "--no-edit", "theirs")
    assert {"test_d": {"a": 1}, "test_e": {"a": 2}}.items() <= project.counts().items()
    project.git("branch", "-f", "theirs")
    branched(
        project,
        lambda: project.write(test_a={"a": 3, "b": 1}),
        lambda: project.write(test_a={"a": 2, "b": 1}),
    )
    project.git("merge", "-q", "theirs", code=1)
    assert "<<<<<<< ours" in project.file.read_text()
    assert project.perfgate("baselines", "resolve").exit_code == 0
    assert project.counts()["test_a"]["a"] == 4


def test_list_says_what_is_held(project):
    """A line a baseline, with what it holds in all."""
    lines = project.perfgate("baselines", "list", "-k", "test_a").output.splitlines()
    assert [line.split() for line in lines] == [
        ["id", "statements", "rows", "cache"],
        [f"{MODULE}::test_a::call", "2", "0", "0"],
    ]
    rows = json.loads(project.perfgate("baselines", "list", "--json").output)
    assert [(row["id"].split("::")[1], row["statements"]) for row in rows] == [
        ("test_a", 2),
        ("test_b", 1),
        ("test_c", 1),
    ]


def test_show_prints_one_in_full(project):
    """Statements and places of what was named, and nothing else."""
    done = project.perfgate("baselines", "show", f"{MODULE}::test_a::call")
    assert (done.exit_code, ident("b") in done.output, "test_b" in done.output) == (0, True, False)


@pytest.mark.parametrize("command", ["show", "prune"])
def test_an_unknown_id_is_an_error(project, command):
    """A typing error removes and shows nothing."""
    before = project.file.read_bytes()
    done = project.perfgate("baselines", command, "perf_tests/test_shop.py::test_q::call")
    assert (done.exit_code, project.file.read_bytes()) == (2, before)
    assert "perfgate baselines list" in done.output


def test_prune_removes_what_is_named(project):
    """By id, or by the test's node id; a dry run only tells."""
    name = f"{MODULE}::test_a"
    dry = project.perfgate("baselines", "prune", name, "--dry-run")
    assert (dry.output, len(project.counts())) == (f"would remove {name}::call\n", 3)
    project.perfgate("baselines", "prune", name)
    assert project.counts().keys() == {"test_b", "test_c"}


def test_prune_removes_modules_that_are_gone(project):
    """A test module that was deleted takes its baselines with it."""
    assert "belongs to a test module" in project.perfgate("baselines", "prune").output
    (project.folder / MODULE).unlink()
    done = project.perfgate("baselines", "prune")
    assert (done.output.count("removed"), project.file.exists()) == (3, False)


def test_prune_drops_facts_of_versions_that_are_supported_no_more(project):
    """What Django 6.1 goes by becomes the entry's own; a dry run only tells."""
    store = BaselineStore(project.folder / "baselines")
    for django, name in (("5.2", "old"), ("6.1", "new")):
        made = measurement(
            statement(ident(name)), nodeid=f"{MODULE}::test_upgraded", name="call", django=django
        )
        store.write([Change(made, variant=True)])
    before = project.file.read_bytes()
    both = project.perfgate("baselines", "prune", "--django", "5.2", "--django", "6.1")
    dry = project.perfgate("baselines", "prune", "--django", "6.1", "--dry-run")
    assert (both.output, dry.output, project.file.read_bytes()) == (
        "Django 5.2, 6.1 need all that the baselines hold.\n",
        f"would drop facts of {MODULE}\n",
        before,
    )
    done = project.perfgate("baselines", "prune", "--django", "6.1")
    entry = json.loads(project.file.read_text())["measurements"]["test_upgraded::call"]
    assert (done.exit_code, entry["django"], "variants" in entry) == (0, "6.1", False)
    assert project.counts()["test_upgraded"] == {"new": 1}


@pytest.mark.parametrize(
    "arguments", [("--django", "6"), ("--django", "six"), ("--django", "6.1", MODULE)]
)
def test_prune_refuses_what_is_no_version(project, arguments):
    """A typing error drops nothing."""
    before = project.file.read_bytes()
    done = project.perfgate("baselines", "prune", *arguments)
    assert (done.exit_code, project.file.read_bytes()) == (2, before)


def old_version(project, *identities):
    """Make the file one of version 1 that holds these identities in ``test_a``."""
    tree = json.loads(project.file.read_text())
    tree["fingerprint_version"] = 1
    statements = tree["measurements"]["test_a::call"]["statements"]["default"]
    for identity in identities:
        statements[identity] = {"count": 1, "rows": 0}
    project.file.write_text(json.dumps(tree))


def test_migrate_keeps_what_is_certain_and_names_the_rest(project):
    """Facts survive; a test whose statements may have another identity is named."""
    old_version(project, 'SELECT … FROM "z" ORDER BY ? ASC')
    assert "perfgate baselines migrate" in project.perfgate("baselines", "list").output
    dry = project.perfgate("baselines", "migrate", "--dry-run")
    assert "would bring up to date" in dry.output
    done = project.perfgate("baselines", "migrate")
    assert f"pytest {MODULE}::test_a --perf-update" in done.output
    assert project.counts()["test_b"] == {"a": 1}
    again = project.perfgate("baselines", "migrate")
    assert again.output == "Every baseline file is up to date.\n"


@pytest.mark.parametrize(
    "identity",
    [
        'SELECT … FROM "z" JOIN y ON (y.id = z.y)',
        'SELECT … FROM "z" WHERE z.x != ?',
        'DELETE FROM "z"; DELETE FROM y',
    ],
)
def test_migrate_names_what_was_written_otherwise(project, identity):
    """Two ways of writing became one identity: such statements must be seen once more."""
    old_version(project, identity)
    assert f"{MODULE}::test_a" in project.perfgate("baselines", "migrate").output


def test_migrate_names_nothing_where_all_is_certain(project):
    """Values in a condition are no places."""
    old_version(project, 'SELECT … FROM "z" WHERE z.x = ? ORDER BY z.y ASC LIMIT ?')
    assert "recorded again" not in project.perfgate("baselines", "migrate").output


def test_resolve_leaves_the_schema_to_be_made_anew(project):
    """A conflict in the schema is settled by writing the schema."""
    schema = project.folder / "baselines" / "schema.json"
    before = schema.read_bytes()
    branched(
        project,
        lambda: schema.write_text('{"a": 1}\n'),
        lambda: schema.write_text('{"a": 2}\n'),
    )
    project.git("merge", "-q", "theirs", code=1)
    done = project.perfgate("baselines", "resolve")
    assert (done.exit_code, schema.read_bytes()) == (0, before)


def test_cached_facts_are_listed(project):
    """Cache facts count in the list."""
    store = BaselineStore(project.folder / "baselines")
    store.write([Change(measurement(cached("get hit", 4), nodeid=f"{MODULE}::test_z"))])
    rows = json.loads(project.perfgate("baselines", "list", "-k", "test_z", "--json").output)
    assert rows[0]["cache"] == 4


def test_prune_removes_what_the_last_run_called_stale(project):
    """A test is gone from a module that is still there; it is pending no more then."""
    stale = f"{MODULE}::test_b::call"
    waiting = PendingStore(project.folder / ".perfgate" / "pending")
    waiting.renew((), [stale, f"{MODULE}::test_q::call"], settled=lambda _: False)
    dry = project.perfgate("baselines", "prune", "--dry-run")
    assert (dry.output, waiting.read().stale[0]) == (f"would remove {stale}\n", stale)
    assert project.perfgate("baselines", "prune").output == f"removed {stale}\n"
    assert project.counts().keys() == {"test_a", "test_c"}
    assert waiting.read().stale == (f"{MODULE}::test_q::call",)


def test_prune_does_not_take_a_wrong_folder_for_a_deleted_suite(project):
    """Where no module at all is there, more likely the root is another: nothing is removed."""
    other = f"{MODULE[:-3]}_more.py"
    BaselineStore(project.folder / "baselines").write(
        [Change(measurement(nodeid=f"{other}::test_z"))]
    )
    (project.folder / MODULE).unlink()
    done = project.perfgate("baselines", "prune")
    assert (done.exit_code, len(project.counts())) == (2, 3)
    assert "None of the 2 test modules is there" in done.output
    named = project.perfgate("baselines", "prune", MODULE)
    assert (named.output.count("removed"), project.file.exists()) == (3, False)


def test_prune_keeps_modules_that_are_no_python(project):
    """A plugin may collect tests from files of other kinds."""
    (project.folder / MODULE).rename(project.folder / MODULE.replace(".py", ".yaml"))
    assert "none is stale" in project.perfgate("baselines", "prune").output


@pytest.mark.parametrize(
    ("given", "left"),
    [
        (f"{MODULE}::test_a", {"test_b", "test_c"}),
        (f"{MODULE}::test_a::call", {"test_b", "test_c"}),
        ("perf_tests/test_shop.py", set()),
    ],
)
def test_prune_takes_ids_of_any_length(project, given, left):
    """Of a measurement, a test or a module; the beginning of a name is none."""
    project.perfgate("baselines", "prune", given)
    assert (project.counts().keys() if project.file.exists() else set()) == left
    assert project.perfgate("baselines", "prune", f"{MODULE}::test").exit_code == 2


def test_prune_tells_what_it_could_not_remove(project):
    """Nothing is called removed that is still there."""
    project.file.chmod(0o444)
    done = project.perfgate("baselines", "prune", f"{MODULE}::test_a")
    assert (done.exit_code, "removed" in done.output, "chmod u+w" in done.output) == (
        2,
        False,
        True,
    )


def test_list_shows_the_rest_beside_a_broken_file(project):
    """One file that cannot be read hides no other, and ends the command with 2."""
    project.file.with_name("test_broken.json").write_text("{")
    done = project.perfgate("baselines", "list")
    assert (done.exit_code, done.stdout.count(MODULE)) == (2, 3)
    assert "test_broken.json:1: the file is cut off" in done.stderr


def test_list_of_nothing_ends_with_3(project):
    """No baseline, or none that holds the text."""
    done = project.perfgate("baselines", "list", "-k", "nowhere")
    assert (done.exit_code, done.stderr) == (3, "No baseline has 'nowhere' in its id.\n")


def test_show_as_json_is_what_the_file_says(project):
    """For programs: the entry as it is written."""
    done = project.perfgate("baselines", "show", f"{MODULE}::test_b", "--json")
    held = json.loads(project.file.read_text())["measurements"]["test_b::call"]
    assert json.loads(done.stdout) == {f"{MODULE}::test_b::call": held}


def test_names_cannot_steer_the_terminal(project):
    """Whatever stands in a file is written out."""
    BaselineStore(project.folder / "baselines").write(
        [Change(measurement(nodeid=f"{MODULE}::test_z[\x1b[2J]"), "why\x1b[2J")]
    )
    for command in (["list"], ["show", "-k", "test_z"], ["prune", "-k", "test_z"]):
        assert "\x1b" not in project.perfgate("baselines", *command).output
