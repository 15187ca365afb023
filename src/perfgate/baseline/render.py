"""The text of a baseline file: one fact a line, sorted, so that diffs read well."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import msgspec

from perfgate.baseline.schema import BaselineFile, json_schema

_SURROGATE = re.compile("[\ud800-\udfff]")


def render(file: BaselineFile) -> bytes:
    """Return the bytes of a baseline file; equal files give equal bytes."""
    return _canonical(msgspec.to_builtins(file))


def render_at(path: Path, file: BaselineFile, schema: Path) -> bytes:
    """Return the bytes of a baseline file that points to the schema from where it lies."""
    pointer = Path(os.path.relpath(schema, path.parent)).as_posix()
    return render(msgspec.structs.replace(file, schema=pointer))


def render_schema() -> bytes:
    """Return the bytes of the JSON schema that baseline files point to."""
    return _canonical(json_schema())


def _canonical(tree: object) -> bytes:
    text = json.dumps(tree, ensure_ascii=False, indent=2, sort_keys=True)
    # File names that are no UTF-8 reach Python as lone surrogates; JSON can say them, UTF-8 not.
    return (_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n").encode()
