"""Template databases: a dataset built once, named by its digest, and cloned for each session.

A template is built under a name that ends in ``__building_<pid>`` and renamed when it is complete,
so that a half-built one can never be taken for it. Whoever builds holds an advisory lock that
goes with the connection: others wait for it and then find the template there, and a building
database whose lock is free has lost its builder.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perfgate.dataset.databases import Mark, create, drop_marked, marked, set_mark
from perfgate.dataset.indexes import quoted
from perfgate.dataset.retention import drop_unused, hold, let_go, note_use
from perfgate.errors import DatasetError
from perfgate.services import advisory
from perfgate.services.admin import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from perfgate.dataset.recipes import Recipe
    from perfgate.services.admin import AdminConnection
    from perfgate.services.servers import PostgresServer

_PREFIX = "perfgate_t_"
_BUILDING = "__building_"
_NAME_LIMIT = 24


@dataclass(frozen=True, slots=True)
class Template:
    """A complete template database.

    Attributes:
        name: the recipe's name, or ``empty``.
        database: the database's name.
        digest: what it was named by, 16 hexadecimal digits.
        rows: how many rows the recipe filled in.
        tables: the same by table.
        built: whether this call built it.
        seconds: how long building it took, whenever that was.
    """

    name: str
    database: str
    digest: str
    rows: int
    tables: dict[str, int]
    built: bool
    seconds: float


def prepare(
    server: PostgresServer,
    recipe: Recipe | None,
    *,
    databases: Mapping[str, Mapping[str, Any]],
    progress: Callable[[str], None],
    holder: AdminConnection | None = None,
) -> Template:
    """Find the template of a recipe, or build it.

    Args:
        server: where it is kept.
        recipe: what to fill in; None for a database that is migrated and empty.
        databases: the entries of ``DATABASES`` that point to the database while it is migrated.
        progress: is told, line by line, what takes long.
        holder: the connection that keeps the template from being dropped as long as it lasts.

    Raises:
        DatasetError: the recipe is wrong, or its rows contradict the schema.
    """
    from perfgate.dataset.digests import digest

    _check(recipe)
    with connect(server) as connection, contextlib.ExitStack() as stack:
        found = digest(recipe, _engine(connection, server))
        database = f"{_PREFIX}{_name(recipe)}_{found}"
        # Before it is looked for: what is found then stays.
        hold(holder or connection, database)
        stack.callback(let_go, holder or connection, database)
        ready = _ready(connection, database, built=False)
        if ready is None:
            with _locked(connection, database, progress):
                ready = _ready(connection, database, built=False)
                if ready is None:
                    _check_free(connection, database)
                    drop_orphans(connection)
                    _Builder(connection, server, databases, progress).build(recipe, database)
                    ready = _ready(connection, database, built=True)
        if ready is None:
            raise DatasetError(
                f"The template {database} vanished after it was built.",
                remedy="Run again; let nothing else drop databases of this server meanwhile.",
                slug="template-vanished",
            )
        note_use(connection, database)
        if ready.built:
            drop_unused(connection, but=database)
        if holder is not None:
            stack.pop_all()
    return ready


def clone(server: PostgresServer, template: Template | str, database: str) -> None:
    """Create a database as a copy of a template.

    Raises:
        DatasetError: there is a database of that name, or no such template.
    """
    source = template if isinstance(template, str) else template.database
    with connect(server) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname IN (%s, %s)", (source, database)
        )
        if (source,) not in rows:
            raise DatasetError(
                f"Cannot clone {source}: there is no such template.",
                remedy="Run again: the template is then built anew.",
                slug="template-vanished",
            )
        if (database,) in rows:
            raise DatasetError(
                f"Cannot clone {source}: a database {database!r} exists.",
                remedy="Drop it first, or choose another name.",
                slug="clone-exists",
            )
        create(connection, database, Mark("clone", source), template=source)


def drop(server: PostgresServer, database: str) -> None:
    """Drop one of our databases; one that does not exist is fine.

    Raises:
        DatasetError: it does not bear perfgate's mark.
    """
    with connect(server) as connection:
        drop_marked(connection, database)


def _check(recipe: Recipe | None) -> None:
    if recipe is None:
        return
    from perfgate.dataset.checks import check

    if not recipe.name.replace("_", "").isalnum() or len(recipe.name) > _NAME_LIMIT:
        raise DatasetError(
            f"The recipe's name {recipe.name!r} cannot be part of a database's name.",
            remedy=f"Use letters, digits and _, at most {_NAME_LIMIT}.",
            slug="recipe-name",
        )
    check(recipe)


def _engine(connection: AdminConnection, server: PostgresServer) -> str:
    """What, besides the major version, decides on a database's files and statistics."""
    (row,) = connection.execute(
        "SELECT datcollate, datctype, current_setting('block_size'),"
        " current_setting('default_statistics_target') FROM pg_database WHERE datname = 'template0'"
    )
    return " ".join((str(server.major), *map(str, row)))


