"""Where the identity and libpg_query differ about what is one statement, and why.

Both read a statement as a tree without its values. A kind of difference is a way to change a tree:
two statements differ by that kind alone if their trees are equal after it. So a kind explains what
it names and nothing else, and a fault of ours has no explanation.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import identity_changes as changes
from identity_trees import each_node, native, tree
from pglast.parser import fingerprint

from perfgate.analyse.identity import identify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

CORPUS = Path(__file__).with_name("identity_corpus.sql")
#: In the corpus it stands before the name of a group of statements.
_TITLE = "-- group: "
_OF_VERSION = re.compile(r"Django (?P<version>[0-9.]+): (?P<shape>.*)")


@dataclass(frozen=True)
class Kind:
    """A kind of difference: its name, why it is, and what makes statements equal that have it."""

    name: str
    reason: str
    change: Callable[[dict[str, Any]], Any]


class Statement(NamedTuple):
    """A statement of the corpus, as both read it."""

    sql: str
    identity: str
    fingerprint: str


#: What the identity leaves out and libpg_query keeps, in the order in which it is to be taken out.
LEFT_OUT = (
    Kind(
        "places of columns",
        "`ORDER BY 2` is told by the column that it names: the number moves with the list of"
        " columns, and says nothing without it. libpg_query takes it for a value.",
        changes.places_named,
    ),
    Kind(
        "lists of columns",
        "One field added to a model rewrites nearly half of an application's statements, and must"
        " not make others of them. Columns that are selected, inserted, returned or copied as they"
        " are, are a fact of their own; what a result is called is no work.",
        changes.columns_left_out,
    ),
    Kind(
        "what is set",
        "A model that is saved sets all of its columns, a bulk update sets them by CASE: which ones"
        " is a fact of its own, and how they are reckoned is no work. An assignment with a query of"
        " its own is kept.",
        changes.assignments_left_out,
    ),
    Kind(
        "how rows are inserted",
        "Django inserts one row by VALUES and many by UNNEST. Both insert the rows that they are"
        " given. A query among the values is kept.",
        changes.rows_left_out,
    ),
    Kind(
        "names and portions of cursors",
        "Django numbers its cursors, and how much a FETCH takes is a value. Whether a cursor is"
        " held beyond its transaction depends on where the code is called from.",
        changes.cursors_left_out,
    ),
    Kind(
        "modes of transactions",
        "Commands that steer a transaction are counted by verb, apart from statements.",
        changes.modes_left_out,
    ),
    Kind(
        "options of EXPLAIN",
        "They say what is shown.",
        changes.options_of_explain_left_out,
    ),
    Kind(
        "case of names that Django makes up",
        "Django 5.2 writes U0 without quotes and later versions with them: to PostgreSQL u0 and U0"
        " are two names, but nobody chose either.",
        changes.django_names_as_one,
    ),
    Kind(
        "signs",
        "A sign before a number is a part of it. libpg_query keeps a plus as an operator.",
        changes.signs_left_out,
    ),
    Kind(
        "what lists of values hold",
        "A list is one value, whatever its length; NULL and casts in it are a part of it.",
        changes.lists_as_one,
    ),
    Kind(
        "NULL compared",
        "Django writes `= NULL` where a parameter is None: it is the value of that parameter.",
        changes.compared_nulls_as_values,
    ),
    Kind(
        "blocks of code",
        "The text of a DO block is a string.",
        changes.bodies_left_out,
    ),
)
#: What libpg_query leaves out and the identity keeps.
KEPT = (
    Kind(
        "schemas",
        "libpg_query forgets the schema of a table. Two schemas have two tables.",
        changes.schemas_left_out,
    ),
    Kind(
        "aliases of sources",
        "libpg_query forgets the alias, but not the names of columns that bear it. For us it is"
        " text, as it is what a condition refers to.",
        changes.aliases_left_out,
    ),
    Kind(
        "casts of values",
        "A cast decides which operator is taken, and with it which index.",
        changes.casts_of_values_left_out,
    ),
    Kind(
        "words that are constants in the tree",
        "`EXTRACT(year FROM b)`, `SET search_path = x`, the place in `ORDER BY 2` and NULL are"
        " constants to the parser, and decide what is done.",
        changes.words_as_values,
    ),
    Kind(
        "whether there is a value",
        "libpg_query gives a value no weight at all, so that LIMIT is OFFSET, and a CASE with and"
        " without ELSE, a slice with and without an end, and a type with and without a length are"
        " one. For us a value that is there is seen.",
        changes.presence_of_values_left_out,
    ),
    Kind(
        "order and repetition",
        "libpg_query sorts what is listed and takes what is there twice for one: conditions,"
        " arguments, tables, arms of CASE. `b = 1 OR b = 2 OR b = 3` asks more than one `b = 1`,"
        " and a function with two arguments is another one. For us the text decides.",
        changes.lists_sorted,
    ),
    Kind(
        "IN, ANY and =",
        "For libpg_query a list of one is a value. For us a query for one row that became a query"
        " for a list is another: that is how a loop becomes one statement.",
        changes.comparisons_as_one,
    ),
)
#: The tree is the same, and no change is needed.
NOTATION = Kind(
    "notation",
    "Brackets, CAST and ::, int and integer, TRUNCATE and TRUNCATE TABLE, quotes around the name of"
    " a function: we read words, and do not know that PostgreSQL reads two notations as one. What"
    " single words tell is evened out (JOIN and INNER JOIN, AS before an alias, != and <>). Who"
    " writes raw SQL anew in another notation accepts it once.",
    lambda node: node,
)

UNEXPLAINED = Kind("unexplained", "A fault.", lambda node: node)

#: Where Django's versions do send other work for the same call, by shape.
VERSIONS = {
    "save": "6.0 fetches what the database computed (generated fields) by UPDATE … RETURNING.",
    "save f": "6.0 fetches what was set to an expression by UPDATE … RETURNING.",
    "schema": "6.0 drops a column without CASCADE.",
    "union": "6.1 orders the result of a set operation by the model's ordering.",
    "union all": "As union.",
    "intersection": "As union.",
    "difference": "As union.",
    "union count": "6.1 does not order what is only counted.",
}


@cache
def corpus() -> tuple[Statement, ...]:
    """Give the statements of the corpus, each once."""
    return tuple(read(sql) for sql in dict.fromkeys(sql for _, sql in blocks()))


def by_version() -> dict[str, dict[str, list[str]]]:
    """Give the statements that Django's versions write differently: by shape, then by version."""
    found: dict[str, dict[str, list[str]]] = {}
    for title, sql in blocks():
        if match := _OF_VERSION.fullmatch(title):
            found.setdefault(match["shape"], {}).setdefault(match["version"], []).append(sql)
    return found


