"""Reads predicates out of SQL, to find those that no index on time can serve."""

from __future__ import annotations

import re

CAST = re.compile(
    r"[\")]::(?:date|time)|AT TIME ZONE|\b(?:DATE_TRUNC|EXTRACT|CAST|DATE)\s*\(", re.IGNORECASE
)
#: What ends a predicate, apart from the parenthesis around its query.
CLAUSE = re.compile(r"GROUP BY|ORDER BY|LIMIT|UNION|RETURNING|WINDOW|FOR UPDATE")


def casts_in(sql):
    """The predicates that turn a column of time into something else."""
    return [predicate for predicate in predicates_of(sql) if CAST.search(predicate)]


def predicates_of(sql):
    """The text after each WHERE, up to the end of its query or the next clause."""
    for where in re.finditer(r"\bWHERE\b", sql):
        end, depth = where.end(), 0
        while end < len(sql) and (depth or not CLAUSE.match(sql, end)):
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            if depth < 0:
                break
            end += 1
        yield sql[where.end() : end].strip()
