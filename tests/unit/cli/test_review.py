"""The command ``perfgate review``: single keys in a terminal, commands elsewhere."""

from __future__ import annotations

import re
import shlex

import msgspec
import pytest
from click.testing import CliRunner
from pending_builders import BETTER, FINE, MODULE, NEW, ORDER, OTHER, id_of, made
from record_builders import FILTERED, LOOKUP, PLAIN, statement
from terminal import Terminal, plain

from perfgate.cli.main import cli

PROGRAM = "from perfgate.cli.main import cli; cli(['review'])"
PROMPT = "[q]uit, [?] "
WHY = "(empty: back) "


def review(*arguments):
    """Run the command where there is no terminal."""
    return CliRunner().invoke(cli, ["review", *arguments])


def test_without_a_terminal_the_commands_are_printed(project):
    """They can be run as they stand, and do what the keys would."""
    before = project.contents()
    result = review()
    assert (result.exit_code, project.contents()) == (1, before)
    assert result.stdout.splitlines()[0] == (
        "6 pending: 1 REGRESSED, 1 CHANGED, 1 new, 1 stale, 1 improved, 1 renamed"
    )
    commands = re.findall(r"accept it: perfgate (.*)", result.stdout)
    assert [shlex.split(each)[1] for each in commands] == ORDER
    assert 'accept all: perfgate accept --all --reason "…"' in result.stdout
    assert f"pytest {MODULE} --perf-update --perf-reason" in result.stdout
    for each in commands:
        assert CliRunner().invoke(cli, shlex.split(each)).exit_code == 0
    assert review().stdout == "Nothing is pending.\n"
    assert project.waiting() == []


@pytest.mark.usefixtures("project")
def test_what_fails_no_gate_ends_with_0():
    """Gains, and renamed tests, wait without hurry; a new test fails in CI."""
    for test, ci, code in (("better", "", 0), ("named", "1", 0), ("new", "", 0), ("new", "1", 1)):
        result = CliRunner(env={"CI": ci}).invoke(cli, ["review", "-k", f"test_{test}"])
        assert (result.exit_code, result.stdout[:9]) == (code, "1 pending"), test


def test_nothing_measured_ends_with_3(project):
    """It must not look as if all were well."""
    for path in (project.root / ".perfgate").rglob("*.json"):
        path.unlink()
    result = review()
    assert (result.exit_code, "Nothing was measured yet" in result.stderr) == (3, True)


@pytest.mark.usefixtures("project")
def test_nothing_chosen_ends_with_3():
    """Something is pending, and not what was asked for."""
    result = review("perf_tests/test_other.py")
    assert (result.exit_code, "Nothing pending is what you asked for" in result.stderr) == (3, True)


def test_what_agrees_by_now_is_dropped(project):
    """Somebody has updated the baseline: there is nothing to ask."""
    project.write(OTHER, NEW)
    result = review()
    assert not {OTHER.id, NEW.id, FINE.id} & set(result.stdout.split())
    assert not {OTHER.id, NEW.id, FINE.id} & set(project.waiting())


def test_changed_baseline_is_noticed(project):
    """The findings are those against what the file says now."""
    project.write(made("test_better", statement(PLAIN, 3)))
    result = review("-k", "better")
    assert "statements 3 → 1" in result.stdout
    assert "notice: its baseline has changed since this was measured" in result.stdout


def test_names_do_not_steer_the_terminal(project):
    """An id is printed as text."""
    project.leave(made("test_x[\x1b[2J]", statement()))
    assert "\x1b" not in review().stdout


@pytest.fixture
def terminal(project):
    """A review in a terminal, at its first question."""
    made = Terminal(PROGRAM, project.root)
    try:
        made.wait_for(PROMPT)
        yield made
    finally:
        made.process.kill()
        made.process.wait()


def test_keys_answer_one_change_after_the_other(project, terminal):
    """Each answer is done before the next question, and needs no Enter."""
    assert f"[1/6] REGRESSED {id_of('test_worse')}" in terminal.text
    assert "\x1b[31m" in terminal.shown
    terminal.press("a", then=WHY)
    second = terminal.press("because it\tmust\r")
    assert project.says("test_worse") == ({PLAIN: 9}, "because it must")
    assert f"[2/6] CHANGED {OTHER.id}" in plain(second)
    assert f"[3/6] new {NEW.id}" in plain(terminal.press("r"))
    assert project.says("test_other") == ({PLAIN: 1}, "")
    assert OTHER.id not in project.waiting()
    terminal.press("s")
    assert (project.says("test_new"), NEW.id in project.waiting()) == (None, True)
    terminal.press("a")
    assert project.says("test_gone") is None
    terminal.press("a")
    assert project.says("test_better") == ({PLAIN: 1}, "")
    terminal.press("a", then="still pending")
    assert (project.says("test_named")[0], project.says("test_old_name")) == ({LOOKUP: 2}, None)
    assert terminal.end() == 0
    assert terminal.text.splitlines()[-2:] == [
        "wrote baselines/perf_tests/test_tickets.json",
        "4 accepted, 1 rejected, 1 still pending",
    ]
    assert project.waiting() == [NEW.id]


