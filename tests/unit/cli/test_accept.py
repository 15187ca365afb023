"""The command ``perfgate accept``: all that is asked for, or nothing."""

from __future__ import annotations

import json
import shutil

import msgspec
import pytest
from click.testing import CliRunner
from pending_builders import BETTER, FINE, MODULE, NEW, ORDER, OTHER, WORSE, id_of, made
from record_builders import FILTERED, LOOKUP, PLAIN, cached, statement

from perfgate.baseline.pending import Pending, PendingFile
from perfgate.cli.main import cli
from perfgate.model import Budgets, Run
from perfgate.run_file import write_run


def accept(*arguments):
    """Run the command."""
    return CliRunner().invoke(cli, ["accept", *map(str, arguments)])


def refused(project, *arguments, slug):
    """Run a command that must refuse with this slug and write nothing, and return what it says."""
    before, waiting = project.contents(), project.waiting()
    result = accept(*arguments)
    assert (result.exit_code, project.contents(), project.waiting()) == (2, before, waiting)
    assert f"({slug}: perfgate explain {slug})" in result.stderr
    return result.stderr


def test_everything_is_accepted_with_a_reason(project):
    """Numbers, a new test, a renamed one, a stale baseline: the next review has nothing to ask."""
    before = project.contents()["perf_tests/test_tickets.json"]
    result = accept("--all", "--reason", "  it is \n needed ")
    assert (result.exit_code, result.stderr) == (0, "")
    assert project.says("test_worse") == ({PLAIN: 9}, "it is needed")
    assert project.says("test_other") == ({FILTERED: 1}, "")
    assert project.says("test_new") == ({LOOKUP: 1}, "")
    assert project.says("test_better") == ({PLAIN: 1}, "")
    assert project.says("test_named") == ({LOOKUP: 2}, "")
    assert (project.says("test_old_name"), project.says("test_gone")) == (None, None)
    assert project.waiting() == []
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["accepted"] * 6 + ["wrote"]
    assert before != project.contents()["perf_tests/test_tickets.json"]
    again = CliRunner().invoke(cli, ["review"])
    assert (again.exit_code, again.stdout) == (0, "Nothing is pending.\n")


def test_one_test_is_accepted_alone(project):
    """The others stay as they are, and pending."""
    assert accept(f"{MODULE}::test_better").exit_code == 0
    assert (project.says("test_better")[0], project.says("test_worse")[0]) == (
        {PLAIN: 1},
        {PLAIN: 1},
    )
    assert project.waiting() == sorted({*ORDER, FINE.id} - {BETTER.id})


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        ([f"{MODULE}::test_new::call"], 1),
        (["./perf_tests/test_tickets.py", "-k", "test_new"], 1),
        (["perf_tests/", "-k", "_n"], 2),
        (["-k", "other"], 1),
        ([f"{MODULE}::test_n"], None),
    ],
)
def test_tests_are_named_as_pytest_names_them(arguments, number):
    """A folder, a module, a test or a measurement; half a name is none."""
    result = accept(*arguments)
    found = result.stdout.count("accepted ") or None
    assert (found, result.exit_code) == (number, 0 if number else 2)


def test_paths_may_be_relative_to_where_we_are(project, monkeypatch):
    """The shell completes them so."""
    monkeypatch.chdir(project.root / "perf_tests")
    assert accept("test_tickets.py::test_new").exit_code == 0
    assert project.says("test_new") is not None


def test_loosening_without_a_reason_writes_nothing(project):
    """Nor does it write what would have needed none."""
    told = refused(project, "--all", slug="reason-missing")
    assert WORSE.id in told
    assert 'perfgate accept … --reason "…"' in told


def test_empty_reason_is_none(project):
    """Blanks explain nothing."""
    assert "--reason is empty" in refused(project, "--all", "--reason", " \t", slug="reason-empty")


def test_nothing_is_accepted_without_being_told(project):
    """Forgetting to say what must not accept everything."""
    assert "-k TEXT or --all" in refused(project, slug="nothing-chosen")


def test_unknown_test_is_refused_with_the_known_ones(project):
    """One typing error, and nothing is written."""
    told = refused(project, f"{MODULE}::test_new", f"{MODULE}::test_gnoe", slug="pending-unknown")
    assert f"Nothing is pending of {MODULE}::test_gnoe" in told


def test_nothing_pending_ends_with_3(project):
    """It is no success to have accepted nothing."""
    shutil.rmtree(project.root / ".perfgate")
    assert accept("--all").exit_code == 3


