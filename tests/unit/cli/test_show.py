"""The command ``perfgate show``: what it prints, and how it ends."""

from __future__ import annotations

import msgspec
import pytest
from click.testing import CliRunner
from record_builders import PAGE, expected, measurement, record, statement

from perfgate.analyse.compare import judge
from perfgate.cli.main import cli
from perfgate.model import Allowance, CacheFact, Run, SiteCount
from perfgate.run_file import write_run

READ = CacheFact(
    alias="default",
    key_group="tkt:{int}",
    operation="get",
    outcome="hit",
    count=2,
    sites=(SiteCount(PAGE, 2),),
)


@pytest.fixture
def shown(tmp_path):
    """Writes a run of the measurements, held against one statement, and shows it."""

    def show(*measurements, arguments=(), mode="check"):
        path = tmp_path / "run.json"
        judgements = tuple(
            judge(each, expected(statement(count=1)), strict=False) for each in measurements
        )
        run = Run(
            mode=mode, measurements=measurements, judgements=judgements, versions={"Django": "6.1"}
        )
        write_run(run, path)
        return CliRunner().invoke(cli, ["show", str(path), *arguments])

    return show


def test_run_without_a_regression_ends_with_0(shown):
    """What is fine is a table and exit code 0."""
    result = shown(measurement(statement(count=1)))

    assert (result.exit_code, result.stdout.splitlines()) == (
        0,
        [
            "perf: check",
            "Django 6.1",
            "test             statements  rows  verdict",
            "test_page::call  1           0     ok",
            "",
            "1 measurement: 1 ok",
        ],
    )


def test_regressed_run_ends_with_1(shown):
    """A regression is told with its call site, and by the exit code."""
    result = shown(measurement(statement(count=3)))

    assert result.exit_code == 1
    assert "statements 1 → 3" in result.stdout
    assert "at facility/tickets/queries.py:31 ×3 in page" in result.stdout


def test_updated_run_ends_with_0(shown):
    """What an update has written down is no failure any more."""
    assert shown(measurement(statement(count=3)), mode="update").exit_code == 0


def test_verbose_tells_everything_of_a_measurement(shown):
    """Statements, transaction control and cache traffic stand there with their lines."""
    made = msgspec.structs.replace(
        record(statement(count=1, rows=5, columns={"ticket": "id name"}), SAVEPOINT=1),
        cache=(READ,),
        round_trips={"default": 1},
    )
    lines = shown(measurement(record=made), arguments=["-v"]).stdout.splitlines()

    assert lines[2:15] == [
        "",
        "perf_tests/test_tickets.py::test_page::call",
        "  ×1, 5 rows, 2 columns",
        '    SELECT … FROM "ticket" WHERE "ticket"."client_id" = ?',
        "    at facility/tickets/queries.py:31 in page",
        "  SAVEPOINT ×1",
        "  cache: get hit ×2",
        "    tkt:{int}",
        "    at facility/tickets/queries.py:31 ×2 in page",
        "  cache round trips ×1",
        "",
        "test             statements  rows   cache hits  verdict",
        "test_page::call  1           0 → 5  - → 2/2     REGRESSED",
    ]


def test_only_chooses_measurements(shown):
    """A text chooses the measurements whose id holds it; the others count for nothing."""
    fine = measurement(statement(count=1), name="fine")
    result = shown(fine, measurement(statement(count=3), name="worse"), arguments=["-k", "fine"])

    assert (result.exit_code, "worse" in result.stdout) == (0, False)


def test_nothing_chosen_ends_with_3(shown):
    """A table of nothing must not look like success."""
    result = shown(measurement(statement()), arguments=["-k", "nowhere"])

    assert result.exit_code == 3
    assert "has 'nowhere' in its id" in result.stderr


def test_empty_run_ends_with_3(shown):
    """A run that measured nothing is no success either."""
    assert shown().exit_code == 3


@pytest.mark.parametrize(
    ("content", "said", "slug"),
    [
        (None, "There is no run file", "run-file-missing"),
        (b"", "is no run file", "run-file-invalid"),
        (b'{"run_version": 1', "is no run file", "run-file-invalid"),
        (b"\xff\xfe", "is no run file", "run-file-invalid"),
        (b"[1, 2]", "is no run file", "run-file-invalid"),
        (b'{"run_version": 2, "fingerprint_version": 3}', "run_version 2", "run-file-version"),
        (
            b'{"run_version": 1, "fingerprint_version": 9}',
            "fingerprint_version 9",
            "run-file-version",
        ),
        (
            b'{"run_version": 1, "fingerprint_version": 3, "measurements": 3}',
            "is no run file",
            "run-file-invalid",
        ),
    ],
    ids=["missing", "empty", "cut off", "no text", "a list", "newer", "newer identities", "wrong"],
)
def test_unusable_file_ends_with_2(tmp_path, content, said, slug):
    """What cannot be read is named, with the way out."""
    path = tmp_path / "run.json"
    if content is not None:
        path.write_bytes(content)
    result = CliRunner().invoke(cli, ["show", str(path)])

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert f"({slug}: perfgate explain {slug})" in result.stderr


def test_control_characters_are_written_out(shown):
    """A name in a run file cannot steer the terminal."""
    made = measurement(statement(), name="a\x1b[2Jb")

    assert "\x1b" not in shown(made, arguments=["-v"]).stdout


def test_help_teaches():
    """The help names the file it reads and gives examples."""
    result = CliRunner().invoke(cli, ["show", "--help"])

    assert ".perfgate/run.json" in result.stdout
    assert "perfgate show -k test_tickets -v" in result.stdout


def test_a_narrowed_run_is_shown_as_what_it_was(tmp_path):
    """What was judged, what was left out and why, and what the session noticed."""
    ignore = Allowance(pattern="rows ticket", reason="soon rewritten")
    made = measurement(statement(rows=2), allowances=(ignore,))
    judgement = judge(made, expected(statement(rows=1)), strict=False, only=("statements",))
    run = Run(
        only=("statements",),
        measurements=(made,),
        judgements=(judgement,),
        notices=("ignore 'cache x' of test_y fits nothing: take it out",),
    )
    write_run(run, tmp_path / "run.json")
    result = CliRunner().invoke(cli, ["show", str(tmp_path / "run.json")])

    told = result.stdout.splitlines()
    assert (result.exit_code, told[0]) == (0, "perf: check, only statements")
    assert "    ignore 'rows ticket' (1 fact, 1 differs): soon rewritten" in told
    assert told[-4:] == [
        "",
        "notice: ignore 'cache x' of test_y fits nothing: take it out",
        "",
        "1 measurement: 1 ok (only statements judged)",
    ]
