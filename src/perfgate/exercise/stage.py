"""What perf tests of one process run on: the servers, a clone of the dataset, a place for keys.

A clone is handed out only while nobody has written to it. Rolling back is not enough: a
rolled-back UPDATE leaves dead rows behind that moved a neighbour's index-only scan from 54 to 141
buffers on PostgreSQL 18.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from perfgate.dataset.recipes import load_recipe
from perfgate.dataset.templates import clone, drop, drop_orphans, prepare
from perfgate.errors import DatasetError, PerfgateError
from perfgate.model import Engine
from perfgate.services import advisory
from perfgate.services.admin import connect
from perfgate.services.replicas import primary_of, refuse_unmirrored
from perfgate.services.threads import FOLLOWING, connect_anew
from perfgate.services.world import (
    cache_settings,
    caches_kept_redirected,
    database_settings,
    file_settings,
    is_files,
    is_postgres,
    is_redis,
    redirected,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from perfgate.dataset.templates import Template
    from perfgate.services.acquire import Services
    from perfgate.services.cache_namespace import CacheNamespace
    from perfgate.services.servers import PostgresServer

#: Clones are named so, and owned by the session that holds the advisory lock of the name.
CLONE_PREFIX = "perfgate_c_"
#: As ri_triggers.c writes them; nobody else names the operator so.
_FOREIGN_KEY_CHECK = "SELECT % x WHERE % OPERATOR(% FOR KEY SHARE OF x"


def clone_aliases() -> list[str]:
    """The database aliases that point at clones now: the only ones a perf test may use."""
    from django.db import connections

    return [
        alias
        for alias, entry in connections.settings.items()
        if str(entry.get("NAME")).startswith(CLONE_PREFIX)
    ]


class Stage:
    """Servers, templates and clones of one test process.

    Args:
        services: the acquired servers; released by ``close``.
        namespace: this process's keys on the cache server, if it has one.
        recipes: the module that holds the recipes, or None.
        announce: takes a line that tells of a slow step.
    """

    def __init__(
        self,
        services: Services,
        namespace: CacheNamespace | None,
        *,
        recipes: str | None,
        announce: Callable[[str], None],
    ) -> None:
        if services.postgres is None:
            message = "a stage needs PostgreSQL"
            raise ValueError(message)
        self.server: PostgresServer = services.postgres
        self.namespace = namespace
        self._services = services
        self._recipes = recipes
        self._announce = announce
        self._templates: dict[str | None, Template] = {}
        self._clones: dict[tuple[str | None, str], str] = {}
        self._files = ""
        self._admin = connect(self.server)
        self._prepare_server()
        FOLLOWING.add(self)

    @property
    def engine(self) -> Engine:
        """The servers, as they stand in the run file."""
        cache = self._services.cache
        return Engine(
            postgres=self.server.version,
            postgres_provider=self.server.provider,
            cache=f"{cache.product} {cache.version}" if cache else "",
            cache_provider=cache.provider if cache else "",
        )

    def template(self, dataset: str | None) -> Template:
        """The template of a dataset, built where it is missing; None is an empty, migrated one."""
        if dataset not in self._templates:
            from django.db import connections

            recipe = None
            if dataset is not None:
                if self._recipes is None:
                    raise DatasetError(
                        f"The dataset {dataset!r} was asked for, but no recipes are configured.",
                        remedy='Name their module in pyproject.toml: [tool.perfgate] recipes = "…"',
                        slug="recipes-not-configured",
                    )
                recipe = load_recipe(self._recipes, dataset)
            self._templates[dataset] = prepare(
                self.server,
                recipe,
                databases=dict(connections.settings),
                progress=self._announce,
                holder=self._admin,
            )
        return self._templates[dataset]

    def described(self, dataset: str | None) -> str:
        """A dataset in a few words: name, rows, and whether it had to be built."""
        template = self.template(dataset)
        made = f"built in {template.seconds:.0f} s" if template.built else "kept from before"
        return f"{dataset or 'no dataset'}: {template.rows:,} rows ({made})"

    @contextlib.contextmanager
    def world(self, dataset: str | None) -> Iterator[tuple[str, ...]]:
        """Point Django at clones that nobody has written to; gives their names."""
        from django.core.cache import caches
        from django.db import connections

        databases = self._databases(dataset, connections.settings)
        keys = self._cache_entries(caches.settings)
        with redirected(databases, keys), caches_kept_redirected(self._cache_entries):
            self.empty_caches()  # of what the test before left there
            yield tuple(dict.fromkeys(str(entry["NAME"]) for entry in databases.values()))

    def _cache_entries(
        self, settings: Mapping[str, Mapping[str, object]]
    ) -> dict[str, dict[str, object]]:
        """What to use instead of the entries of ``CACHES`` that must not be used as they stand."""
        entries = {}
        for alias, entry in settings.items():
            if self.namespace is not None and is_redis(entry):
                entries[alias] = cache_settings(entry, self.namespace)
            elif is_files(entry):
                self._files = self._files or tempfile.mkdtemp(prefix="perfgate-")
                entries[alias] = file_settings(entry, Path(self._files))
        return entries

    def empty_caches(self) -> None:
        """Empty what the process keeps on the cache server, in memory and in files."""
        from django.core.cache import caches
        from django.core.cache.backends.filebased import FileBasedCache
        from django.core.cache.backends.locmem import LocMemCache

        if self.namespace is not None:
            self.namespace.empty()
        for cache in caches.all():  # their store is the process's, whichever thread filled it
            if isinstance(cache, LocMemCache | FileBasedCache):
                cache.clear()

    def _databases(
        self, dataset: str | None, settings: Mapping[str, Mapping[str, object]]
    ) -> dict[str, dict[str, object]]:
        alias_of_recipe = "default"
        if dataset is not None:
            self.template(dataset)
            alias_of_recipe = load_recipe(str(self._recipes), dataset).alias
        ours = [alias for alias, entry in settings.items() if is_postgres(entry)]
        refuse_unmirrored(ours, settings)
        result = {}
        for alias in ours:
            target = primary_of(alias, settings)
            database = self._clone(dataset if target == alias_of_recipe else None, target)
            result[alias] = database_settings(settings[alias], self.server, database)
        if alias_of_recipe not in result:
            raise DatasetError(
                f"No database {alias_of_recipe!r} on PostgreSQL is configured in DATABASES "
                f"(there are: {', '.join(settings) or 'none'}).",
                remedy="Perf tests measure PostgreSQL: use Django's postgresql backend for it.",
                slug="database-not-postgresql",
            )
        return result

    def spoil(self, dataset: str | None) -> None:
        """Throw away the clones that were in use: somebody wrote to them."""
        for key in [key for key in self._clones if key[0] in (dataset, None)]:
            self._drop(self._clones.pop(key))

    def calls(self, databases: Sequence[str]) -> int | None:
        """Statements that the server has executed on databases, or None where it does not tell.

        What drivers and Django send when a connection opens is left out: it does not come from
        the application. Nor do PostgreSQL's own queries for deferred foreign keys, which a COMMIT
        runs at top level, one for each row.
        """
        if not self.server.owned:
            return None
        [(calls,)] = self._admin.execute(
            "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements "
            "WHERE dbid IN (SELECT oid FROM pg_database WHERE datname = ANY(%s)) "
            "AND query NOT LIKE 'SELECT set_config(%%' AND query NOT LIKE '%%pg_type%%' "
            "AND query NOT LIKE %s",
            (list(databases), _FOREIGN_KEY_CHECK),
        )
        return int(calls)

    def copy(self, source: str) -> str:
        """Copy a clone, to put it back later; whoever is connected to it has to connect anew."""
        self._admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = %s AND backend_type = 'client backend'",
            (source,),
        )
        connect_anew([source])
        return self._cloned(source)

    def put_back(self, copy: str, database: str) -> None:
        """Make a clone what it was when the copy was taken."""
        drop(self.server, database)
        clone(self.server, copy, database)
        connect_anew([database])

    def discard(self, copy: str) -> None:
        """Drop a copy that is not needed any more."""
        self._drop(copy)

    def close(self) -> None:
        """Drop the clones, empty the cache namespace and give the servers back."""
        with contextlib.ExitStack() as stack:
            stack.callback(self._services.release)
            stack.callback(self._admin.close)
            stack.callback(FOLLOWING.remove, self)
            if self._files:
                stack.callback(shutil.rmtree, self._files, ignore_errors=True)
            if self.namespace is not None:
                stack.callback(self.namespace.release)
            for name in self._clones.values():
                stack.callback(self._drop, name)
            self._clones = {}

    def _clone(self, dataset: str | None, alias: str) -> str:
        key = (dataset, alias)
        if key not in self._clones:
            try:
                self._clones[key] = self._cloned(self.template(dataset).database)
            except DatasetError as error:
                if error.slug != "template-vanished":
                    raise
                # Somebody has dropped it by hand: a session that goes on builds it anew.
                del self._templates[dataset]
                self._clones[key] = self._cloned(self.template(dataset).database)
        return self._clones[key]

    def _cloned(self, source: str) -> str:
        name = self._claim()
        try:
            clone(self.server, source, name)
        except BaseException:
            with contextlib.suppress(Exception):  # what went wrong first is told
                self._drop(name)
            raise
        return name

    def _claim(self) -> str:
        name = f"{CLONE_PREFIX}{secrets.token_hex(6)}"
        advisory.lock(self._admin, name)
        return name

    def _drop(self, name: str) -> None:
        drop(self.server, name)
        advisory.unlock(self._admin, name)

    def _prepare_server(self) -> None:
        """Drop what sessions that died have left, and let the server count statements."""
        found = self._admin.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (CLONE_PREFIX,)
        )
        for (name,) in found:
            with advisory.tried(self._admin, name) as free:
                if free:
                    # Another session may be clearing up at this moment, or the mark is missing.
                    with contextlib.suppress(PerfgateError):
                        drop(self.server, name)
        drop_orphans(self._admin)
        if self.server.owned:
            # Without IF NOT EXISTS' race: two workers may create it at the same moment.
            advisory.lock(self._admin, "perfgate")
            self._admin.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
            advisory.unlock(self._admin, "perfgate")