def test_dry_run_shows_what_the_gate_said_and_writes_nothing(project):
    """It asks for no reason, and takes nothing out."""
    before, waiting = project.contents(), project.waiting()
    result = accept("--all", "--dry-run")
    assert (result.exit_code, project.contents(), project.waiting()) == (0, before, waiting)
    assert result.stdout.startswith("6 would be accepted: 1 REGRESSED, 1 CHANGED")
    assert "statements 1 → 9, rows 1 → 9" in result.stdout


def test_baseline_that_has_changed_since_is_refused(project):
    """What somebody else has settled is not undone."""
    project.write(made("test_other", statement(FILTERED, 5)))
    told = refused(project, f"{MODULE}::test_other", slug="pending-moved-on")
    assert f"pytest {MODULE}::test_other --perf-update" in told
    project.write(OTHER)
    result = accept(f"{MODULE}::test_other")
    assert (result.exit_code, "Nothing to accept" in result.stdout) == (0, True)


LAYOUTS = ["", ".perfgate", "perf-run", "artifacts/job 1/.perfgate", "perf-run/pending"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_uploads_are_found_wherever_they_lie(project, tmp_path, layout):
    """An artifact is unpacked in many shapes."""
    folder = tmp_path / "ci"
    (folder / layout).parent.mkdir(parents=True, exist_ok=True)
    project.pending.drop(project.pending.read().measurements, [id_of("test_gone")])
    project.leave(WORSE, NEW, folder=folder / layout)
    (folder / "coverage.json").write_text('{"run_version": "none"}', "utf-8")
    (folder / "list.json").write_text("[1]", "utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*.json")}
    result = accept("--from", folder, "--reason", "needed")
    assert (result.exit_code, project.says("test_worse")[0]) == (0, {PLAIN: 9}), result.output
    assert (project.says("test_new")[0], project.says("test_gone")) == ({LOOKUP: 1}, None)
    assert {path: path.read_bytes() for path in folder.rglob("*.json")} == before


def test_run_file_alone_will_do(project, tmp_path):
    """What agrees is left out, and what breaks a budget is told and left out."""
    over = made("test_over", statement(PLAIN, 3), budgets=Budgets(max_queries=1))
    write_run(Run(measurements=(FINE, BETTER, over)), tmp_path / "ci" / "run.json")
    result = accept("--from", tmp_path / "ci")
    assert (result.exit_code, result.stdout.count("accepted ")) == (1, 1), result.output
    assert "not accepted, as no baseline can be made of it" in result.stdout
    assert (project.says("test_better")[0], project.says("test_over")) == ({PLAIN: 1}, None)


def test_equal_measurements_of_two_jobs_are_one(project, tmp_path):
    """Jobs of one test agree, as a rule; what any job measured is not stale."""
    for job in ("3.11", "3.12"):
        project.leave(NEW, folder=tmp_path / "ci" / job)
    used = made("test_gone", statement())
    write_run(Run(measurements=(used,)), tmp_path / "ci" / "slow tests" / "run.json")
    result = accept("--from", tmp_path / "ci")
    assert (result.exit_code, result.stdout.count("accepted ")) == (0, 1)
    assert project.says("test_gone") is not None


def test_different_measurements_of_two_jobs_are_refused(project, tmp_path):
    """Both places are named, and either can be taken, or another test."""
    ci = tmp_path / "ci"
    project.leave(NEW, BETTER, folder=ci / "one")
    project.leave(made("test_new", statement(LOOKUP, 7)), folder=ci / "two")
    told = refused(project, "--from", ci, slug="pending-conflict")
    assert all(f"{ci}/{job}/pending/perf_tests/test_tickets.json" in told for job in ("one", "two"))
    assert accept("--from", ci, "-k", "better").exit_code == 0
    assert accept("--from", ci / "two").exit_code == 0
    assert project.says("test_new")[0] == {LOOKUP: 7}


def test_tests_of_another_revision_are_refused(project, tmp_path):
    """A pull request is measured merged: what is not here cannot be judged here."""
    elsewhere = made("test_x", statement(), module="perf_tests/test_elsewhere.py")
    project.leave(NEW, elsewhere, folder=tmp_path / "ci")
    told = refused(project, "--from", tmp_path / "ci", slug="pending-elsewhere")
    assert "Not in this checkout: perf_tests/test_elsewhere.py" in told


def test_test_that_its_module_does_not_name_is_noticed(project, tmp_path):
    """It may be inherited, so that it is accepted all the same."""
    project.leave(made("test_unseen[a]", statement()), folder=tmp_path / "ci")
    result = accept("--from", tmp_path / "ci")
    assert f"notice: {MODULE} here names no test_unseen" in result.stdout
    assert result.exit_code == 0


