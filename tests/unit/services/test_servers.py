"""How a server is told to drivers and to Django."""

from __future__ import annotations

import psycopg2.extensions
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgate.services.servers import CacheServer, PostgresServer

psycopg_conninfo = pytest.importorskip(
    "psycopg.conninfo", reason="both drivers are needed to compare"
)

_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


def server(**changes: object) -> PostgresServer:
    """A server, with changes."""
    values = {
        "host": "/run/a b",
        "port": 5432,
        "user": "perfgate",
        "password": "secret",
        "version": "18.6",
        "major": 18,
        "provider": "embedded",
        "owned": True,
        **changes,
    }
    return PostgresServer(**values)


@given(password=_TEXT, database=_TEXT)
def test_conninfo_is_read_back(password: str, database: str) -> None:
    """A driver reads every value as it was, whatever needs quoting."""
    conninfo = server(password=password).conninfo(database)
    assert psycopg_conninfo.conninfo_to_dict(conninfo) == {
        "host": "/run/a b",
        "port": "5432",
        "user": "perfgate",
        "password": password,
        "dbname": database,
    }


def test_both_drivers_read_the_same() -> None:
    """psycopg2 reads what psycopg 3 reads."""
    conninfo = server(user="a 'b' \\c", options={"sslmode": "disable"}).conninfo("d")
    assert psycopg2.extensions.parse_dsn(conninfo) == psycopg_conninfo.conninfo_to_dict(conninfo)


def test_what_is_unknown_is_left_to_libpq() -> None:
    """Without user and password libpq looks where it always does."""
    assert server(user="", password="").conninfo("d") == "host='/run/a b' port='5432' dbname='d'"


def test_django_settings() -> None:
    """Django gets strings, and options of a URL as they are."""
    assert server(options={"sslmode": "require"}).django_settings("d") == {
        "HOST": "/run/a b",
        "PORT": "5432",
        "USER": "perfgate",
        "PASSWORD": "secret",
        "NAME": "d",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    "shown",
    [
        server(options={"sslpassword": "secret"}),
        CacheServer("redis://:secret@h/0", "redis", "8.2.1", "url", owned=False, databases=1),
    ],
)
def test_secrets_are_not_shown(shown: object) -> None:
    """Passwords are in no representation."""
    assert "secret" not in f"{shown!r} {shown}"
