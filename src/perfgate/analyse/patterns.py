"""Which facts an ``ignore=`` or ``tolerance=`` is about: ``"<fact>[<alias>] <glob>"``.

The fact is one word, the alias in brackets and the glob may be left out. The glob is tried on
what the report calls the fact by: a statement's main relation or its whole identity, a verb of
transaction control, a key group, a cache alias for round trips. Whoever copies a name out of the
report has a pattern that fits, brackets and all.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import NamedTuple

from perfgate.errors import ConfigError

#: The words that a pattern may begin with, and what the glob is tried on.
FACTS = {
    "statements": "main relation or identity; with their rows and columns when ignored",
    "rows": "main relation or identity of the statement that fetched them",
    "columns": "main relation or identity of the statement that names them",
    "transactions": "verb, such as SAVEPOINT",
    "cache": "key group",
    "round_trips": "cache alias",
}
#: What a pattern's word is about, by the names that facts have in a record.
_COVERED = {"statements": ("statement", "count", "rows", "columns")}
_COVERED_BY_TOLERANCE = {"statements": ("count",), "columns": ()}

_GRAMMAR = re.compile(r"(?P<fact>\w+)(?:\[(?P<alias>[^\[\]]+)\])?(?:\s+(?P<glob>\S.*))?")
EXAMPLE = '"cache session:*"'


class Pattern(NamedTuple):
    """A pattern taken apart."""

    fact: str
    alias: str
    glob: str

    @property
    def about(self) -> str:
        """Return what a record calls the facts that it names."""
        return "statement" if self.fact == "statements" else self.fact

    def covers(self, fact: str, *, room: bool) -> bool:
        """Tell whether it is about facts of a kind, as ignored ones or (``room``) as numbers."""
        if room and self.fact in _COVERED_BY_TOLERANCE:
            return fact in _COVERED_BY_TOLERANCE[self.fact]
        return fact in _COVERED.get(self.fact, (self.fact,))

    def fits(self, alias: str, names: tuple[str, ...]) -> bool:
        """Tell whether alias and one of the names are those that it asks for."""
        # The alias of a Redis client that Django knows nothing of is shown without its brackets.
        of_alias = _fits(self.alias, alias) or _fits(self.alias, alias.strip("()"))
        return of_alias and any(_fits(self.glob, name) for name in names)


def _fits(glob: str, name: str) -> bool:
    # An identity or a key group may hold a bracket, which a glob would take for a set.
    return glob in ("*", name) or fnmatchcase(name, glob)


def parse(text: object, *, where: str) -> Pattern:
    """Take a pattern apart.

    Args:
        text: what was written.
        where: what the message says of the place, such as ``ignore= of test_x``.

    Raises:
        ConfigError: it is no pattern, or begins with an unknown word.
    """
    if not isinstance(text, str):
        raise _wrong(f"{where} has the pattern {text!r}, which is no string")
    found = _GRAMMAR.fullmatch(" ".join(text.split()))
    if found is None:
        raise _wrong(f"{where} has the pattern {text!r}, which is not '<fact>[<alias>] <glob>'")
    fact, alias, glob = found["fact"], found["alias"] or "*", found["glob"] or "*"
    if fact not in FACTS:
        close = get_close_matches(fact, FACTS, n=1)
        meant = f" (did you mean {close[0]!r}?)" if close else ""
        raise _wrong(f"{where} has the pattern {text!r}: {fact!r} is no fact{meant}")
    return Pattern(fact, alias, glob)


def _wrong(what: str) -> ConfigError:
    return ConfigError(
        f"{what}.",
        remedy=f"Begin with one of {', '.join(FACTS)}, then a glob: {EXAMPLE}.",
        slug="ignore-pattern",
    )
