"""The content of a baseline file: these Structs are both its model and its JSON schema."""

from __future__ import annotations

import inspect
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from perfgate.model import FINGERPRINT_VERSION

Count = Annotated[int, Meta(ge=0)]
#: Column names separated by spaces; a space or a backslash within a name is escaped by ``\\``.
#: A lone ``*`` stands for all columns that the table has.
ColumnList = str
#: A minor version of Django, such as 5.2.
DjangoVersion = Annotated[str, Meta(pattern=r"^\d+\.\d+$")]


class BaselineStatement(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """All statements of one identity; ``sites`` are ``file::function``, without lines."""

    count: Count
    rows: Count
    columns: dict[str, ColumnList] = {}
    relation: str = ""
    sites: list[str] = []


class BaselineCacheFact(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """How many keys of a group met an operation and outcome; ``sites`` as of a statement."""

    count: Count
    sites: list[str] = []


class Facts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one measurement did under one version of Django.

    ``statements`` goes by database alias and identity, ``transactions`` by alias and verb,
    ``cache`` by cache alias, key group, and operation with outcome (``get hit``), and
    ``round_trips`` by cache alias. ``reason`` says why the numbers were last loosened.
    """

    dataset: str = ""
    reason: str = ""
    statements: dict[str, dict[str, BaselineStatement]] = {}
    transactions: dict[str, dict[str, Count]] = {}
    cache: dict[str, dict[str, dict[str, BaselineCacheFact]]] = {}
    round_trips: dict[str, Count] = {}


class Entry(Facts, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The baseline of one measurement: its facts, and those of versions of Django that differ.

    ``django`` is the minor version under which the facts were recorded; without it that is not
    known. ``variants`` gives the facts of other minor versions, where they are others.
    """

    django: Annotated[str, Meta(pattern=r"^(\d+\.\d+)?$")] = ""
    variants: dict[DjangoVersion, Facts] = {}


class BaselineFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The baselines of one test module.

    ``tables`` gives the columns that each table had, so that a column added to the schema can be
    told from a column newly asked for. ``measurements`` goes by the measurement's id without its
    module.
    """

    schema: str = msgspec.field(default="", name="$schema")
    fingerprint_version: Annotated[int, Meta(ge=1)] = FINGERPRINT_VERSION
    tables: dict[str, ColumnList] = {}
    measurements: dict[str, Entry] = {}


def json_schema() -> dict[str, object]:
    """Return the JSON schema of a baseline file, by which editors validate it."""
    schema = msgspec.json.schema(BaselineFile)
    for definition in schema["$defs"].values():
        # Python 3.13 takes the indent out of docstrings, which the file must not show.
        definition["description"] = inspect.cleandoc(definition["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Perfgate baselines of one test module",
        **schema,
    }
