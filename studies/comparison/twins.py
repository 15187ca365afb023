"""A query of the facility and its naive twin, by name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from comparison.subjects import Subjects

    Arguments = Callable[[Subjects], tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A query and its twin, as ``module:function``.

    ``arguments`` gives what both are called with, unless ``naive_arguments`` gives what the twin
    takes. ``part`` names what of the query's answer the twin's is equal to, where that is not the
    whole; ``first`` tells that the query gives the first rows of what the twin gives. ``writes``
    tells that a call changes rows. ``apart`` says why the answers may differ.
    """

    area: str
    name: str
    naive: str
    optimised: str
    arguments: Arguments
    naive_arguments: Arguments | None = None
    part: str = ""
    first: bool = False
    writes: bool = False
    apart: str = ""

    @property
    def missing(self) -> str:
        """Which of the two is not there, or an empty text."""
        for path in (self.naive, self.optimised):
            module, _, name = path.partition(":")
            if find_spec(module) is None or not hasattr(import_module(module), name):
                return path
        return ""

    def calls(self, subjects: Subjects) -> tuple[Callable[[], object], Callable[[], object]]:
        """The twin and the query, with their arguments."""
        given = self.arguments(subjects)
        naively = self.naive_arguments(subjects) if self.naive_arguments else given
        naive, optimised = _function(self.naive), _function(self.optimised)
        return lambda: naive(*naively), lambda: optimised(*given)

    def agree(self, naive: Any, optimised: Any) -> bool:
        """Whether the twin's answer is the query's."""
        answer = optimised[self.part] if self.part else optimised
        return bool((naive[: len(answer)] if self.first and answer else naive) == answer)


def _function(path: str) -> Callable[..., object]:
    module, _, name = path.partition(":")
    function: Callable[..., object] = getattr(import_module(module), name)
    return function
