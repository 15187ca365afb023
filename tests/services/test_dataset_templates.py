"""Templates on a real server: built once, never half, dropped only when they are ours."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from dataset_builds import ROWS, scratch_recipe, start
from django.conf import settings
from django.db import connections

from perfgate.dataset import retention
from perfgate.dataset.databases import Mark, create, marked, set_mark
from perfgate.dataset.templates import Template, clone, drop, drop_orphans, prepare
from perfgate.errors import DatasetError
from perfgate.services.admin import connect
from perfgate.services.world import database_settings, redirected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from perfgate.dataset.recipes import Recipe
    from perfgate.services.acquire import Services
    from perfgate.services.admin import AdminConnection
    from perfgate.services.servers import PostgresServer

_INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
_CONSTRAINTS = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
)


@pytest.fixture
def server(services: Services) -> Iterator[PostgresServer]:
    """The server; what a test leaves there of ours is dropped."""
    assert services.postgres is not None
    yield services.postgres
    with connect(services.postgres) as connection:
        names = list(marked(connection))
    for name in names:
        drop(services.postgres, name)


@pytest.fixture
def build(server: PostgresServer, django_db_blocker: Any) -> Callable[..., Template]:
    """Prepares the template of a recipe."""

    def run(recipe: Recipe | None, holder: AdminConnection | None = None) -> Template:
        with django_db_blocker.unblock():
            return prepare(
                server,
                recipe,
                databases=settings.DATABASES,
                progress=lambda _line: None,
                holder=holder,
            )

    return run


def query(server: PostgresServer, database: str, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query on a database."""
    with connect(server, database) as connection:
        return connection.execute(sql)


def names(server: PostgresServer) -> list[str]:
    """All of our databases."""
    with connect(server) as connection:
        return list(marked(connection))


def test_a_clone_holds_the_rows_of_the_recipe(server, build):
    """What is cloned from a template is the migrated schema with the recipe's rows."""
    template = build(scratch_recipe())
    clone(server, template, "clone_a")
    found = query(
        server, "clone_a", "SELECT count(*), min(tacode), max(id) FROM onboarding_typeassist"
    )
    assert found == [(ROWS, "CODE1", ROWS)]


def test_the_same_recipe_is_not_built_twice(build):
    """A second session finds the template that the first has built."""
    first = build(scratch_recipe())
    second = build(scratch_recipe())
    assert (first.built, second.built, second.database) == (True, False, first.database)
    assert (second.rows, second.tables) == (ROWS, {"onboarding_typeassist": ROWS})


def test_other_values_make_another_template(build):
    """A changed declaration is seen, and its dataset is built anew."""
    first = build(scratch_recipe())
    second = build(scratch_recipe(code="LIST{row}"))
    assert second.built
    assert second.database != first.database


def test_the_next_row_gets_the_next_id(server, build):
    """Sequences go on after the rows that COPY brought."""
    clone(server, build(scratch_recipe()), "clone_b")
    found = query(
        server, "clone_b", "SELECT nextval(pg_get_serial_sequence('onboarding_typeassist', 'id'))"
    )
    assert found == [(ROWS + 1,)]


def test_indexes_and_constraints_are_what_the_migrations_made(server, build):
    """What was taken off for loading is put back exactly."""
    clone(server, build(None), "clone_empty")
    clone(server, build(scratch_recipe()), "clone_full")
    for sql in (_INDEXES, _CONSTRAINTS):
        assert query(server, "clone_full", sql) == query(server, "clone_empty", sql)


def test_no_recipe_gives_an_empty_schema(server, build, django_db_blocker):
    """Without a recipe the database is migrated, and Django finds its tables empty."""
    from facility.onboarding.models import TypeAssist

    template = build(None)
    clone(server, template, "clone_none")
    place = database_settings(settings.DATABASES["default"], server, "clone_none")
    with django_db_blocker.unblock(), redirected({"default": place}):
        assert TypeAssist.objects.count() == 0
        connections["default"].close()


def test_a_killed_build_leaves_nothing_usable(server, build):
    """The half-built database of a killed builder is dropped by the next one, which builds."""
    with start(server, stepwise=True) as builder:
        assert builder.stdout.readline().startswith("building the dataset scratch")
        builder.kill()
        builder.wait()
    [half_built] = names(server)
    assert "__building_" in half_built
    template = build(scratch_recipe())
    assert template.built
    assert names(server) == [template.database]


def test_a_failing_build_leaves_nothing(server, build):
    """Rows that contradict the schema are an error, and the database is gone."""
    with pytest.raises(DatasetError, match="contradict the schema"):
        build(scratch_recipe(code="SAME"))
    assert names(server) == []


def test_a_second_builder_waits_and_finds(server):
    """Of two sessions that need the same template one builds it and the other waits for it."""
    with start(server, stepwise=True) as first:
        first.stdout.readline()
        with start(server) as second:
            assert second.stdout.readline().startswith("waiting for another session")
            first.stdin.write("\n" * 100)
            first.stdin.flush()
            assert second.communicate()[0].splitlines() == ["found"]
        assert first.communicate()[0].splitlines()[-1] == "built"


