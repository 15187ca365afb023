"""Put the work of async code down to the line that awaits it.

Django's async API hands each piece of work to another thread, whose stack knows nothing of the
coroutine that waits for it. So the line is found when the work is handed over, where the coroutines
that await each other are on the stack, and travels along in a context variable: asgiref copies the
context to the thread, and asyncio to tasks, whose own stack does not say who has made them.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
import sys
import time
from typing import TYPE_CHECKING, Any

from asgiref.sync import SyncToAsync, markcoroutinefunction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from perfgate.capture.callsite import RawSite

#: The function below which a thread does what was handed over to it.
HANDLER = SyncToAsync.thread_handler.__code__
#: How long a task that has nothing left to do may take to end.
_GRACE_S = 0.02

_site: contextvars.ContextVar[RawSite | None] = contextvars.ContextVar(
    "perfgate_awaited_at", default=None
)
awaited_at = _site.get


class Tasks:
    """The tasks that the application has started."""

    def __init__(self) -> None:
        self._started: list[asyncio.Task[Any]] = []

    def add(self, task: asyncio.Task[Any]) -> None:
        """Take note of a task."""
        self._started.append(task)

    def unfinished(self) -> int:
        """How many of them are still at work, those left out that are just about to end."""
        if all(task.done() for task in self._started):
            return 0
        time.sleep(_GRACE_S)  # their loop runs in another thread
        return sum(not task.done() for task in self._started)


@contextlib.contextmanager
def awaits_noted(nearest: Callable[[FrameType], RawSite | None]) -> Iterator[Tasks]:
    """Note in the block where work is awaited and tasks are started; gives the tasks.

    Args:
        nearest: finds the line of the application that a frame was called from, if there is one.
    """
    tasks = Tasks()
    kind: Any = SyncToAsync
    loop: Any = asyncio.BaseEventLoop
    hand_over, create_task = kind.__call__, loop.create_task

    @functools.wraps(hand_over)
    def note_and_hand_over(self: Any, *args: Any, **kwargs: Any) -> Any:
        site = nearest(sys._getframe(1))  # noqa: SLF001 - see callsite
        return _from(site, hand_over(self, *args, **kwargs))

    @functools.wraps(create_task)
    def note_and_create_task(self: Any, coro: Any, **kwargs: Any) -> Any:
        site = nearest(sys._getframe(1))  # noqa: SLF001 - see callsite
        if site is None:
            return create_task(self, coro, **kwargs)
        if kwargs.get("context") is None:
            kwargs["context"] = contextvars.copy_context()
            kwargs["context"].run(_site.set, site)
        task = create_task(self, coro, **kwargs)
        tasks.add(task)
        return task

    # As the original is: who asks whether it is a coroutine function must be told so.
    markcoroutinefunction(note_and_hand_over)
    kind.__call__, loop.create_task = note_and_hand_over, note_and_create_task
    try:
        yield tasks
    finally:
        kind.__call__, loop.create_task = hand_over, create_task


async def _from(site: RawSite | None, handed_over: Any) -> Any:
    """Await what was handed over while the context says from where."""
    before = _site.get()
    if site is not None:
        _site.set(site)
    try:
        return await handed_over
    finally:
        # Not by token: what closes a coroutine may do so in another context.
        _site.set(before)
