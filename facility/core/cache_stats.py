"""What the cache did in this process: real counts, by prefix of the key."""

from __future__ import annotations

from collections import Counter
from threading import Lock


class CacheStats:
    """Counts of hits, misses, bypasses and backend errors by prefix; safe between threads.

    A bypass is a read inside a transaction that has already changed what it reads.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()

    def count(self, prefix: str, outcome: str) -> None:
        """Count one outcome: ``hit``, ``miss``, ``bypass`` or ``error``."""
        with self._lock:
            self._counts[prefix, outcome] += 1

    def get(self, prefix: str, outcome: str) -> int:
        """How often an outcome was counted."""
        return self._counts[prefix, outcome]

    def get_hit_rate(self, prefix: str) -> float | None:
        """Hits among all reads, errors and bypasses included, or None before the first read."""
        outcomes = ("hit", "miss", "bypass", "error")
        reads = sum(self._counts[prefix, outcome] for outcome in outcomes)
        return self._counts[prefix, "hit"] / reads if reads else None

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self._counts.clear()


#: The counts of this process.
stats = CacheStats()