def upload(folder, content, name="pending/x.json"):
    """Write a file as CI would have."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return folder


@pytest.mark.parametrize(
    ("content", "slug", "said"),
    [
        ({"pending_version": 1, "fingerprint_version": 1}, "pending-version", "has fingerprint"),
        ({"pending_version": 9, "fingerprint_version": 3}, "pending-version", "--upgrade"),
        ({"pending_version": 1, "measurements": 3}, "pending", "is no pending file"),
        ({"run_version": 99, "fingerprint_version": 2}, "run-file-version", "run_version 99"),
        (b'{"pending_version": 1, "fing', "pending", "is no JSON"),
        (b"\xff\xfe", "pending", "is no JSON"),
        ({"something": "else"}, "pending-nowhere", "nothing pending in"),
    ],
)
def test_files_that_cannot_be_taken_are_told(project, tmp_path, content, slug, said):
    """What is wrong, in which file, and what mends it."""
    assert said in refused(project, "--from", upload(tmp_path / "ci", content), slug=slug)


NAMES = ["../../evil.py::t", "/etc/evil.py::t", "a/../../evil.py::t", "\0.py::t", "", "::t", "."]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("nodeid", NAMES)
def test_uploaded_names_lead_nowhere_else(tmp_path, nodeid):
    """Anybody who can open a pull request can write an artifact."""
    evil = msgspec.structs.replace(NEW, nodeid=nodeid)
    file = PendingFile(measurements=(Pending(measurement=evil),))
    folder = upload(tmp_path / "ci", msgspec.json.encode(file))
    outside = {path for path in tmp_path.rglob("*") if path.is_file()}
    result = accept("--from", folder, "--reason", "x")
    assert result.exit_code == 2
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == outside


@pytest.mark.parametrize("stale", ["../../evil.py::t::call", "", "\0"])
def test_uploaded_stale_names_lead_nowhere_else(project, tmp_path, stale):
    """What is to be removed must lie in the baseline folder, too."""
    folder = upload(tmp_path / "ci", msgspec.json.encode(PendingFile(stale=(stale,))))
    before = project.contents()
    result = accept("--from", folder)
    assert (result.exit_code, project.contents()) == (2, before)


def test_taken_over_must_be_the_same_work(project, tmp_path):
    """An upload cannot make a baseline go by claiming that its test was renamed."""
    claim = Pending(measurement=NEW, taken_over=id_of("test_fine"))
    folder = upload(tmp_path / "ci", msgspec.json.encode(PendingFile(measurements=(claim,))))
    assert accept("--from", folder).exit_code == 0
    assert (project.says("test_fine") is None, project.says("test_new")[0]) == (False, {LOOKUP: 1})


def test_links_in_uploads_are_not_followed(project, tmp_path):
    """They could lead to any file of this machine."""
    folder = tmp_path / "ci"
    folder.mkdir()
    (folder / "run.json").symlink_to(project.root / ".perfgate" / "run.json")
    refused(project, "--from", folder, slug="pending-nowhere")


def upgraded(project):
    """Leave a measurement pending that a newer Django made other SQL of."""
    older = msgspec.structs.replace(made("test_fine", statement(PLAIN, 2)), django="5.2")
    newer = msgspec.structs.replace(made("test_fine", statement(FILTERED)), django="6.0")
    project.write(older)
    project.leave(newer, stale=())
    return older, newer


def identities(project, django):
    """What a version of Django is held against."""
    found = project.store.entry(FINE.id, FINE.nodeid, django=django)
    return [each.identity for each in found.record.statements]


def test_variant_leaves_what_another_django_does(project):
    """Both versions are served; without the option the newer takes the place of the older."""
    upgraded(project)
    shown = CliRunner().invoke(cli, ["review"]).stdout
    assert "baseline recorded under Django 5.2, this run is on Django 6.0" in shown
    assert f"or beside the other Django: perfgate accept {FINE.id} --variant" in shown
    assert accept(FINE.id, "--variant").exit_code == 0
    assert (identities(project, "5.2"), identities(project, "6.0")) == ([PLAIN], [FILTERED])
    project.store.prune([FINE.id])
    upgraded(project)
    assert accept(FINE.id).exit_code == 0
    assert identities(project, "5.2") == [FILTERED]


def test_facts_that_were_not_judged_are_not_written(project):
    """A run of ``--perf-only=cache`` leaves its cache facts pending, and nothing else."""
    found = made("test_fine", statement(PLAIN, 7), cached("get hit", 3))
    waiting = Pending(measurement=found, only=("cache",))
    project.pending.renew([waiting], (), settled=lambda _id: True)
    assert accept("--all", "--reason", "read more").exit_code == 0
    entry = project.store.entry(FINE.id, FINE.nodeid).record
    assert ([each.count for each in entry.statements], [each.count for each in entry.cache]) == (
        [1],
        [3],
    )
