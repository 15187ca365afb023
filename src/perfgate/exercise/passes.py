"""One pass of a measurement: run it under the recorder, and notice what escaped."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable
from dataclasses import dataclass, field
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from perfgate.capture.awaited import awaits_noted
from perfgate.capture.cache_recorder import CacheRecorder
from perfgate.capture.deferred import registrations_noted
from perfgate.capture.schema import table_columns
from perfgate.capture.statements import StatementRecorder
from perfgate.errors import CaptureError
from perfgate.exercise.on_commit import callbacks_run
from perfgate.exercise.stage import clone_aliases
from perfgate.model import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import CodeType

    from perfgate.exercise.stage import Stage

T = TypeVar("T")


@dataclass(slots=True)
class Pass:
    """What a pass did: its record, what escaped it or outlived it, and whether it was tested."""

    record: Record = field(default_factory=Record)
    escaped: int = 0
    unfinished: int = 0
    sentinel_seen: bool = False


class Passes:
    """Records passes of the blocks of one test.

    Args:
        stage: what the test runs on.
        databases: the names of the clones.
        root: the root directory; call sites are named relative to it.
        skip: files and folders in it that are never a call site.

    Attributes:
        asked_at: the line that asked for the measurement, where no stack leads to it.
    """

    def __init__(
        self, stage: Stage, databases: Sequence[str], root: Path, skip: Sequence[str] = ()
    ) -> None:
        self._stage = stage
        self._databases = databases
        self._root = root
        self._skip = skip
        self._tables: dict[str, tuple[str, ...]] | None = None
        self.asked_at: tuple[CodeType, int] | None = None

    @contextlib.contextmanager
    def recorded(self) -> Iterator[Pass]:
        """Record what the block does; the pass is filled in when it ends without an error."""
        done = Pass()
        aliases = open_aliases()
        tables = self._catalogue()
        with StatementRecorder(root=self._root, skip=self._skip) as recorder:
            done.sentinel_seen = _sentinel_seen(recorder, aliases)
            recorder.clear()
            if self.asked_at is not None:
                recorder.sites.asked_at(*self.asked_at)
            before = self._stage.calls(self._databases)
            with (
                CacheRecorder(recorder.sites) as cache,
                registrations_noted(recorder.sites),
                awaits_noted(recorder.sites.nearest) as tasks,
                callbacks_run(),
            ):
                yield done
                done.unfinished = tasks.unfinished()
            after = self._stage.calls(self._databases)
            done.record = msgspec.structs.replace(
                recorder.record(tables),
                cache=cache.facts(),
                round_trips=cache.round_trips(),
                round_trip_sites=cache.round_trip_sites(),
            )
            if before is not None and after is not None:
                sent = sum(recorder.sent(alias) for alias in aliases)
                done.escaped = max(0, after - before - sent)

    def _catalogue(self) -> dict[str, tuple[str, ...]]:
        from django.db import connections

        if self._tables is None:
            self._tables = {}
            for alias in open_aliases():
                self._tables.update(table_columns(connections[alias]))
        return self._tables


def open_aliases() -> list[str]:
    """The aliases of clones that the test may use, each with an open connection.

    What opening a connection sends must not depend on who comes first.
    """
    from django.db import connections
    from django.test.testcases import (  # type: ignore[attr-defined]  # the stubs lack it
        DatabaseOperationForbidden,
    )

    found = []
    for alias in clone_aliases():
        # Forbidden where the test's own django_db marker names other databases.
        with contextlib.suppress(DatabaseOperationForbidden):
            connections[alias].ensure_connection()
            found.append(alias)
    return found


def _sentinel_seen(recorder: StatementRecorder, aliases: list[str]) -> bool:
    """Whether a statement sent on purpose reaches the recorder, on every alias."""
    from django.db import connections

    for alias in aliases:
        seen = recorder.sent(alias)
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchall()
        if recorder.sent(alias) != seen + 1:
            return False
    return True


def consumed(call: Callable[[], T]) -> T:
    """Call, and make sure that the work is done when this returns.

    Raises:
        CaptureError: the result is a query set or generator that has not done its work yet.
    """
    from django.db.models import QuerySet
    from django.db.models.query import RawQuerySet

    result: Any = call()
    if (
        isinstance(result, QuerySet | RawQuerySet)
        and getattr(result, "_result_cache", None) is None
    ):
        model = getattr(result.model, "__name__", "no model")
        raise _lazy(f"a {type(result).__name__} of {model} that has not been evaluated")
    if isinstance(result, GeneratorType | AsyncGeneratorType):
        raise _lazy(f"the generator {result.__qualname__} that has not been run")
    if isinstance(result, Awaitable):
        if isinstance(result, CoroutineType):
            result.close()  # or Python warns, of all places, where it is collected
        raise CaptureError(
            f"The measured call returned an awaitable ({type(result).__name__}) that has not been "
            "awaited, in a test that cannot await it.",
            remedy="Make the test async and await perf(function, …), or measure "
            "async_to_sync(function).",
            slug="not-awaited",
        )
    if getattr(result, "streaming", False):
        if getattr(result, "is_async", False):
            raise _lazy("an asynchronous streaming response that has not been read")
        result.streaming_content = [b"".join(result.streaming_content)]
    elif getattr(result, "is_rendered", True) is False:
        result.render()
    return result  # type: ignore[no-any-return]


def _lazy(what: str) -> CaptureError:
    return CaptureError(
        f"The measured call returned {what}: its statements would not be recorded.",
        remedy="Do the work inside of the call, as in perf(lambda: list(tickets())).",
        slug="lazy-result",
    )
