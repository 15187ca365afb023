"""The group of a cache key: the key with its ids taken out.

``cap:tree:42`` and ``cap:tree:43`` are one group, ``cap:tree:{int}``: what a baseline can say of a
cache must not depend on which rows a dataset happens to ask for.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: A session's own prefix on a shared server: it differs each time.
_SESSION = re.compile(r"^perfgate:[0-9a-f]{16}:")
#: Hexadecimal digits of SHA-512, -384, -256, -224, SHA-1 and MD5.
_DIGEST = "|".join(f"[0-9a-f]{{{length}}}" for length in (128, 96, 64, 56, 40, 32))
#: What stands for a value in a key, the more particular first. Words and names stay as they are,
#: also those that end in digits (``app2``): only what stands between separators is a value.
_VALUES = (
    ("{uuid}", r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    (
        "{time}",
        r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?",
    ),
    ("{date}", r"\d{4}-\d\d-\d\d"),
    ("{hash}", rf"(?=[a-f]*\d)(?:{_DIGEST})"),
    ("v{int}", r"v\d+"),
    ("{float}", r"-?\d+\.\d+"),
    ("{int}", r"-?\d+"),
    # Session keys and the like: long, and letters and digits mixed; with dashes also cases mixed,
    # as a slug is no value.
    ("{token}", r"(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{22,}"),
    ("{token}", r"(?=\S*?\d)(?=\S*?[a-z])(?=\S*?[A-Z])[A-Za-z0-9_-]{22,}"),
)
_VALUE = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    + "|".join(f"(?P<_{number}>{pattern})" for number, (_, pattern) in enumerate(_VALUES))
    + r")(?![A-Za-z0-9])"
)
#: A longer group says no more, and memcached allows keys of 250 characters.
_LONGEST = 250


@lru_cache(maxsize=65_536)
def key_group(key: str) -> str:
    """Return the group of a key, whatever the key holds; never longer than 250 characters.

    >>> key_group("tkt:client:42:2026-06-30")
    'tkt:client:{int}:{date}'
    """
    group = _VALUE.sub(_stand_in, _SESSION.sub("", key))
    return group if len(group) <= _LONGEST else f"{group[: _LONGEST - 1]}…"


def _stand_in(found: re.Match[str]) -> str:
    return _VALUES[int((found.lastgroup or "_0")[1:])][0]
