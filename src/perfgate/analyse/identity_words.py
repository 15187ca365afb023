"""The words of SQL, and how names are shown.

The list is explicit and short. It decides what is written in upper case and what ends an alias,
so it must not change by itself: a change of it is a change of ``FINGERPRINT_VERSION``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from perfgate.analyse.identity_tokens import Kind

if TYPE_CHECKING:
    from perfgate.analyse.identity_tokens import Token

KEYWORDS = frozenset(
    """
    ALL ANALYZE AND ANY ARRAY AS ASC BEGIN BETWEEN BY CALL CASE CLOSE COMMIT CONFLICT
    CONSTRAINTS COPY CREATE CROSS CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER
    CURSOR DECLARE DEFAULT DELETE DESC DISTINCT DO DROP ELSE END ESCAPE EXCEPT EXECUTE EXISTS
    EXPLAIN FALSE FETCH FILTER FOR FROM FULL GROUP HAVING ILIKE IN INNER INSERT INTERSECT INTO
    IS ISNULL JOIN LATERAL LEFT LIKE LIMIT LOCKED MATERIALIZED MERGE NATURAL NOT NOTHING NOTNULL
    NOWAIT NULL NULLS OF OFFSET ON ONLY OR ORDER OUTER OVER OVERLAPS PARTITION PREPARE RECURSIVE
    RELEASE RETURNING RIGHT ROLLBACK SAVEPOINT SELECT SESSION_USER SET SIMILAR SKIP SOME STDIN
    STDOUT TABLE TABLESAMPLE THEN TO TRANSACTION TRUE TRUNCATE UNION UPDATE USER USING VALUES
    WHEN WHERE WINDOW WITH WITHIN
    """.split()  # noqa: SIM905 - one word a line would fill three pages
)

_LOWER = re.compile(r"[a-z_][a-z0-9_$]*\Z")
#: The aliases that Django makes up. Django 5.2 leaves them bare in subqueries, 6.1 quotes them.
_DJANGO_ALIAS = re.compile(r"[A-Z][0-9]+\Z")


def plain_name(token: Token) -> str:
    """Give the name that an identifier stands for, as the catalog has it."""
    if token.kind is Kind.QUOTED:
        if token.text.startswith('"'):
            return token.text[1:].removesuffix('"').replace('""', '"')
        return token.text
    return token.text if _DJANGO_ALIAS.match(token.text) else token.text.lower()


def shown(token: Token) -> str:
    """Give a token as the identity shows it: quotes only where they are needed."""
    if token.kind is Kind.NAME:
        upper = token.text.upper()
        return upper if upper in KEYWORDS else plain_name(token)
    if token.kind is not Kind.QUOTED:
        return token.text
    name = plain_name(token)
    if _DJANGO_ALIAS.match(name) or (_LOWER.match(name) and name.upper() not in KEYWORDS):
        return name
    return token.text
