"""What became of a mutant, as it is kept in the file of ``--out``."""

from __future__ import annotations

from msgspec import Struct

from mutation.touched import Touched  # noqa: TC001 - msgspec looks it up


class Failing(Struct, frozen=True, kw_only=True):
    """A measurement that failed for a mutant, by its first finding and where that points to."""

    id: str
    verdict: str
    fact: str
    places: tuple[str, ...] = ()
    right_file: bool = False
    right_function: bool = False
    near_function: bool = False
    user: bool = False


class Result(Struct, frozen=True, kw_only=True):
    """A mutant, the measurements that failed for it, and why none did, if so.

    ``tests`` is how many perf tests were run. ``beside`` is True where each test concerned failed
    on its own, and the findings were told beside that failure.
    """

    operator: str
    path: str
    line: int
    function: str
    text: str
    failing: tuple[Failing, ...] = ()
    reason: str = ""
    tests: int = 0
    beside: bool = False
    seconds: float = 0.0

    @property
    def caught(self) -> bool:
        """Whether a measurement failed."""
        return bool(self.failing)

    @property
    def place(self) -> str:
        """Where the mutant was made."""
        return f"{self.path}:{self.line}" + (f" in {self.function}" if self.function else "")


class Results(Struct, kw_only=True):
    """All results of a checkout, by the mutants' ids."""

    checkout: str
    touched: Touched
    results: dict[str, Result] = {}
