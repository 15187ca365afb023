"""Shell completion, by the protocol that the printed scripts speak."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from checkouts import Checkout, git

PROGRAM = "from perfgate.cli.main import cli; cli(prog_name='perfgate')"


@pytest.fixture
def checkout(tmp_path):
    """A repository with a branch, a tag and a baseline."""
    made = Checkout(tmp_path / "repository")
    made.record(module="test_tickets", call=1)
    made.commit()
    git(made.top, "branch", "feature/paging")
    git(made.top, "tag", "v1.0")
    return made


def ask(folder, words, *, shell="bash"):
    """Ask what could complete the last of the words, as the script of a shell does."""
    line = f"perfgate {words}"
    environ = {
        **os.environ,
        "_PERFGATE_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("com", ["plain,compare", "plain,completion"]),
        ("compare feat", ["plain,feature/paging", "file,feat"]),
        ("compare main v", ["plain,v1.0", "file,v"]),
        ("compare main --format ma", ["plain,markdown"]),
        ("compare main -k test_t", ["plain,test_tickets"]),
        ("show -k test_p", ["plain,test_page"]),
        ("show ", ["file,"]),
        ("explain regr", ["plain,regressed"]),
        ("completion z", ["plain,zsh"]),
    ],
)
def test_words_are_completed(checkout, words, offered):
    """Commands, revisions and files, formats, tests and slugs are offered."""
    assert ask(checkout.root, words) == offered


def test_outside_of_a_project_nothing_goes_wrong(tmp_path):
    """Without git and without baselines files are offered, and no error is printed."""
    assert ask(tmp_path, "compare ma") == ["file,ma"]
    assert ask(tmp_path, "show -k test") == []


def test_broken_configuration_is_no_matter_of_completion(checkout):
    """A key at the prompt is not the moment to tell of pyproject.toml."""
    (checkout.root / "pyproject.toml").write_text("[tool.perfgate]\nnonsense = 1\n")

    assert ask(checkout.root, "compare ma") == ["file,ma"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_is_printed(tmp_path, shell):
    """Each script asks the installed command by its variable."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "completion", shell],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert f"_PERFGATE_COMPLETE={shell}_complete" in done.stdout
    assert (done.stderr, "perfgate" in done.stdout) == ("", True)
