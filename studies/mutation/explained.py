"""Why a mutant may survive: what people wrote in ``explained.toml``, each entry held to be true."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mutation.result import Result

FILE = Path(__file__).with_name("explained.toml")


class Key(NamedTuple):
    """What names a survivor, whatever lines come and go above it."""

    file: str
    function: str
    operator: str
    source: str


def key_of(result: Result) -> Key:
    """The key of a survivor."""
    return Key(result.path, result.function, result.operator, result.text)


def explanations(file: Path = FILE) -> dict[Key, str]:
    """All explanations by the survivors that they are for.

    Raises:
        SystemExit: an entry lacks a key or its reason.
    """
    found = {}
    for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("survivor", []):
        try:
            key = Key(*(str(entry[name]) for name in Key._fields))
            found[key] = str(entry["reason"])
        except KeyError as error:
            raise SystemExit(f"{file}: {entry} has no {error}") from error
    return found


def unmatched(known: Iterable[Key], results: Iterable[Result]) -> list[Key]:
    """Explanations of what does not survive, or is no mutant at all."""
    survivors = {key_of(each) for each in results if not each.caught}
    return [key for key in known if key not in survivors]
