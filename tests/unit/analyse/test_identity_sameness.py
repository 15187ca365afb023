"""The identity against libpg_query's notion of what is one statement, over a corpus."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

pytest.importorskip(
    "pglast", reason="identities are not held against libpg_query: pip install pglast"
)

import identity_kinds as kinds
from identity_document import document

from perfgate.analyse.identity import identify

DOCUMENT = Path(__file__).parents[3] / "docs" / "identities.md"


@pytest.fixture(scope="module")
def differences():
    """The pairs about which the two differ, by kind."""
    return kinds.differences()


def test_corpus_is_large():
    """It has hundreds of statements, and hundreds of identities."""
    statements = kinds.corpus()
    assert len(statements) >= 900
    assert len({statement.identity for statement in statements}) >= 500


def test_every_difference_is_explained(differences):
    """Where the two differ, the trees are equal after what one of them leaves out on purpose."""
    unexplained = differences.get(kinds.UNEXPLAINED, ())
    assert [(one.sql, other.sql) for one, other in unexplained] == []


@pytest.mark.parametrize("kind", [*kinds.KEPT, kinds.NOTATION], ids=lambda kind: kind.name)
def test_what_the_identity_keeps_is_needed(differences, kind):
    """No kind is argued that explains nothing."""
    assert differences.get(kind)


@pytest.mark.parametrize("kind", kinds.LEFT_OUT, ids=lambda kind: kind.name)
def test_what_the_identity_leaves_out_is_needed(kind):
    """Without any one kind, some statements of one identity would have two trees."""
    others = [each for each in kinds.LEFT_OUT if each is not kind]
    assert not all(trees_agree(one, other, others) for one, other in same())


def test_statements_of_one_identity_have_one_tree():
    """An identity hides what is listed and nothing else, whatever libpg_query says of it."""
    wrong = [pair for pair in same() if not trees_agree(*pair, kinds.LEFT_OUT)]
    assert wrong == []


def test_statements_of_one_tree_have_one_identity_but_for_notation():
    """What two identities tell apart beyond the tree is how it is written, and never its words."""
    trees = {}
    for statement in kinds.corpus():
        changed = repr(kinds.changed(statement.sql, kinds.LEFT_OUT))
        trees.setdefault(changed, {}).setdefault(statement.identity, statement.sql)
    written_in_two_ways = [tuple(found) for found in trees.values() if len(found) > 1]
    assert len(written_in_two_ways) < 20, written_in_two_ways


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT a FROM t WHERE b = 1", "SELECT a FROM t"),
        ("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE c = 1"),
        ("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b < 1"),
        ("SELECT a FROM t ORDER BY b", "SELECT a FROM t ORDER BY b DESC"),
        ("SELECT a, max(b) FROM t", "SELECT a, min(b) FROM t"),
        ("SELECT a FROM t JOIN u ON true", "SELECT a FROM t LEFT JOIN u ON true"),
        ("SELECT a FROM t FOR UPDATE", "SELECT a FROM t FOR SHARE"),
        ("UPDATE t SET a = 1 WHERE b = 1", "UPDATE t SET a = 1 WHERE c = 1"),
        ("UPDATE t SET a = (SELECT b FROM u)", "UPDATE t SET a = (SELECT b FROM v)"),
        ("INSERT INTO t (a) VALUES (1)", "INSERT INTO u (a) VALUES (1)"),
    ],
)
def test_other_work_is_not_explained_away(one, other):
    """The kinds are not so wide that a fault of the identity could hide in them."""
    assert kinds.explained(one, other, kinds.LEFT_OUT) is None


def same():
    """The pairs of statements that have one identity, each with the first of them."""
    classes = {}
    for statement in kinds.corpus():
        classes.setdefault(statement.identity, []).append(statement.sql)
    for first, *others in classes.values():
        for other in others:
            yield first, other


def trees_agree(one, other, left_out):
    """Tell whether two statements are equal after changes."""
    return kinds.changed(one, left_out) == kinds.changed(other, left_out)


@pytest.mark.parametrize(("shape", "versions"), kinds.by_version().items())
def test_django_versions_differ_in_notation_only(shape, versions):
    """For one call, Django 5.2, 6.0 and 6.1 send one identity, but for what is listed."""
    found = [[identify(sql).text for sql in versions[version]] for version in sorted(versions)]
    real = any(one != other for one, other in itertools.pairwise(found))
    assert real == (shape in kinds.VERSIONS)


def test_versions_listed_are_in_the_corpus():
    """No difference of versions is argued that is not there."""
    assert kinds.VERSIONS.keys() <= kinds.by_version().keys()


def test_differences_are_written_down():
    """The page for users says what these tables say."""
    assert DOCUMENT.read_text(encoding="utf-8") == document(), (
        "run python tests/unit/analyse/identity_document.py"
    )
