"""Judging some groups of facts alone: ``--perf-only=statements,cache``.

What is out of scope is neither told nor written. A measurement that has no baseline yet is judged
and written as a whole: there is nothing that the rest could stay as.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from perfgate.model import Finding

#: The groups by name, and the facts of findings that belong to each; budgets go with their fact.
GROUPS = {
    "statements": ("statement", "count", "rows", "columns", "max_queries", "max_rows"),
    "transactions": ("transactions",),
    "cache": ("cache", "round_trips"),
    "time": ("max_ms",),
}
_GROUP_OF = {fact: group for group, facts in GROUPS.items() for fact in facts}


def read_only(value: object) -> tuple[str, ...]:
    """Read the names of groups, from a text with commas or a list; sorted as GROUPS are.

    Raises:
        ConfigError: a name is unknown, or it is no text and no list of texts.
    """
    if value in (None, "", []):
        return ()
    if isinstance(value, str):
        names = [part.strip() for part in value.split(",")]
    elif isinstance(value, list) and all(isinstance(part, str) for part in value):
        names = value
    else:
        raise _unknown(value)
    for name in names:
        if name not in GROUPS:
            raise _unknown(name)
    return tuple(group for group in GROUPS if group in names)


def in_scope(findings: Iterable[Finding], only: Collection[str]) -> list[Finding]:
    """Return the findings about these groups of facts, and those that no group is without.

    Args:
        findings: what was found.
        only: names of groups; every finding is in scope where there are none.
    """
    return [each for each in findings if not only or _GROUP_OF.get(each.fact) in {None, *only}]


def _unknown(value: object) -> ConfigError:
    return ConfigError(
        f"--perf-only (or `only` of [tool.perfgate], or PERFGATE_ONLY) has {value!r}, which is no "
        "group of facts.",
        remedy=f"Name some of {', '.join(GROUPS)}: --perf-only=statements,cache.",
        slug="perf-only",
    )
