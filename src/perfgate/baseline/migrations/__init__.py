"""Steps from one fingerprint version to the next, a module each: ``from_1`` leads to 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfgate.baseline.migrations import from_1, from_2

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    #: Brings the tree of a file's JSON to the next version, in place. It returns the keys of the
    #: measurements that must be recorded again, as their facts do not tell what they would be now.
    Step = Callable[[dict[str, Any]], Collection[str]]

#: By the version that they begin with.
STEPS: dict[int, Step] = {1: from_1.migrate, 2: from_2.migrate}
