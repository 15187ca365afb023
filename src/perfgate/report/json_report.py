"""A comparison as JSON: the Structs as they stand, for programs to read."""

from __future__ import annotations

import json

import msgspec

from perfgate.analyse.comparison import Comparison


def json_report(comparison: Comparison) -> str:
    """Return everything that a comparison found, as a JSON document of one object."""
    return _document(msgspec.to_builtins(comparison))


def json_schema() -> str:
    """Return the JSON schema of what :func:`json_report` gives."""
    return _document(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "What perfgate compare --format json prints",
            **msgspec.json.schema(Comparison),
        }
    )


def _document(tree: object) -> str:
    # Names that are no UTF-8 hold lone surrogates, which ASCII can say and UTF-8 cannot.
    return json.dumps(tree, ensure_ascii=True, indent=1) + "\n"
