"""From version 2: what SQL lets be written in two ways has one identity; Django's is the one kept.

A text of several statements had one identity, too, and is now counted as each of them. Of neither
can the new identity be told from the old one: the measurement must be recorded again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from perfgate.baseline.migrations.identities import keys_with

if TYPE_CHECKING:
    from collections.abc import Collection

#: What version 2 kept as it was written: ``!=``, joins without INNER or OUTER, aliases with AS.
_OTHER_NOTATION = re.compile(
    r"!=|\b(?:ISNULL|NOTNULL|SOME)\b|\b(?:UNION|INTERSECT|EXCEPT) DISTINCT\b"
    r"|(?<!\bINNER )(?<!\bOUTER )(?<!\bCROSS )\bJOIN\b|\bAS (?!\w+(?: \w+)?\))(?!\()"
)


def migrate(tree: dict[str, Any]) -> Collection[str]:
    """Change nothing; return the keys of measurements with such a statement."""
    return keys_with(tree, written_otherwise)


def written_otherwise(identity: str) -> bool:
    """Tell whether an identity may be another in version 3."""
    return "; " in identity or _OTHER_NOTATION.search(identity) is not None
