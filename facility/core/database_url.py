"""A database named by a URL, the way deployments pass it in an environment variable."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def database_from_url(url: str) -> dict[str, object]:
    """The entry of ``DATABASES`` for ``postgresql://user:password@host:port/name``.

    A query parameter ``host`` takes the place of the host: it can be the folder of a Unix socket.

    Raises:
        ImproperlyConfigured: the URL is not one of PostgreSQL or names no database.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise ImproperlyConfigured(
            f"{url!r} is not postgresql://user:password@host:port/name; set FACILITY_DATABASE_URL"
        )
    hosts = parse_qs(parts.query).get("host", [])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": hosts[0] if hosts else unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }
