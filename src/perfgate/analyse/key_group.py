"""The group of a cache key: the key with its ids taken out.

``cap:tree:42`` and ``cap:tree:43`` are one group, ``cap:tree:{int}``: what a baseline can say of a
cache must not depend on which rows a dataset happens to ask for. In doubt a part of a key is taken
for a value: two names in one group say a little less, an id in a group's name never repeats.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: A session's own prefix on a shared server: it differs each time.
_SESSION = re.compile(r"perfgate:[0-9a-f]{16}:")
_END = r"(?![A-Za-z0-9])"
#: Words written together (``TicketPage``), perhaps with a number: no random letters look so.
_WORDS = rf"[A-Z]?[a-z]+(?:[A-Z][a-z]+)*\d*{_END}"
#: Letters of both cases, and digits, that are no words.
_RANDOM = (
    r"(?<![A-Za-z0-9])(?=[A-Z0-9]*[a-z])(?=[a-z0-9]*[A-Z])"
    rf"(?!{_WORDS})[A-Za-z0-9]{{6,}}"
)
#: Hexadecimal digits of a digest or of a part of one; a short one is not told from a word that
#: ends in a number (``cafe1234``).
_DIGEST = rf"(?=\d*[a-f])(?:[0-9a-f]{{16,}}|(?![a-f]+\d+{_END})[0-9a-f]{{8,15}})"
_YEAR_MONTH_DAY = r"(?:19|20)\d\d-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])"
#: What stands for a value in a key, the more particular first. Only what stands between
#: separators is a value, and the number at the end of a word.
_VALUES = (
    # Django puts the session's key after the prefix without a separator.
    ("{token}", r"(?P<session>sessions\.cache(?:d_db)?)[a-z0-9]{32}"),
    ("{email}", r"[A-Za-z0-9][A-Za-z0-9._%+-]*(?:@|%40)[A-Za-z0-9.-]+\.[A-Za-z]{2,}"),
    ("{uuid}", r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    (
        "{time}",
        (
            rf"(?:{_YEAR_MONTH_DAY}[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?|\d{{8}}T\d{{6}}(?:\.\d+)?)"
            r"(?:Z|[+-]\d\d:?\d\d)?"
        ),
    ),
    ("{date}", _YEAR_MONTH_DAY),
    ("{hash}", rf"(?=[a-f]*\d){_DIGEST}"),
    # Session keys and the like: long, and no words. With dashes as base64 for URLs has them, one
    # part must look random, as a slug is no value.
    ("{token}", rf"(?!\d+{_END})(?!{_WORDS})[A-Za-z0-9]{{22,}}"),
    ("{token}", rf"(?=[A-Za-z0-9_-]*{_RANDOM})[A-Za-z0-9_-]{{22,}}"),
    ("{ip}", r"\d{1,3}(?:\.\d{1,3}){3}"),
    ("{float}", r"-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)"),
    ("{int}", r"-?\d+"),
    ("{int}", r"(?P<word>[A-Za-z]+)\d+"),
)
_VALUE = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    + "|".join(f"(?P<_{number}>{pattern})" for number, (_, pattern) in enumerate(_VALUES))
    + rf"){_END}"
)
#: A longer group says no more, and memcached allows keys of 250 characters.
_LONGEST = 250
#: Of a longer key only the beginning is read.
_READ = 512
#: What a value can be made of: a key is not cut within one.
_OF_VALUES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+@-"
#: The rest of a name that was cut: it must not look like a value.
_CUT_NAME = re.compile(r"(?:@[A-Za-z0-9.-]*|[A-Za-z0-9]*\d[A-Za-z0-9]*)\Z")


def key_group(key: str) -> str:
    """Return the group of a key, whatever the key holds; never longer than 250 characters.

    >>> key_group("tkt:client:42:2026-06-30")
    'tkt:client:{int}:{date}'
    """
    if len(key) <= _READ:
        return _group(key)
    head = key[:_READ]
    return _group(f"{head.rstrip(_OF_VALUES) or head}…")


@lru_cache(maxsize=8_192)
def _group(key: str) -> str:
    # What no encoding can write is in no baseline.
    text = key if key.isascii() else key.encode(errors="replace").decode()
    group = _VALUE.sub(_stand_in, _SESSION.sub("", text))
    if len(group) <= _LONGEST:
        return group
    return f"{_CUT_NAME.sub('', group[: _LONGEST - 1].rstrip('…'))}…"


def _stand_in(found: re.Match[str]) -> str:
    kept = found["word"] or found["session"] or ""
    return kept + _VALUES[int((found.lastgroup or "_0")[1:])][0]
