"""Caches that tell every active recorder what they are asked and what they find.

While somebody records, the methods of all backends of Django's cache API, and those by which a
Redis client sends commands, are wrapped where they are defined: calls of every alias and thread
are seen, whenever the cache object was made. A call within a call (``get_or_set`` gets and adds,
a backend sends its commands) is a part of the outer one and counts once.

Whatever goes wrong while a call is noted is told to the recorders: the application never sees it.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from types import FunctionType
from typing import TYPE_CHECKING, Any, Protocol

from django.core.cache.backends.base import BaseCache

from perfgate.capture.cache_aliases import alias_of_cache, keyspaces_of, named
from perfgate.capture.cache_calls import METHODS, CacheCall
from perfgate.capture.patch import Patch
from perfgate.capture.redis_calls import operation_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from perfgate.capture.cache_calls import Outcomes

#: Packages whose backends treat the default of a ``get`` as Django's documentation says. What an
#: application's own backend does with it is its own affair: it gets the one that it was given.
_EXACT = ("django.", "django_redis.")


class CacheListener(Protocol):
    """One who is told of calls."""

    def called(self, alias: str, round_trips: int, done: Sequence[tuple[str, Outcomes]]) -> None:
        """Take note of a call that has just ended, in a frame below the one that made it.

        Args:
            alias: of the cache.
            round_trips: how often the server was asked.
            done: each operation with its keys and what became of them.
        """

    def call_failed(self, error: Exception) -> None:
        """Take note that something could not be recorded."""


class _Current(threading.local):
    """The call that a thread is in, if any."""

    call: CacheCall | None = None


_current = _Current()


class _Calls(Patch[CacheListener]):
    """The patch of all backends and of the Redis clients."""

    def __init__(self) -> None:
        super().__init__()
        self._covered: set[type] = set()

    def cover(self, backend: type) -> None:
        """Wrap the methods of a backend, and of those it derives from, that are not wrapped yet."""
        if backend in self._covered or not self.listeners:
            return
        with self.lock:
            for owner in backend.__mro__:  # a mixin need not know that it is one of a cache
                self._cover(owner)

    def put_in(self) -> None:
        """Wrap what is loaded now."""
        for backend in _and_subclasses(BaseCache):
            for owner in backend.__mro__:
                self._cover(owner)
        # A backend that is loaded later is seen when a cache of its class is made.
        self._replace(BaseCache, "__init__", _covering)
        # Not asked whether it is loaded: the block may be the first to use it.
        with contextlib.suppress(ImportError):
            from redis.client import Pipeline, Redis

            self._replace(Redis, "execute_command", _recording_command)
            self._replace(Pipeline, "immediate_execute_command", _recording_command)
            self._replace(Pipeline, "execute", _recording_pipeline)

    def _cover(self, owner: type) -> None:
        if owner in self._covered:
            return
        self._covered.add(owner)
        exact = f"{owner.__module__}.".startswith(_EXACT)
        for name in METHODS & vars(owner).keys():
            self._replace(owner, name, functools.partial(_recording, name, exact=exact))

    def _replace(self, owner: type, name: str, wrapped: Callable[[Any], Any]) -> None:
        # What is not a plain function (a mock, a descriptor of another tool) is left alone.
        if isinstance(vars(owner).get(name), FunctionType):
            self.replace(owner, name, wrapped(vars(owner)[name]))

    def take_out(self) -> None:
        """Put back what was wrapped."""
        super().take_out()
        self._covered.clear()


def _and_subclasses(root: type) -> set[type]:
    found: set[type] = set()
    waiting = [root]
    while waiting:
        found.add(owner := waiting.pop())
        waiting.extend(set(owner.__subclasses__()) - found)
    return found


#: The calls of this process; recorders listen to them.
CALLS = _Calls()


def _covering(make: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(make)
    def __init__(self: BaseCache, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - it is one
        _guarded(lambda: CALLS.cover(type(self)))
        make(self, *args, **kwargs)

    return __init__


def _recording(name: str, method: Callable[..., Any], *, exact: bool) -> Callable[..., Any]:
    """Wrap a method of the API; ``exact`` where it is Django's or django-redis' own."""

    @functools.wraps(method)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not CALLS.listeners or not isinstance(self, BaseCache):
            return method(self, *args, **kwargs)
        outer = _current.call
        made = CacheCall(name, args, kwargs)
        _guarded(lambda: made.prepare(_apart, exact=exact))
        if outer is not None:
            return _inner(outer, made, method, self)
        try:
            with _under_way(made):
                result = made.given(method(self, *made.args, **made.kwargs))
        except Exception as error:
            _guarded(functools.partial(_tell_failed_call, self, made, error))
            raise
        _guarded(lambda: _tell_call(self, made, made.outcomes(result)))
        return result

    return call


def _inner(outer: CacheCall, made: CacheCall, method: Callable[..., Any], cache: BaseCache) -> Any:
    """Make a call within a call, which learns from it what was found."""
    known = len(outer.found)
    result = made.given(method(cache, *made.args, **made.kwargs))
    # Where a look-up has been told by one that it made itself, that one knew better.
    if made.name == "get" and len(outer.found) == known:
        outer.found.append(made.looked_up(result))
    return result


@contextlib.contextmanager
def _under_way(call: CacheCall | None) -> Iterator[None]:
    before, _current.call = _current.call, call
    try:
        yield
    finally:
        _current.call = before


def _apart() -> contextlib.AbstractContextManager[None]:
    """A block in which calls are nobody's part."""
    return _under_way(None)


