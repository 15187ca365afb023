"""Points Django's connections and caches at the plugin's servers, and back.

Django reads ``connections.settings`` and ``caches.settings`` whenever a thread asks for an alias
that it has not used yet. Replacing an alias's settings and forgetting this thread's wrapper is
therefore enough; the wrapper that was in use (perhaps open, on an ordinary test database) is put
back untouched. Nothing of pytest-django is overridden, so that ordinary tests in the same session
keep the databases they always had.
"""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING, Any

from perfgate.services.threads import Redirected, wrapper_in_use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from django.utils.connection import BaseConnectionHandler

    from perfgate.services.cache_namespace import CacheNamespace
    from perfgate.services.servers import PostgresServer

#: Options of the user's entry that say where a server is or how connections are kept: both are
#: the plugin's affair while it owns the server. The others (``server_side_binding``,
#: ``prepare_threshold``, ``isolation_level`` …) change what the application sends and stay.
_PLACE_OPTIONS = frozenset(
    {
        "host",
        "hostaddr",
        "port",
        "user",
        "password",
        "dbname",
        "service",
        "passfile",
        "pool",
        "sslmode",
        "sslrootcert",
        "sslcert",
        "sslkey",
        "sslcrl",
        "gssencmode",
        "channel_binding",
        "target_session_attrs",
        "assume_role",
        "require_auth",
        "requirepeer",
        "krbsrvname",
        "sslcrldir",
        "sslnegotiation",
        "sslpassword",
    },
)


def is_postgres(entry: Mapping[str, Any]) -> bool:
    """Whether an entry of ``DATABASES`` is served by PostgreSQL.

    Third-party backends derive from Django's, so the class is asked, not the name.
    """
    from django.db.utils import load_backend

    engine = str(entry.get("ENGINE", ""))
    if not engine or engine == "django.db.backends.dummy":
        return False
    return bool(load_backend(engine).DatabaseWrapper.vendor == "postgresql")


def database_settings(
    entry: Mapping[str, Any], server: PostgresServer, database: str
) -> dict[str, Any]:
    """The user's ``DATABASES`` entry, engine and options kept, for ``database`` on ``server``."""
    ours = server.django_settings(database)
    kept = {k: v for k, v in entry.get("OPTIONS", {}).items() if k not in _PLACE_OPTIONS}
    return {
        **entry,
        **ours,
        "OPTIONS": {**kept, **ours.get("OPTIONS", {})},
        # A health check sends a statement of its own, a kept connection hides the reconnect.
        "CONN_HEALTH_CHECKS": False,
        "CONN_MAX_AGE": None,
        # That it is a mirror stays: Django loads fixtures into, and flushes, its primary only.
        "TEST": {**entry.get("TEST", {}), "NAME": database},
    }


def is_redis(entry: Mapping[str, Any]) -> bool:
    """Whether an entry of ``CACHES`` is served by Redis or Valkey."""
    from django.core.cache.backends.redis import RedisCache
    from django.utils.module_loading import import_string

    backend = import_string(entry["BACKEND"])
    if issubclass(backend, RedisCache):
        return True
    return any(base.__module__.startswith("django_redis.") for base in backend.__mro__)


def is_files(entry: Mapping[str, Any]) -> bool:
    """Whether an entry of ``CACHES`` is kept in files."""
    from django.core.cache.backends.filebased import FileBasedCache
    from django.utils.module_loading import import_string

    return issubclass(import_string(entry["BACKEND"]), FileBasedCache)


def file_settings(entry: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """A ``CACHES`` entry for files of the session's own: the user's outlive a session."""
    place = hashlib.sha256(str(entry.get("LOCATION", "")).encode()).hexdigest()[:16]
    return {**entry, "LOCATION": str(folder / place)}


def cache_settings(entry: Mapping[str, Any], namespace: CacheNamespace) -> dict[str, Any]:
    """A ``CACHES`` entry for the session's own part of the cache server."""
    prefix = f"{namespace.key_prefix}{entry.get('KEY_PREFIX', '')}"
    kept = {k: v for k, v in entry.get("OPTIONS", {}).items() if k not in _CACHE_CREDENTIALS}
    return {**entry, "LOCATION": namespace.url, "KEY_PREFIX": prefix, "OPTIONS": kept}


#: Credentials of the user's cache server: ours are in its URL.
_CACHE_CREDENTIALS = frozenset({"PASSWORD", "USERNAME", "password", "username"})


@contextlib.contextmanager
def redirected(
    databases: Mapping[str, Mapping[str, Any]],
    caches: Mapping[str, Mapping[str, Any]] | None = None,
) -> Iterator[None]:
    """Use these settings for these aliases inside the block.

    Args:
        databases: entries of ``DATABASES`` by alias; each is laid over the present one.
        caches: entries of ``CACHES`` by alias, likewise.
    """
    from django.core.cache import caches as cache_handler
    from django.db import connections

    with contextlib.ExitStack() as stack:
        stack.enter_context(_aliases_redirected(connections, databases))
        stack.enter_context(_aliases_redirected(cache_handler, caches or {}))
        yield


@contextlib.contextmanager
def caches_kept_redirected(
    entries_of: Callable[[Mapping[str, Mapping[str, Any]]], Mapping[str, Mapping[str, Any]]],
) -> Iterator[None]:
    """Redirect caches anew whenever a test changes ``CACHES`` in the block, or changes it back.

    Django then throws the handler's settings away. Without this the test would go on with keys on
    the user's own server.

    Args:
        entries_of: says for the entries of ``CACHES`` which of them to replace, and by what.
    """
    from django.core.cache import caches
    from django.test.signals import setting_changed

    def redirect(*, setting: str, **_: Any) -> None:
        if setting == "CACHES":
            caches.settings.update(entries_of(caches.settings))

    setting_changed.connect(redirect, weak=False)
    try:
        yield
    finally:
        setting_changed.disconnect(redirect)


@contextlib.contextmanager
def _aliases_redirected(
    handler: BaseConnectionHandler[Any], entries: Mapping[str, Mapping[str, Any]]
) -> Iterator[None]:
    kept_settings = {alias: handler.settings[alias] for alias in entries}
    kept_wrappers = {}
    for alias, entry in entries.items():
        if (wrapper := _forget(handler, alias)) is not None:
            kept_wrappers[alias] = wrapper
        handler.settings[alias] = Redirected(
            {**kept_settings[alias], **entry}, kept_settings[alias]
        )
    try:
        yield
    finally:
        for alias, settings in kept_settings.items():
            used = _forget(handler, alias)
            if used is not None:
                used.close()
            handler.settings[alias] = settings
            if alias in kept_wrappers:
                handler[alias] = kept_wrappers[alias]


def _forget(handler: BaseConnectionHandler[Any], alias: str) -> Any | None:
    """Take this thread's wrapper of an alias out of the handler, if there is one."""
    in_use = wrapper_in_use(handler, alias)
    if in_use is not None:
        del handler[alias]
    return in_use