def blocks() -> list[tuple[str, str]]:
    """Give the texts of the corpus, each with the title of its group."""
    found = []
    title = ""
    for block in re.split(r"\n\n+", CORPUS.read_text(encoding="utf-8")):
        if block.startswith(_TITLE):
            title = block.removeprefix(_TITLE).strip()
        elif block.strip():
            found.append((title, block.strip("\n")))
    return found


def read(sql: str) -> Statement:
    """Read a statement as both do."""
    return Statement(sql, identify(sql).text, fingerprint(native(sql)))


def differences() -> dict[Kind, list[tuple[Statement, Statement]]]:
    """Give the pairs about which the two differ, by the kinds that explain them.

    Of statements that both take for the same one stands for all. A pair that nothing explains is
    under UNEXPLAINED.
    """
    found: dict[Kind, list[tuple[Statement, Statement]]] = {}
    for pair, kinds in (*_pairs("identity", LEFT_OUT), *_pairs("fingerprint", KEPT)):
        needed = explained(pair[0].sql, pair[1].sql, kinds)
        nothing = UNEXPLAINED if kinds is LEFT_OUT else NOTATION
        for kind in (UNEXPLAINED,) if needed is None else needed or (nothing,):
            found.setdefault(kind, []).append(pair)
    return found


def _pairs(
    same: str, kinds: tuple[Kind, ...]
) -> Iterator[tuple[tuple[Statement, Statement], tuple[Kind, ...]]]:
    """Yield the pairs that are the same to one of the two and not to the other."""
    classes: dict[str, dict[tuple[str, str], Statement]] = {}
    for statement in corpus():
        alike = classes.setdefault(getattr(statement, same), {})
        alike.setdefault((statement.identity, statement.fingerprint), statement)
    for alike in classes.values():
        for pair in itertools.combinations(alike.values(), 2):
            yield pair, kinds


def explained(one: str, other: str, kinds: Sequence[Kind]) -> tuple[Kind, ...] | None:
    """Give the kinds that make two statements equal and are needed for it; None if none do."""
    if changed(one, kinds) != changed(other, kinds):
        return None
    needed = list(kinds)
    for kind in kinds:
        fewer = [each for each in needed if each is not kind]
        if changed(one, fewer) == changed(other, fewer):
            needed = fewer
    return tuple(needed)


def changed(sql: str, kinds: Iterable[Kind]) -> Any:
    """Give a statement's tree after the changes of kinds."""
    return _changed(sql, tuple(kinds))


@cache
def _changed(sql: str, kinds: tuple[Kind, ...]) -> Any:
    if not kinds:
        return list(tree(sql))
    return each_node(_changed(sql, kinds[:-1]), kinds[-1].change)
