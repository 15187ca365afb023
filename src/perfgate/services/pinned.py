"""The settings of the servers that perfgate owns: all that could make two equal runs differ.

Most of them take something away that works on its own clock or in several processes. Durability
goes too: a data directory that was not shut down in order is discarded, never recovered.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: How many logical databases the cache server has: one for each process that asks.
CACHE_DATABASES = 512
#: The first major version with the built-in locale provider, and with checksums by default.
_BUILTIN_LOCALES_FROM, _CHECKSUMS_FROM = 17, 18

_POSTGRES_SETTINGS: Mapping[str, str] = {
    # Reached through a Unix socket only.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    # The same plan on every machine.
    "shared_buffers": "256MB",
    "effective_cache_size": "4GB",
    "work_mem": "16MB",
    "hash_mem_multiplier": "2",
    "maintenance_work_mem": "256MB",
    "temp_buffers": "8MB",
    "seq_page_cost": "1",
    "random_page_cost": "1.1",
    "cpu_tuple_cost": "0.01",
    "cpu_index_tuple_cost": "0.005",
    "cpu_operator_cost": "0.0025",
    "default_statistics_target": "100",
    "effective_io_concurrency": "16",
    "maintenance_io_concurrency": "16",
    "jit": "off",
    "max_parallel_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "geqo_seed": "0",
    "plan_cache_mode": "auto",
    # The same pages in the same order.
    "synchronize_seqscans": "off",
    "autovacuum": "off",
    "huge_pages": "off",
    # The same WAL, and no waiting for it.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_compression": "off",
    "wal_init_zero": "off",
    "wal_recycle": "off",
    # Large, so that loading a dataset needs no checkpoint.
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    "max_logical_replication_workers": "0",
    # A dataset has many tables and a flush locks them all.
    "max_locks_per_transaction": "256",
    # The same text of values and messages.
    "timezone": "UTC",
    "log_timezone": "UTC",
    "datestyle": "ISO, MDY",
    "lc_messages": "C",
    "default_text_search_config": "pg_catalog.english",
    # auto_explain is loaded by the sessions that want it.
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "top",
    "pg_stat_statements.track_utility": "off",
    "pg_stat_statements.save": "off",
    "compute_query_id": "on",
    "track_io_timing": "off",
    "update_process_title": "off",
    "logging_collector": "off",
    "log_checkpoints": "off",
}
#: Reads in the backend itself: no workers whose work is counted elsewhere.
_SINCE_18: Mapping[str, str] = {"io_method": "sync"}


def postgres_settings(major: int, sockets: Path, port: int) -> dict[str, str]:
    """The settings of a PostgreSQL server, for its command line.

    Args:
        major: its major version.
        sockets: the folder for its socket.
        port: the number in the socket's name.
    """
    settings = {**_POSTGRES_SETTINGS, **(_SINCE_18 if major >= _CHECKSUMS_FROM else {})}
    quoted = str(sockets).replace('"', '""')
    return {**settings, "unix_socket_directories": f'"{quoted}"', "port": str(port)}


def initdb_options(major: int) -> list[str]:
    """How a data directory is made, apart from its place and its superuser."""
    options = ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    if major >= _BUILTIN_LOCALES_FROM:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if major >= _CHECKSUMS_FROM:
        options += ["--no-data-checksums"]
    return options


def valkey_settings(socket: Path, password: str) -> str:
    """The configuration file of a Valkey server, for its standard input."""
    return "\n".join(
        [
            "port 0",
            f"unixsocket {_valkey_quoted(str(socket))}",
            "unixsocketperm 700",
            f"requirepass {password}",
            "protected-mode yes",
            f"dir {_valkey_quoted(str(socket.parent))}",
            'save ""',
            "appendonly no",
            "maxmemory 0",
            "maxmemory-policy noeviction",
            "maxclients 1000",
            f"databases {CACHE_DATABASES}",
            "io-threads 1",
            "activedefrag no",
            "daemonize no",
            "slowlog-log-slower-than -1",
            "",
        ]
    )


def settings_digest(kind: str) -> str:
    """Stands for what is pinned above: sessions share a server only if they agree on it.

    Args:
        kind: ``postgres`` or ``valkey``.
    """
    pinned = (
        [dict(_POSTGRES_SETTINGS), dict(_SINCE_18), initdb_options(_CHECKSUMS_FROM)]
        if kind == "postgres"
        else CACHE_DATABASES
    )
    return hashlib.sha256(json.dumps(pinned, sort_keys=True).encode()).hexdigest()[:16]


def _valkey_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
