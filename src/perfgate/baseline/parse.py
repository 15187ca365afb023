"""Reading a baseline file, with errors that name the line, the key and the way out.

msgspec's own errors neither give lines nor see duplicate keys, which a merge done by hand leaves
behind; so the text is parsed by :mod:`json` first and converted then.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import msgspec

from perfgate.baseline.columns import EVERY_COLUMN
from perfgate.baseline.conflict import first_mark
from perfgate.baseline.convert import all_facts
from perfgate.baseline.files import quoted
from perfgate.baseline.schema import BaselineFile
from perfgate.errors import BaselineError
from perfgate.model import FINGERPRINT_VERSION

if TYPE_CHECKING:
    from pathlib import Path

_KEY_IN_MESSAGE = re.compile(r"field `([^`]+)`")


class _DuplicateKeyError(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def parse(content: bytes, path: Path) -> BaselineFile:
    """Return the baselines that the bytes of a file hold.

    Args:
        content: the bytes of the file.
        path: where they came from; the errors name it.

    Raises:
        BaselineError: it is no UTF-8, no JSON, cut off, holds marks of a merge conflict,
            a duplicate or unknown key or a wrong value, or another version wrote it.
    """
    text, tree = tree_of(content, path)
    _check_version(tree, text, path)
    return file_of(tree, text, path)


def tree_of(content: bytes, path: Path) -> tuple[str, object]:
    """Return the text of a file, and what its JSON holds, be it baselines of any version.

    Raises:
        BaselineError: it is no UTF-8, no JSON, cut off, or holds marks of a merge conflict or a
            duplicate key.
    """
    text = _decoded(content, path)
    mark = first_mark(text)
    if mark is not None:
        raise BaselineError(
            f"{path}:{_line(text, mark)}: an unresolved merge conflict.",
            remedy="Settle it fact by fact: perfgate baselines resolve",
            slug="baseline-conflict",
        )
    return text, _tree(text, path)


def file_of(tree: object, text: str, path: Path) -> BaselineFile:
    """Return the baselines that the JSON of a file holds.

    Raises:
        BaselineError: it holds an unknown key or a wrong value.
    """
    try:
        file = msgspec.convert(tree, BaselineFile)
    except msgspec.ValidationError as error:
        found = _KEY_IN_MESSAGE.search(str(error))
        where = f"{path}:{_line_of_key(text, found[1])}" if found else f"{path}"
        raise BaselineError(
            f"{where}: {error}", remedy=_restore(path), slug="baseline-invalid"
        ) from error
    _check_tables(file, text, path)
    return file


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BaselineError(
            f"{path}:{line}: byte 0x{content[error.start]:02x} is not UTF-8.",
            remedy=_restore(path),
            slug="baseline-damaged",
        ) from error


def _tree(text: str, path: Path) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_duplicates)
    except json.JSONDecodeError as error:
        cut_off = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        what = "the file is cut off." if cut_off else f"no JSON ({error.msg})."
        raise BaselineError(
            f"{path}:{error.lineno}: {what}",
            remedy=_restore(path),
            slug="baseline-cut-off" if cut_off else "baseline-damaged",
        ) from error
    except _DuplicateKeyError as error:
        line = _line_of_key(text, error.key, occurrence=-1)
        raise BaselineError(
            f"{path}:{line}: the key {error.key!r} stands there twice.",
            remedy="Delete one of the two, or run the module's tests with --perf-update after "
            f"git checkout -- {quoted(path)}",
            slug="baseline-duplicate-key",
        ) from error
    except RecursionError as error:
        raise BaselineError(
            f"{path}: nested too deeply.", remedy=_restore(path), slug="baseline-damaged"
        ) from error


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _DuplicateKeyError(key)
        found[key] = value
    return found


def version_of(tree: object) -> int | None:
    """Return the fingerprint version that a file names; None where it names none."""
    version = tree.get("fingerprint_version") if isinstance(tree, dict) else None
    return version if isinstance(version, int) else None


def _check_version(tree: object, text: str, path: Path) -> None:
    version = version_of(tree)
    if version is None or version < 1 or version == FINGERPRINT_VERSION:
        return
    older = version < FINGERPRINT_VERSION
    raise BaselineError(
        f"{path}:{_line_of_key(text, 'fingerprint_version')}: fingerprint_version is {version}, "
        f"and this perfgate reads {FINGERPRINT_VERSION}",
        remedy="Bring it up to date: perfgate baselines migrate"
        if older
        else "Upgrade: pip install --upgrade pytest-perfgate",
        slug="baseline-old" if older else "baseline-future",
    )


def _check_tables(file: BaselineFile, text: str, path: Path) -> None:
    for key, entry in file.measurements.items():
        statements = (
            statement
            for facts in all_facts(entry)
            for identities in facts.statements.values()
            for statement in identities.values()
        )
        for statement in statements:
            for table, names in statement.columns.items():
                if names == EVERY_COLUMN and table not in file.tables:
                    raise BaselineError(
                        f"{path}:{_line_of_key(text, key)}: {key!r} takes all columns of "
                        f"{table!r}, which the section 'tables' does not list.",
                        remedy=_restore(path),
                        slug="baseline-invalid",
                    )


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _line_of_key(text: str, key: str, *, occurrence: int = 0) -> int:
    """Return the line of a key; 1 where the text writes it in another way than we would."""
    quoted = re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:"
    places = [found.start() for found in re.finditer(quoted, text)]
    return _line(text, places[occurrence]) if places else 1


def _restore(path: Path) -> str:
    return (
        f"Restore it with: git checkout -- {quoted(path)} - or delete it and run its module "
        "with --perf-update"
    )
