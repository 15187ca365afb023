"""Bringing baseline files of an older fingerprint version to the present one.

A file keeps identities, not SQL. A step therefore carries over what means the same in the next
version as it stands, and names the measurements with an identity that would now be another:
these must be recorded again.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perfgate.model import FINGERPRINT_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: The places of version 1 by which a column of the SELECT list was meant: their number is lost.
_BY_PLACE = re.compile(r"\b(?:ORDER|GROUP) BY (?:[^?]*?, )?\?(?= ASC| DESC| NULLS|,| LIMIT|\)|$)")

#: What version 2 kept as it was written: ``!=``, joins without INNER or OUTER, aliases with AS.
_OTHER_NOTATION = re.compile(
    r"!=|\b(?:ISNULL|NOTNULL|SOME)\b|\b(?:UNION|INTERSECT|EXCEPT) DISTINCT\b"
    r"|(?<!\bINNER )(?<!\bOUTER )(?<!\bCROSS )\bJOIN\b|\bAS (?!\w+(?: \w+)?\))(?!\()"
)


@dataclass(frozen=True, slots=True)
class Migrated:
    """A file's content in the present version.

    Attributes:
        tree: what :func:`json.loads` would give of it.
        before: the fingerprint version that it had.
        uncertain: the keys of the measurements that must be recorded again.
    """

    tree: dict[str, Any]
    before: int
    uncertain: tuple[str, ...]

    @property
    def content(self) -> bytes:
        """The file's bytes; it is rendered as ours when it is written."""
        return json.dumps(self.tree, ensure_ascii=False).encode(errors="surrogatepass")


def migrated(content: bytes) -> Migrated | None:
    """Bring the content of a file to the present version; None where it is no older file."""
    try:
        tree = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    version = tree.get("fingerprint_version") if isinstance(tree, dict) else None
    if not isinstance(version, int) or not 0 < version < FINGERPRINT_VERSION:
        return None
    uncertain: dict[str, None] = {}
    for step in range(version, FINGERPRINT_VERSION):
        uncertain.update(dict.fromkeys(_affected(tree, STEPS[step])))
    return Migrated(
        {**tree, "fingerprint_version": FINGERPRINT_VERSION}, version, tuple(sorted(uncertain))
    )


def _affected(tree: dict[str, Any], affects: Callable[[str], bool]) -> Iterator[str]:
    measurements = tree.get("measurements")
    for key, entry in measurements.items() if isinstance(measurements, dict) else ():
        if any(map(affects, _identities(entry))):
            yield key


def _identities(entry: Any) -> Iterator[str]:
    """The identities of an entry and of its variants."""
    if not isinstance(entry, dict):
        return
    statements = entry.get("statements")
    for identities in statements.values() if isinstance(statements, dict) else ():
        yield from identities if isinstance(identities, dict) else ()
    variants = entry.get("variants")
    for facts in variants.values() if isinstance(variants, dict) else ():
        yield from _identities(facts)


def _ordered_by_place(identity: str) -> bool:
    return _BY_PLACE.search(identity) is not None


def _written_otherwise(identity: str) -> bool:
    # A text of several statements had one identity, and is now counted as each of them.
    return "; " in identity or _OTHER_NOTATION.search(identity) is not None


#: For each older version, whether an identity of it may be another in the next one.
STEPS: dict[int, Callable[[str], bool]] = {
    # Since 2, ORDER BY and GROUP BY by place are told by the column that stands there.
    1: _ordered_by_place,
    # Since 3, what SQL lets be written in two ways has one identity; Django's is the one kept.
    2: _written_otherwise,
}