@pytest.fixture
def few_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three templates stay, and every use of one is noted."""
    monkeypatch.setattr(retention, "KEPT", 3)
    monkeypatch.setattr(retention, "NOTED_S", 0)


@pytest.mark.usefixtures("few_kept")
def test_the_template_that_is_unused_for_longest_goes(server, build, monkeypatch):
    """The one used last stays, however old it is, and so does any that a clone was made from."""
    first, second, third = (build(scratch_recipe(rows=rows)).database for rows in (1, 2, 3))
    clone(server, first, "clone_of_first")
    with connect(server) as connection:
        # The clock of the server has seconds only.
        for template, used in ((first, 1), (second, 3), (third, 2)):
            mark = marked(connection)[template]
            set_mark(connection, template, replace(mark, facts={**mark.facts, "used": used}))
    fourth, fifth = (build(scratch_recipe(rows=rows)).database for rows in (4, 5))
    assert names(server) == [first, second, "clone_of_first", fourth, fifth]
    monkeypatch.setattr(retention, "KEPT_BYTES", 0)
    sixth = build(scratch_recipe(rows=6)).database
    assert names(server) == [first, "clone_of_first", sixth]


def test_a_use_is_noted(server, build, monkeypatch):
    """Who finds a template notes that it is used now, and not again within a minute."""
    name = build(scratch_recipe()).database
    with connect(server) as connection:
        mark = marked(connection)[name]
        set_mark(connection, name, replace(mark, facts={**mark.facts, "used": 1}))
        build(scratch_recipe())
        noted = marked(connection)[name].facts["used"]
        monkeypatch.setattr(retention, "NOTED_S", 3600)
        build(scratch_recipe())
        assert marked(connection)[name].facts["used"] == noted > 1


def test_a_held_template_is_dropped_by_nobody(server, build, monkeypatch):
    """A session keeps its template while it has no clone, whatever others build meanwhile."""
    monkeypatch.setattr(retention, "KEPT", 1)
    with connect(server) as holder:
        held = build(scratch_recipe(rows=1), holder).database
        others = [build(scratch_recipe(rows=rows)).database for rows in (2, 3)]
        assert names(server) == [held, others[-1]]
        clone(server, held, "clone_of_held")
        drop(server, "clone_of_held")
    last = build(scratch_recipe(rows=4)).database
    assert names(server) == [last]


def test_sessions_of_different_schemas_do_not_disturb_each_other(server):
    """Four at once that each drop what nobody holds can all clone theirs again and again."""
    with contextlib.ExitStack() as stack:
        sessions = [
            stack.enter_context(start(server, rows=rows, hold=True)) for rows in (1, 2, 3, 4)
        ]
        assert [each.communicate()[0].splitlines()[-1] for each in sessions] == ["cloned"] * 4


def test_a_database_that_was_just_begun_is_ours(server):
    """CREATE DATABASE itself marks it: who is killed before the comment leaves none behind."""
    begun = "perfgate_t_scratch_0__building_1"
    with connect(server) as connection:
        create(connection, begun, Mark("building", "perfgate_t_scratch_0"))
        connection.execute(f"COMMENT ON DATABASE {begun} IS NULL")
        drop_orphans(connection)
        assert names(server) == []


@pytest.mark.parametrize("name", ["perfgate_t_scratch_0__building_1", "perfgate_c_0"])
def test_a_database_that_only_looks_like_ours_is_not_dropped(server, name):
    """Neither a name like ours nor a connection limit makes a database ours."""
    limit = "" if name.startswith("perfgate_t") else " CONNECTION LIMIT 5"
    with connect(server) as connection:
        connection.execute(f"CREATE DATABASE {name}{limit}")
        try:
            drop_orphans(connection)
            assert names(server) == []
            with pytest.raises(DatasetError, match="does not bear perfgate's mark"):
                drop(server, name)
        finally:
            connection.execute(f"DROP DATABASE {name}")


def test_a_vanished_template_is_an_error(server):
    """A template that somebody dropped meanwhile is named."""
    with pytest.raises(DatasetError, match="Cannot clone perfgate_t_gone"):
        clone(server, "perfgate_t_gone", "clone_of_nothing")


def test_both_drivers_load_the_same_rows(server, build, monkeypatch):
    """Where only psycopg2 is installed COPY goes its way."""
    digest = (
        "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) FROM onboarding_typeassist t"
    )
    clone(server, build(scratch_recipe()), "by_psycopg")
    expected = query(server, "by_psycopg", digest)
    monkeypatch.setattr("perfgate.services.admin._DRIVERS", ("psycopg2",))
    drop(server, "by_psycopg")
    drop(server, next(iter(names(server))))
    clone(server, build(scratch_recipe()), "by_psycopg2")
    assert query(server, "by_psycopg2", digest) == expected


def test_a_foreign_database_is_not_dropped(server):
    """A database without the mark is none of ours."""
    with connect(server) as connection:
        connection.execute("CREATE DATABASE somebody_elses")
    try:
        with pytest.raises(DatasetError, match="does not bear perfgate's mark"):
            drop(server, "somebody_elses")
    finally:
        with connect(server) as connection:
            connection.execute("DROP DATABASE somebody_elses")


def test_a_foreign_database_is_not_taken_for_a_template(server, build):
    """A database that only has a template's name is neither used nor replaced."""
    name = build(scratch_recipe()).database
    drop(server, name)
    with connect(server) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        with pytest.raises(DatasetError, match=f"{name}' exists that does not bear"):
            build(scratch_recipe())
    finally:
        with connect(server) as connection:
            connection.execute(f"DROP DATABASE {name}")


def test_dropping_what_is_not_there_is_fine(server):
    """A clone that is gone already needs no second thought."""
    drop(server, "never_was_there")
    assert names(server) == []


def test_an_existing_database_is_not_cloned_over(server, build):
    """A name that is taken is an error that names it."""
    template = build(scratch_recipe())
    clone(server, template, "taken")
    with pytest.raises(DatasetError, match="'taken' exists"):
        clone(server, template, "taken")
