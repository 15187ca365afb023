"""Measures in async tests: the work of measuring is done where the test's connections are.

A test that runs in an event loop may not use the ORM there. Measuring does, so it runs where
Django's own async API runs its work, and each pass of an async function comes back to the test's
loop from there. Between the two asgiref keeps to one thread: the test's transaction is everybody's.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from asgiref.sync import async_to_sync, sync_to_async

from perfgate.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator
    from contextlib import AbstractContextManager
    from types import CodeType

T = TypeVar("T")


def in_event_loop() -> bool:
    """Whether an event loop runs in this thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class Asked(Generic[T]):
    """A measurement that an async test has asked for: it is done when this is awaited.

    Args:
        name: of the measurement.
        measure: measures a call.
        call: what is measured; it is called in the event loop, and awaited there.
        depth: how many functions lie between this and the test.

    Attributes:
        finished: whether it was awaited to its end.
    """

    def __init__(
        self,
        name: str,
        measure: Callable[[Callable[[], T], tuple[CodeType, int]], T],
        call: Callable[[], Any],
        depth: int,
    ) -> None:
        self.name = name
        self.finished = False
        self._measure = measure
        self._call = call
        frame = sys._getframe(depth + 1)  # noqa: SLF001 - inspect's stack() reads source files
        self._asked_at = frame.f_code, frame.f_lineno

    def __await__(self) -> Generator[Any, Any, T]:
        return self._measured().__await__()

    async def _measured(self) -> T:
        read_at_once = False

        async def call() -> Any:
            nonlocal read_at_once
            result = self._call()
            if inspect.isawaitable(result):
                result = await result
            if getattr(result, "streaming", False) and getattr(result, "is_async", False):
                read_at_once = True
                result.streaming_content = [b"".join([part async for part in result])]
            return result

        try:
            result = await sync_to_async(self._measure)(async_to_sync(call), self._asked_at)
        except asyncio.CancelledError:
            raise
        except BaseException:
            self.finished = True
            raise
        self.finished = True
        if read_at_once:
            streamed: Any = result
            streamed.streaming_content = _again(b"".join(streamed.streaming_content))
        return result

    def __getattr__(self, name: str) -> Any:
        message = f"the measurement {self.name!r} has no {name}: it was not awaited: await perf(…)"
        raise AttributeError(message)


async def _again(content: bytes) -> AsyncIterator[bytes]:
    yield content


class Block:
    """A measured block: ``with`` it in a test, ``async with`` it in an async one."""

    def __init__(self, block: AbstractContextManager[None]) -> None:
        self._block = block

    def __enter__(self) -> None:
        if in_event_loop():
            raise CaptureError(
                "A block of perf.measure is entered by `with` in an async test, where it cannot "
                "reach the database.",
                remedy='Write: async with perf.measure("…"):',
                slug="not-awaited",
            )
        self._block.__enter__()

    def __exit__(self, *error: object) -> bool | None:
        return self._block.__exit__(*error)  # type: ignore[arg-type]

    async def __aenter__(self) -> None:
        await sync_to_async(self._block.__enter__)()

    async def __aexit__(self, *error: object) -> bool | None:
        return await sync_to_async(self._block.__exit__)(*error)  # type: ignore[arg-type]
