r"""Cut PostgreSQL's SQL into tokens, by the rules of PostgreSQL's own manual.

The identities in committed baselines rest on this, so it is kept here rather than taken from a
library whose rules move between releases. sqlparse 0.6.1, for one, ends ``'C:\'`` at the next
quote of the statement, and a nested comment at its first ``*/``; both then hide a WHERE clause.

Comments and white space yield nothing. Every literal and every parameter is :data:`STRING` or
:data:`NUMBER`, so that a statement of many megabytes of values stays small once it is read. Only a
number that begins an item of ORDER BY or GROUP BY stays what it is: it names a column by its place.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(Enum):
    """What sort of token it is."""

    NAME = "name"
    QUOTED = "quoted"
    STRING = "string"
    NUMBER = "number"
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"


class Token(NamedTuple):
    """A piece of SQL; ``text`` is as it was written, but for values, which are all ``?``."""

    kind: Kind
    text: str


#: Any string constant or parameter. Two in a row are one constant, continued on the next line.
STRING = Token(Kind.STRING, "?")
#: Any numeric constant. Apart from the strings because a sign before it is a part of it.
NUMBER = Token(Kind.NUMBER, "?")

# Every repetition is possessive, so that no text can make the match run back: the time is
# linear in the length. An unterminated string or quoted name runs to the end of the text.
_TOKEN = re.compile(
    r"""[ \t\n\r\f\v]*+(?:
      (?P<line_comment>--[^\r\n]*+)
    | (?P<comment>/\*)
    | (?P<escaped>[eE]'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+'?)
    | (?P<string>(?:[bBxXnN]|[uU]&)?'[^']*+(?:''[^']*+)*+'?)
    | (?P<dollar>\$(?:[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*+)?\$)
    | (?P<parameter>%[sbt](?!\w)|%\([^()]*+\)[sbt]|\$[0-9]++)
    | (?P<percent>%%)
    | (?P<quoted>(?:[uU]&)?"[^"]*+(?:""[^"]*+)*+"?)
    | (?P<name>[A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*+)
    | (?P<number>0[xX][0-9a-fA-F_]++|0[oO][0-7_]++|0[bB][01_]++
        |(?:[0-9][0-9_]*+(?:\.(?!\.)[0-9_]*+)?|\.[0-9][0-9_]*+)(?:[eE][+-]?[0-9]++)?)
    | (?P<operator>(?:(?!--|/\*|%[sbt](?!\w)|%\(|%%)[-+*/<>=~!@\#%^&|`?])++)
    | (?P<punctuation>::|:=|.)
    )""",
    re.VERBOSE | re.DOTALL,
)
#: Groups of the pattern that are tokens as they are written, and those that are always one token.
_WRITTEN = {"name": Kind.NAME, "quoted": Kind.QUOTED, "punctuation": Kind.PUNCTUATION}
_CONSTANT = {
    "string": STRING,
    "escaped": STRING,
    "parameter": STRING,
    "number": NUMBER,
    "percent": Token(Kind.OPERATOR, "%"),
}
_COMMENT_EDGE = re.compile(r"/\*|\*/")
#: An operator may end in a sign only if it holds one of these: ``a=-1`` is ``a = -1``.
_SIGN_ENDING = frozenset("~!@#%^&|`?")


def tokenise(sql: str) -> Iterator[Token]:
    """Yield the tokens of a text of SQL, which may hold placeholders of any Python driver.

    Never fails: what PostgreSQL would reject is cut somehow, and the same way each time.
    """
    position = 0
    places = _Places()
    #: A text of megabytes says the same few words again and again.
    known: dict[str, Token] = {}
    while match := _TOKEN.match(sql, position):
        group = match.lastgroup or ""
        position = match.end()
        if group in _WRITTEN:
            text = match[group]
            places.passed(text)
            token = known.get(text)
            if token is None:
                token = known[text] = Token(_WRITTEN[group], text)
            yield token
        elif group == "number" and places.expected:
            places.passed("")
            yield Token(Kind.NUMBER, match[group])
        elif group in _CONSTANT:
            places.passed("")
            yield _CONSTANT[group]
        elif group == "operator":
            text = _without_trailing_sign(match["operator"])
            position = match.start("operator") + len(text)
            places.passed(text)
            token = known.get(text)
            if token is None:
                token = known[text] = Token(Kind.OPERATOR, text)
            yield token
        elif group == "comment":
            position = _end_of_comment(sql, position)
        elif group == "dollar":
            position = _end_of_dollar_quote(sql, position, match["dollar"])
            yield STRING


class _Places:
    """Tells where the number of a column may stand: at the beginning of an item behind BY."""

    __slots__ = ("_depth", "expected")

    def __init__(self) -> None:
        self.expected = False
        #: Brackets opened since BY; negative before it and behind its end.
        self._depth = -1

    def passed(self, text: str) -> None:
        """Take note of a token."""
        if text.upper() == "BY":
            self.expected, self._depth = True, 0
        elif self._depth >= 0:
            if text == "(":
                # Django writes ORDER BY (1) behind a UNION.
                self.expected = self.expected and not self._depth
                self._depth += 1
            elif text == ")":
                self._depth -= 1
                self.expected = False
            else:
                self.expected = text == "," and not self._depth


def _without_trailing_sign(operator: str) -> str:
    while len(operator) > 1 and operator[-1] in "+-" and _SIGN_ENDING.isdisjoint(operator):
        operator = operator[:-1]
    return operator


def _end_of_comment(sql: str, position: int) -> int:
    """Find the end of the block comment that was opened before ``position``; comments nest."""
    depth = 1
    for edge in _COMMENT_EDGE.finditer(sql, position):
        depth += 1 if edge[0] == "/*" else -1
        if not depth:
            return edge.end()
    return len(sql)


def _end_of_dollar_quote(sql: str, position: int, delimiter: str) -> int:
    end = sql.find(delimiter, position)
    return len(sql) if end < 0 else end + len(delimiter)
