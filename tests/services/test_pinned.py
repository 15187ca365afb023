"""What perfgate pins is in force on the servers it owns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import redis

from perfgate.services.admin import connect

if TYPE_CHECKING:
    from perfgate.services.acquire import Services


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("autovacuum", "off"),
        ("data_checksums", "off"),
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("jit", "off"),
        ("listen_addresses", ""),
        ("max_parallel_workers_per_gather", "0"),
        ("pg_stat_statements.track", "top"),
        ("pg_stat_statements.track_utility", "off"),
        ("shared_buffers", "256MB"),
        ("synchronize_seqscans", "off"),
        ("TimeZone", "UTC"),
        ("wal_level", "minimal"),
    ],
)
def test_setting(services: Services, name: str, value: str) -> None:
    """A setting that could make equal runs differ has its pinned value."""
    with connect(services.postgres) as connection:
        assert connection.execute(f'SHOW "{name}"' if "." not in name else f"SHOW {name}") == [
            (value,)
        ]


def test_locale(services: Services) -> None:
    """Text sorts alike everywhere: by PostgreSQL's own C.UTF-8, not by the machine's library."""
    with connect(services.postgres) as connection:
        found = connection.execute(
            "SELECT datlocprovider::text, datlocale, pg_encoding_to_char(encoding) "
            "FROM pg_database WHERE datname = 'template1'"
        )
    assert found == [("b", "C.UTF-8", "UTF8")]


def test_plans_can_be_watched(services: Services) -> None:
    """auto_explain can be loaded by a session, and pg_stat_statements be created."""
    with connect(services.postgres) as connection:
        connection.execute("LOAD 'auto_explain'")
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        assert connection.execute("SELECT count(*) >= 0 FROM pg_stat_statements") == [(True,)]


def test_the_cache_keeps_nothing_on_disk(services: Services) -> None:
    """The cache server saves nothing, forgets nothing and listens on no port."""
    with redis.Redis.from_url(services.cache.url, decode_responses=True) as client:
        found = {
            name: client.config_get(name)[name]
            for name in ("save", "appendonly", "maxmemory", "port", "unixsocketperm")
        }
    assert found == {
        "save": "",
        "appendonly": "no",
        "maxmemory": "0",
        "port": "0",
        "unixsocketperm": "700",
    }
