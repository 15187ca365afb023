"""The call that a measurement is about, and what makes each run of it begin like the one before."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Generic, TypeVar

from perfgate.exercise.conduct import connections_kept
from perfgate.exercise.on_commit import callbacks_run
from perfgate.exercise.passes import consumed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from perfgate.exercise.repeat import Repeatable
    from perfgate.exercise.stage import Stage

T = TypeVar("T")


def nothing() -> None:
    """Where nothing is to be set up."""


class Subject(Generic[T]):
    """A call that is run several times.

    Args:
        function: what is measured.
        stage: whose caches it uses.
        repeat: brings the databases back.
        warm: whether each run finds the caches as one before it left them; else they are empty.
        before: sets up what a run needs, outside of what is measured.
        after: tears it down.
    """

    def __init__(  # noqa: PLR0913 - each is one fact of the call
        self,
        function: Callable[[], T],
        *,
        stage: Stage,
        repeat: Repeatable,
        warm: bool = False,
        before: Callable[[], object] = nothing,
        after: Callable[[], object] = nothing,
    ) -> None:
        self._function = function
        self._stage = stage
        self._repeat = repeat
        self._warm = warm
        self._before = before
        self._after = after

    def call(self) -> T:
        """Call, and make sure that the work is done when this returns."""
        with connections_kept():
            return consumed(self._function)

    def run_undone(self) -> None:
        """Run once with the caches as they are, and undo it."""
        with self._repeat.undone(), self._set_up(), callbacks_run():
            self.call()

    @contextlib.contextmanager
    def begun(self, *, kept: bool = False) -> Iterator[None]:
        """Begin a run with caches emptied or primed; the block is to call.

        Args:
            kept: leave what it wrote, instead of undoing it at the end of the block.
        """
        self._stage.empty_caches()
        if self._warm:
            self.run_undone()
        undone = contextlib.nullcontext() if kept else self._repeat.undone()
        with undone, self._set_up():
            yield

    @contextlib.contextmanager
    def _set_up(self) -> Iterator[None]:
        self._before()
        yield
        self._after()
