"""Caches that tell every active recorder what they are asked and what they find.

While somebody records, the methods of all backends of Django's cache API, and those by which a
Redis client sends commands, are wrapped where they are defined: calls of every alias and thread
are seen, whenever the cache object was made. A call within a call (``get_or_set`` gets and adds,
a backend sends its commands) is a part of the outer one and counts once.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import threading
from typing import TYPE_CHECKING, Any, Protocol

from django.core.cache.backends.base import BaseCache

from perfgate.capture.cache_aliases import alias_of_cache, alias_of_client, plain_key
from perfgate.capture.cache_calls import OPERATION, READERS, keys_of
from perfgate.capture.redis_calls import operation_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from perfgate.capture.cache_calls import Outcomes

#: Django says by this error that a counter is not there.
_COUNTERS = frozenset({"incr", "decr", "incr_version", "decr_version"})


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


class _Call:
    """A call under way; what its first inner ``get`` finds decides what a ``get_or_set`` was."""

    __slots__ = ("name", "outcome")

    def __init__(self, name: str) -> None:
        self.name = name
        self.outcome = ""


class _Current(threading.local):
    call: _Call | None = None


_current = _Current()


class _Patch:
    """The one patch of the process and those who listen: it goes in with the first of them."""

    def __init__(self) -> None:
        self.listeners: tuple[CacheListener, ...] = ()
        self._lock = threading.Lock()
        self._put: list[tuple[type, str, Any, Any]] = []

    def add(self, listener: CacheListener) -> None:
        with self._lock:
            if not self.listeners:
                self._put_in()
            self.listeners = (*self.listeners, listener)

    def remove(self, listener: CacheListener) -> None:
        with self._lock:
            self.listeners = tuple(one for one in self.listeners if one is not listener)
            if not self.listeners:
                self._take_out()

    def _put_in(self) -> None:
        for owner in _backends():
            for name in READERS:
                if name in vars(owner):
                    self._replace(owner, name, _recording(name, vars(owner)[name]))
        # A client that nobody has imported sends nothing.
        if redis := sys.modules.get("redis.client"):
            for owner, name, wrap in (
                (redis.Redis, "execute_command", _recording_command),
                (redis.Pipeline, "immediate_execute_command", _recording_command),
                (redis.Pipeline, "execute", _recording_pipeline),
            ):
                self._replace(owner, name, wrap(vars(owner)[name]))

    def _replace(self, owner: type, name: str, ours: Any) -> None:
        self._put.append((owner, name, ours, vars(owner)[name]))
        setattr(owner, name, ours)

    def _take_out(self) -> None:
        while self._put:
            owner, name, ours, theirs = self._put.pop()
            # Where another tool has put its own patch on top, ours stays below it, doing nothing.
            if vars(owner).get(name) is ours:
                setattr(owner, name, theirs)


_patch = _Patch()
add_listener = _patch.add
remove_listener = _patch.remove


def _backends() -> Iterator[type]:
    """Every class of the cache API that is loaded, each once."""
    found: dict[type, None] = {}
    waiting: list[type] = [BaseCache]
    while waiting:
        owner = waiting.pop()
        if owner not in found:
            found[owner] = None
            waiting.extend(owner.__subclasses__())
    return iter(found)


def _recording(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(self: BaseCache, *args: Any, **kwargs: Any) -> Any:
        if not _patch.listeners:
            return method(self, *args, **kwargs)
        if _current.call is not None:
            return _inner(_current.call, name, functools.partial(method, self), args, kwargs)
        return _outer(self, name, functools.partial(method, self), args, kwargs)

    return call


def _inner(
    outer: _Call,
    name: str,
    method: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    result = method(*args, **kwargs)
    if name == "get" and outer.name == "get_or_set" and not outer.outcome:
        # Django passes a mark of its own here, so that nothing found is told from a stored None.
        default = args[1] if len(args) > 1 else kwargs.get("default")
        outer.outcome = "miss" if result is default else "none" if result is None else "hit"
    return result


def _outer(
    cache: BaseCache,
    name: str,
    method: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    call = _Call(name)
    if name == "get_or_set":
        args, kwargs = _with_own_default(args, kwargs)
    operation = OPERATION.get(name, name)
    try:
        with _under_way(call):
            result, outcomes = READERS[name](method, list(args), kwargs)
    except Exception as error:
        missing = isinstance(error, ValueError) and name in _COUNTERS
        failed = [(key, "miss" if missing else "error") for key in keys_of(args, kwargs)]
        _tell(lambda: alias_of_cache(cache), [(operation, failed)])
        raise
    if call.outcome:
        outcomes = [(key, call.outcome) for key, _ in outcomes]
    _tell(lambda: alias_of_cache(cache), [(operation, outcomes)])
    return result


@contextlib.contextmanager
def _under_way(call: _Call | None) -> Iterator[None]:
    before, _current.call = _current.call, call
    try:
        yield
    finally:
        _current.call = before


def _with_own_default(
    args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Let the application's function that ``get_or_set`` calls be recorded as its own."""
    default = args[1] if len(args) > 1 else kwargs.get("default")
    if not callable(default):
        return args, kwargs

    def apart() -> Any:
        with _under_way(None):
            return default()

    if len(args) > 1:
        return (args[0], apart, *args[2:]), kwargs
    return args, {**kwargs, "default": apart}


def _recording_command(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def execute(self: Any, *command: Any, **options: Any) -> Any:
        if not _patch.listeners or _current.call is not None:
            return method(self, *command, **options)
        try:
            with _under_way(_Call("")):
                response = method(self, *command, **options)
        except Exception as error:
            _tell_commands(self, [command], [error])
            raise
        _tell_commands(self, [command], [response])
        return response

    return execute


def _recording_pipeline(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def execute(self: Any, *args: Any, **kwargs: Any) -> Any:
        commands = [command for command, *_ in self.command_stack]
        if not commands or not _patch.listeners or _current.call is not None:
            return method(self, *args, **kwargs)
        try:
            with _under_way(_Call("")):
                responses = method(self, *args, **kwargs)
        except Exception as error:
            _tell_commands(self, commands, [error] * len(commands))
            raise
        _tell_commands(self, commands, responses)
        return responses

    return execute


def _tell_commands(client: Any, commands: Sequence[Any], responses: Sequence[Any]) -> None:
    try:
        alias, cache = alias_of_client(client)
        done = []
        for command, response in zip(commands, responses, strict=True):
            operation, outcomes = operation_of(command, response)
            done.append((operation, [(plain_key(cache, key), said) for key, said in outcomes]))
    except Exception as error:  # noqa: BLE001 - the user's code must not fail by our fault
        _tell_failure(error)
    else:
        _tell(lambda: alias, done)


def _tell(alias: Callable[[], str], done: Sequence[tuple[str, Outcomes]]) -> None:
    """Tell every listener of a call; never raises."""
    try:
        named = alias()
        for listener in _patch.listeners:
            listener.called(named, 1, done)
    except Exception as error:  # noqa: BLE001 - the user's code must not fail by our fault
        _tell_failure(error)


def _tell_failure(error: Exception) -> None:
    for listener in _patch.listeners:
        listener.call_failed(error)
