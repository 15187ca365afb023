"""What a template is named by: everything that its content follows from, as one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfgate.dataset import schema
from perfgate.dataset.faults import table_told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfgate.dataset.recipes import Recipe, Table

#: Raised whenever this package would make other rows, or another database, of the same recipe.
FORMAT_VERSION = 2

#: factory_boy numbers declarations in the order in which modules happen to be imported.
_IMPORT_ORDER = frozenset({"_creation_counter"})
_DIGITS = 16


def digest(recipe: Recipe | None, engine: str) -> str:
    """16 hexadecimal digits of recipe, schema, engine and format; the same in each process.

    Args:
        recipe: what is filled in, or None for a database that was only migrated.
        engine: the server's major version and what else shapes its files.
    """
    hashed = hashlib.sha256()
    for part in _parts(recipe, engine):
        hashed.update(part)
        hashed.update(b"\x1e")
    return hashed.hexdigest()[:_DIGITS]


def _parts(recipe: Recipe | None, engine: str) -> Iterator[bytes]:
    yield f"format {FORMAT_VERSION}".encode()
    yield engine.encode()
    yield from _schema()
    if recipe is None:
        return
    # Whoever has no recipes needs neither factory_boy nor numpy.
    from perfgate.dataset.generate import Tables
    from perfgate.dataset.samples import sample

    yield canonical(
        (recipe.name, recipe.seed, recipe.as_of.isoformat(), recipe.parameters, recipe.alias)
    ).encode()
    tables = Tables(recipe)
    for table in recipe.tables:
        yield canonical_table(table).encode()
        with table_told(recipe.name, table.factory.__name__):
            yield from sample(tables, table)


def canonical_table(table: Table) -> str:
    """A table's declaration as text."""
    declared = dict(sorted(schema.declarations(table.factory).items()))
    return canonical((schema.label(table.model), table.rows, declared))


def canonical(value: Any) -> str:
    """A declaration as text: without addresses, and sets in an order of their own."""
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return repr(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{canonical(k)}:{canonical(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "(" + ",".join(map(canonical, value)) + ")"
    if isinstance(value, (set, frozenset)):
        return "{" + ",".join(sorted(map(canonical, value))) + "}"
    return _canonical_object(value)


def _canonical_object(value: Any) -> str:
    """A function or class by its name, an instance by its class and attributes."""
    if hasattr(value, "__qualname__"):
        return f"{value.__module__}.{value.__qualname__}"
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    inner = getattr(value, "__dict__", None)
    # What factory_boy wraps is imported late; it shows in the rows.
    if inner is None or kind.startswith("factory."):
        return kind
    kept = {name: inner[name] for name in sorted(inner) if name not in _IMPORT_ORDER}
    return f"{kind}{canonical(kept)}"


def _schema() -> Iterator[bytes]:
    """The migrations of all apps; an app without is taken by its models."""
    import django
    from django.apps import apps
    from django.conf import settings
    from django.db.migrations.loader import MigrationLoader

    # The same migration makes other columns in another feature release.
    yield f"django {django.VERSION[0]}.{django.VERSION[1]}".encode()
    yield canonical(list(settings.DATABASE_ROUTERS)).encode()
    for app in apps.get_app_configs():
        yield app.label.encode()
        module, _ = MigrationLoader.migrations_module(app.label)
        files = _sources(module) if module else []
        for path in files:
            yield path.name.encode()
            yield path.read_bytes()
        if not files:
            for model in app.get_models():
                made = [(name, *f.deconstruct()[1:]) for name, f in schema.fields(model).items()]
                yield canonical((schema.table_name(model), made)).encode()


def _sources(module: str) -> list[Path]:
    try:
        spec = find_spec(module)
    except ModuleNotFoundError:
        return []
    folders = list(spec.submodule_search_locations or []) if spec else []
    return [path for folder in folders for path in sorted(Path(folder).glob("[!_]*.py"))]
