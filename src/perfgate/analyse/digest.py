"""The exact digest: two records are identical when theirs are equal.

Call sites, examples and the schema stay out of it. They move with edits that change no work.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from perfgate.model import Measurement, Record


def exact_digest(record: Record) -> str:
    """Return the SHA-256 of a record's exact facts in canonical JSON, as 64 hex digits."""
    statements = sorted(
        (
            statement.alias,
            statement.identity,
            statement.count,
            statement.rows,
            {table: sorted(names) for table, names in statement.columns.items() if names},
        )
        for statement in record.statements
    )
    transactions = {
        alias: {verb: count for verb, count in verbs.items() if count}
        for alias, verbs in record.transactions.items()
        if any(verbs.values())
    }
    cache = sorted(
        (each.alias, each.key_group, each.operation, each.outcome, each.count)
        for each in record.cache
        if each.count
    )
    round_trips = {alias: number for alias, number in record.round_trips.items() if number}
    facts: list[object] = [statements, transactions]
    # Of what asks no cache the digest is what it was before caches were recorded.
    if cache or round_trips:
        facts += [cache, round_trips]
    return _sha256(facts)


def run_digest(measurements: Iterable[Measurement]) -> str:
    """Return one SHA-256 over the exact digests of all measurements, whatever their order."""
    return _sha256(sorted((each.id, exact_digest(each.record)) for each in measurements))


def _sha256(facts: object) -> str:
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
