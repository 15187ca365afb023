"""Which statement of an older state of an entry has become which of a newer one.

One side of a merge may have rewritten a statement that the other sends more often: the merged code
then sends the rewritten one more often.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.pairing import pair
from perfgate.baseline.convert import site_of
from perfgate.model import SiteCount, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from perfgate.baseline.schema import BaselineStatement

    #: The statements of one alias by identity.
    Statements = Mapping[str, BaselineStatement]


def ancestors(before: Statements, after: Statements) -> dict[str, str]:
    """Return, of each new identity that a gone one has become, the gone one."""
    changed = pair(_only_in(before, after), _only_in(after, before)).changed
    return {became.identity: was.identity for was, became in changed}


def _only_in(here: Statements, there: Statements) -> list[Statement]:
    return [
        Statement(
            alias="",
            identity=identity,
            count=statement.count,
            relation=statement.relation,
            sites=tuple(SiteCount(site_of(place), 0) for place in statement.sites),
        )
        for identity, statement in sorted(here.items())
        if identity not in there
    ]
