"""Creates, marks, lists and drops databases that are perfgate's own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from perfgate.dataset.indexes import quoted
from perfgate.errors import DatasetError

if TYPE_CHECKING:
    from perfgate.services.admin import AdminConnection

_MARK = "perfgate "
#: The connection limit of our databases, which spells "perf": CREATE DATABASE sets it at once,
#: while the comment comes after it, and whoever is killed in between leaves a database without.
_LIMIT = 0x70657266
_PREFIX = "perfgate_"
_DATABASES = (
    "SELECT datname, shobj_description(oid, 'pg_database'), datconnlimit, datistemplate"
    " FROM pg_database"
)


@dataclass(frozen=True)
class Mark:
    """What the comment on one of our databases says.

    Attributes:
        kind: ``building``, ``template`` or ``clone``; ``begun`` where no comment says it yet.
        template: the template's name; of a clone, the one that it was made from.
        facts: of a complete template: its rows, by table, and how long it took to build.
    """

    kind: str
    template: str
    facts: dict[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """The comment."""
        return _MARK + json.dumps({"kind": self.kind, "template": self.template, **self.facts})


def parse(comment: str | None) -> Mark | None:
    """The mark that a comment is, or None."""
    if comment is None or not comment.startswith(_MARK):
        return None
    try:
        facts = json.loads(comment.removeprefix(_MARK))
        return Mark(facts.pop("kind"), facts.pop("template"), facts)
    except (ValueError, KeyError):
        return Mark("unknown", "")


def marked(connection: AdminConnection) -> dict[str, Mark]:
    """All of our databases by name, in the order in which they were created."""
    rows = connection.execute(f"{_DATABASES} ORDER BY oid")
    found = {name: _mark(name, comment, limit) for name, comment, limit, _ in rows}
    return {name: mark for name, mark in found.items() if mark is not None}


def _mark(name: str, comment: str | None, limit: int) -> Mark | None:
    if comment is None and limit == _LIMIT and name.startswith(_PREFIX):
        return Mark("begun", "")
    return parse(comment)


def set_mark(connection: AdminConnection, database: str, mark: Mark) -> None:
    """Comment a database."""
    text = mark.text().replace("'", "''")
    connection.execute(f"COMMENT ON DATABASE {quoted(database)} IS '{text}'")


def create(connection: AdminConnection, database: str, mark: Mark, template: str = "") -> None:
    """Create a database and mark it; from a template, by copying its files."""
    source = quoted(template or "template0")
    how = " STRATEGY FILE_COPY" if template else " ENCODING 'UTF8'"
    connection.execute(
        f"CREATE DATABASE {quoted(database)} TEMPLATE {source}{how} CONNECTION LIMIT {_LIMIT}"
    )
    set_mark(connection, database, mark)


def drop_marked(connection: AdminConnection, database: str) -> None:
    """Drop a database that bears the mark; one that does not exist is fine.

    Raises:
        DatasetError: it does not bear the mark.
    """
    rows = connection.execute(f"{_DATABASES} WHERE datname = %s", (database,))
    if not rows:
        return
    [(name, comment, limit, is_template)] = rows
    if _mark(name, comment, limit) is None:
        raise DatasetError(
            f"The database {database!r} does not bear perfgate's mark and is not dropped.",
            remedy=f"If it is yours to drop: dropdb {database}",
            slug="database-not-ours",
        )
    if is_template:
        connection.execute(f"ALTER DATABASE {quoted(database)} IS_TEMPLATE false")
    connection.execute(f"DROP DATABASE IF EXISTS {quoted(database)} WITH (FORCE)")