def test_everything_left_is_accepted_with_one_reason(project, terminal):
    """It is asked for once, and kept where a number loosens."""
    assert "1 loosen a number" in terminal.press("A", then=WHY)
    terminal.press("needed\r", then="6 accepted, 0 still pending")
    assert terminal.end() == 0
    assert (project.says("test_worse"), project.says("test_other")[1]) == (
        ({PLAIN: 9}, "needed"),
        "",
    )
    assert project.waiting() == []


def test_everything_left_is_rejected(project, terminal):
    """The baselines stay as they are."""
    before = project.contents()
    terminal.press("R", then="6 rejected, 0 still pending")
    assert (terminal.end(), project.contents(), project.waiting()) == (0, before, [])


def test_without_a_reason_it_asks_again(project, terminal):
    """An empty line goes back to the choice, and nothing is written."""
    before = project.contents()
    terminal.press("a", then=WHY)
    terminal.press(" \r")
    assert project.contents() == before
    terminal.press("s")


def test_details_and_help_are_shown_on_request(terminal):
    """They answer nothing."""
    assert "R  reject this one and all that follow" in terminal.press("?")
    assert "a  accept: the baseline becomes" in terminal.press("x")
    terminal.press("s")
    assert "[2/6]" in terminal.press("d")
    assert "[3/6]" in terminal.press("s")
    assert "neither" not in terminal.press("d")


def test_arrow_keys_do_no_harm(project, terminal):
    """The letter at the end of what an arrow sends is no answer."""
    before = project.contents()
    assert "show this list" in terminal.press("\x1b[A")
    assert project.contents() == before


def test_keys_may_come_before_their_questions(project, terminal):
    """Who knows the answers need not wait."""
    terminal.press("sssrq", then="1 rejected, 5 still pending")
    assert terminal.end() == 0
    assert id_of("test_gone") not in project.waiting()


@pytest.mark.parametrize("key", ["q", "\x03", "\x04"], ids=["q", "ctrl-c", "ctrl-d"])
def test_it_ends_cleanly_at_any_time(terminal, key):
    """What was answered is done, the rest is pending."""
    terminal.press("r")
    terminal.press(key, then="1 rejected, 5 still pending")
    assert (terminal.end(), "Traceback" in terminal.shown) == (0, False)


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_it_ends_cleanly_while_it_asks_for_a_reason(project, terminal, key):
    """Nothing is written of what had no reason yet."""
    before = project.contents()
    terminal.press("a", then=WHY)
    terminal.insist(key, then="6 still pending")
    assert (terminal.end(), project.contents()) == (0, before)


def test_closed_terminal_ends_it(project, terminal):
    """A window that is closed is no answer."""
    before = project.contents()
    terminal.close()
    assert terminal.process.wait(timeout=60) is not None
    assert (project.contents(), len(project.waiting())) == (before, 7 - 1)


def test_baseline_that_is_edited_meanwhile_is_shown_again(project, terminal):
    """Nobody accepts what they have not seen."""
    terminal.press("s")
    project.write(made("test_other", statement(FILTERED, 5)))
    again = terminal.press("a")
    assert "The baseline has just changed: look again." in again
    assert "statements 5 → 1" in again
    assert project.says("test_other")[0] == {FILTERED: 5}
    terminal.press("a")
    assert project.says("test_other")[0] == {FILTERED: 1}


def test_variant_is_a_key_too(project):
    """What another Django does stays beside what this one does."""
    older = msgspec.structs.replace(made("test_fine", statement(PLAIN, 2)), django="5.2")
    newer = msgspec.structs.replace(made("test_fine", statement(FILTERED)), django="6.0")
    project.write(older)
    project.leave(newer, stale=())
    shop = Terminal(PROGRAM, project.root)
    shop.wait_for(PROMPT)
    shop.press("v", then="1 accepted, 0 still pending")
    assert shop.end() == 0
    found = project.store.entry(FINE.id, FINE.nodeid, django="5.2")
    assert [each.identity for each in found.record.statements] == [PLAIN]


def test_no_line_is_wider_than_the_terminal(terminal):
    """What is shown before details are asked for does not wrap."""
    for _ in range(5):
        terminal.press("s")
    assert [line for line in terminal.text.splitlines() if len(line) > 80] == []
    assert id_of("test_named") in terminal.text
    assert BETTER.id in terminal.text
