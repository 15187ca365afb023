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
                found |= {
                    each.value
                    for each in ast.walk(node.value)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    return found


def test_every_slug_has_a_page() -> None:
    """What a message points to is there."""
    assert _raised() - set(slugs()) == set()


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
