"""Every message has a page, and every page a message."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from perfgate.cli.explain import slugs
from perfgate.cli.main import cli
from perfgate.errors import PerfgateError
from perfgate.model import Verdict

PACKAGE = Path(__file__).parents[2] / "src" / "perfgate"
#: Pages about what is no error.
OTHER_PAGES = {*(verdict.value for verdict in Verdict), "failed-on-its-own"}


def _raised() -> set[str]:
    """The slugs that stand in the source, and those of the classes of errors."""
    found = {each.default_slug for each in PerfgateError.__subclasses__()}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "slug":
                chosen = [node.value]
                if isinstance(node.value, ast.IfExp):
                    chosen = [node.value.body, node.value.orelse]
                found |= {
                    each.value
                    for each in chosen
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    return found


def test_every_slug_has_a_page() -> None:
    """What a message points to is there."""
    assert _raised() - set(slugs()) == set()


def _made() -> list[tuple[str, ast.Call]]:
    """Every call that makes an error, by where it stands."""
    return [
        (f"{path.relative_to(PACKAGE)}:{node.lineno}", node)
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("Error")
        and any(each.arg == "remedy" for each in node.keywords)
    ]


def _parts(text: ast.expr) -> list[ast.expr]:
    return text.values if isinstance(text, ast.JoinedStr) else [text]


def _beginnings(text: ast.expr) -> list[ast.expr]:
    """The first part of a text, or of each of two that a condition chooses from."""
    if isinstance(text, ast.IfExp):
        return [*_beginnings(text.body), *_beginnings(text.orelse)]
    return _parts(text)[:1]


def test_each_kind_of_error_has_a_slug_of_its_own() -> None:
    """The page of a class of errors is an overview; a message points to what it is about."""
    bare = [
        where for where, node in _made() if not any(each.arg == "slug" for each in node.keywords)
    ]
    assert bare == []


def test_messages_are_sentences() -> None:
    """A message begins with a capital letter or a name, and what happened ends with a full stop."""
    wrong = []
    for where, node in _made():
        remedy = next(each.value for each in node.keywords if each.arg == "remedy")
        begins = [*_beginnings(node.args[0]), *_beginnings(remedy)]
        wrong += [
            f"{where}: {each.value}"
            for each in begins
            if isinstance(each, ast.Constant)
            and str(each.value)[:1].islower()
            and not str(each.value).startswith("perf ")  # which is a name
        ]
        last = _parts(node.args[0])[-1]
        if isinstance(last, ast.Constant) and not str(last.value).endswith((".", ":", ": ", "\n")):
            wrong.append(f"{where}: {last.value}")
    assert wrong == []


def test_every_page_belongs_to_a_message_or_verdict() -> None:
    """No page explains what can no longer happen."""
    assert set(slugs()) - _raised() - OTHER_PAGES == set()


def test_every_verdict_but_ok_has_a_page() -> None:
    """The words of the table are explained."""
    assert {verdict.value for verdict in Verdict} - set(slugs()) == {"ok"}


@pytest.mark.parametrize("slug", slugs())
def test_page_is_printed(slug: str) -> None:
    """A page begins with its slug, and is more than a title."""
    result = CliRunner().invoke(cli, ["explain", slug])
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, f"# {slug}")
    assert re.search(r"\w{3,}", result.stdout.partition("\n")[2])


def test_unknown_page_is_an_error_that_lists_nothing_by_itself() -> None:
    """A typing error says how to find the right slug."""
    result = CliRunner().invoke(cli, ["explain", "regresed"])
    assert (result.exit_code, result.stderr.splitlines()[:2]) == (
        2,
        ["There is no page 'regresed'.", "List them: perfgate explain"],
    )