def _recording_command(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def execute(self: Any, *command: Any, **options: Any) -> Any:
        if not CALLS.listeners:
            return method(self, *command, **options)
        send = functools.partial(method, self, *command, **options)
        return _sent(self, send, lambda: [command], lambda response: [response])

    return execute


def _recording_pipeline(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def execute(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not CALLS.listeners:
            return method(self, *args, **kwargs)
        # The pipeline forgets them when it is done.
        stack = tuple(getattr(self, "command_stack", ()))
        send = functools.partial(method, self, *args, **kwargs)
        return _sent(self, send, lambda: [command for command, *_ in stack], list)

    return execute


def _sent(
    client: Any,
    send: Callable[[], Any],
    commands: Callable[[], Sequence[Any]],
    responses: Callable[[Any], Sequence[Any]],
) -> Any:
    """Send commands, and tell of them unless they are part of a call."""
    outer = _current.call
    try:
        if outer is not None:
            response = send()
        else:
            with _under_way(CacheCall("")):
                response = send()
    except Exception as error:
        if outer is not None:
            outer.interrupted = True
        else:
            _guarded(functools.partial(_tell_failed_commands, client, commands, error))
        raise
    if outer is not None:
        outer.interrupted = False
    else:
        _guarded(lambda: _tell_commands(client, commands(), responses(response)))
    return response


def _tell_call(cache: BaseCache, call: CacheCall, outcomes: Outcomes) -> None:
    _tell(alias_of_cache(cache), 1, [(call.operation, outcomes)])


def _tell_failed_call(cache: BaseCache, call: CacheCall, error: Exception) -> None:
    _tell_call(cache, call, call.failed(error))


def _tell_failed_commands(
    client: Any, commands: Callable[[], Sequence[Any]], error: Exception
) -> None:
    failed = commands()
    _tell_commands(client, failed, [error] * len(failed))


def _tell_commands(client: Any, commands: Sequence[Any], responses: Sequence[Any]) -> None:
    """Tell of commands that were sent together: one round trip of the first one's alias."""
    keyspaces = keyspaces_of(client) if commands else []
    done: dict[str, list[tuple[str, Outcomes]]] = {}
    for command, response in zip(commands, responses, strict=True):
        if (seen := operation_of(command, response)) is None:
            continue
        operation, outcomes = seen
        for key, said in outcomes:
            alias, plain = named(key, keyspaces)
            done.setdefault(alias, []).append((operation, [(plain, said)]))
    for number, (alias, operations) in enumerate(done.items()):
        _tell(alias, 0 if number else 1, operations)


def _tell(alias: str, round_trips: int, done: Sequence[tuple[str, Outcomes]]) -> None:
    for listener in CALLS.listeners:
        listener.called(alias, round_trips, done)


def _guarded(note: Callable[[], None]) -> None:
    """Note something; an error of ours is told to the recorders and to nobody else."""
    try:
        note()
    except Exception as error:  # noqa: BLE001 - the user's code must not fail by our fault
        for listener in CALLS.listeners:
            listener.call_failed(error)