def _ready(connection: AdminConnection, database: str, *, built: bool) -> Template | None:
    mark = marked(connection).get(database)
    if mark is None or mark.kind != "template":
        return None
    facts = {key: value for key, value in mark.facts.items() if key != "used"}
    return Template(database=database, built=built, **facts)


@dataclass(frozen=True)
class _Builder:
    connection: AdminConnection
    server: PostgresServer
    databases: Mapping[str, Mapping[str, Any]]
    progress: Callable[[str], None]

    def build(self, recipe: Recipe | None, database: str) -> None:
        """Build a template under another name, and rename it when it is complete."""
        building = f"{database}{_BUILDING}{os.getpid()}"
        started = time.monotonic()
        drop_marked(self.connection, building)
        try:
            create(self.connection, building, Mark("building", database))
            tables = self._fill(recipe, building)
        except BaseException:
            drop_marked(self.connection, building)
            raise
        facts = {
            "name": _name(recipe),
            "digest": database.rpartition("_")[2],
            "rows": sum(tables.values()),
            "tables": tables,
            "seconds": round(time.monotonic() - started, 1),
        }
        self._complete(building, database, facts)
        self.progress(f"built {database}: {facts['rows']:,} rows in {facts['seconds']} s")

    def _fill(self, recipe: Recipe | None, building: str) -> dict[str, int]:
        from perfgate.dataset.build import fill_database, migrate

        self.progress(f"building the dataset {_name(recipe)}: migrating")
        migrate(self.server, building, self.databases, recipe.alias if recipe else None)
        if recipe is None:
            return {}
        return fill_database(self.server, building, recipe, self.progress)

    def _complete(self, building: str, database: str, facts: dict[str, Any]) -> None:
        name = quoted(building)
        set_mark(self.connection, building, Mark("template", database, facts))
        # Nobody can connect, so nobody can be in the way of cloning it.
        self.connection.execute(f"ALTER DATABASE {name} IS_TEMPLATE true ALLOW_CONNECTIONS false")
        self.connection.execute(f"ALTER DATABASE {name} RENAME TO {quoted(database)}")


def _name(recipe: Recipe | None) -> str:
    return recipe.name if recipe else "empty"


def _check_free(connection: AdminConnection, database: str) -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)):
        raise DatasetError(
            f"A database {database!r} exists that does not bear perfgate's mark.",
            remedy=f"If it is yours to drop: dropdb {database}",
            slug="database-not-ours",
        )


@contextlib.contextmanager
def _locked(
    connection: AdminConnection, database: str, progress: Callable[[str], None]
) -> Iterator[None]:
    """Hold the lock of a template; it goes with the connection, should this process die."""
    with advisory.tried(connection, database) as free:
        if free:
            yield
            return
    progress(f"waiting for another session to build {database}")
    advisory.lock(connection, database)
    try:
        yield
    finally:
        advisory.unlock(connection, database)


def drop_orphans(connection: AdminConnection) -> None:
    """Drop half-built databases whose builder is gone: its lock is free."""
    for name in marked(connection):
        template, half_built, _ = name.partition(_BUILDING)
        if not half_built:
            continue
        # Of the lock of what is going to be built we are the holder, and may take it once more.
        with advisory.tried(connection, template) as free:
            if free:
                drop_marked(connection, name)
