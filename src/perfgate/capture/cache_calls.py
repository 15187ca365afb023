"""What a call of Django's cache API does, read off its arguments and its result.

A call is passed on as the application made it. Two things are added to it where nobody can tell:
a default of our own, by which a stored None is told from nothing stored, and a note of the keys
that a generator yields.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from django.core.cache.backends.base import InvalidCacheKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    #: Makes a block in which the calls of the application are its own again.
    Apart: TypeAlias = Callable[[], AbstractContextManager[None]]

#: Pairs of key and outcome; an outcome is empty where there is but one.
Outcomes = list[tuple[str, str]]

#: The key of an operation that concerns a whole cache.
EVERY_KEY = "*"
#: What a look-up has found, be it a stored None.
_FOUND = frozenset({"hit", "none"})
#: Django says by an error of its own that a counter is not there.
_COUNTERS = frozenset({"incr", "decr", "incr_version", "decr_version"})
_MANY = {"get_many": "get", "set_many": "set", "delete_many": "delete"}
#: Methods of the API, and django-redis' own ones. What is not here, as its commands for sets and
#: sorted sets, is seen by the commands that it sends.
METHODS = frozenset(
    {
        *_MANY,
        *_COUNTERS,
        "add",
        "clear",
        "delete",
        "delete_pattern",
        "expire",
        "expire_at",
        "get",
        "get_or_set",
        "has_key",
        "keys",
        "persist",
        "pexpire",
        "pexpire_at",
        "pttl",
        "set",
        "touch",
        "ttl",
    }
)
#: How the first parameter of these methods is called.
_FIRST = ("key", "keys", "data", "pattern", "search")


class Nothing(enum.Enum):
    """Nothing stored: a member of an enumeration stays itself however it is copied."""

    STORED = enum.auto()


class CacheCall:
    """A call under way.

    Args:
        name: of the method.
        args: its arguments by position, without the cache itself.
        kwargs: its arguments by name.

    Attributes:
        args: what to pass on by position.
        kwargs: what to pass on by name.
        found: what the look-ups within this call, or it itself, have found, in their order.
        interrupted: whether the last command that it sent to a server failed.
    """

    __slots__ = (
        "_default",
        "_first",
        "_own_default",
        "args",
        "found",
        "interrupted",
        "kwargs",
        "name",
    )

    def __init__(
        self, name: str, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> None:
        self.name = name
        self.args = args
        self.kwargs = kwargs or {}
        self.found: list[str] = []
        self.interrupted = False
        self._first: Any = EVERY_KEY
        self._default: Any = None
        self._own_default = False

    @property
    def operation(self) -> str:
        """The operation: what does many keys at once is the same as what does one."""
        return _MANY.get(self.name, self.name)

    def prepare(self, apart: Apart, *, exact: bool) -> None:
        """Add to the arguments what tells more of the call.

        Args:
            apart: makes a block for what the application does within the call.
            exact: whether the method is known to treat a default as Django's API says.
        """
        self._first = self._argument(0, *_FIRST, default=EVERY_KEY)
        if self.name == "get":
            self._default = self._argument(1, "default", default=None)
            if exact:
                self._own_default = True
                self._replace(1, "default", Nothing.STORED)
        elif self.name == "get_or_set" and exact:
            default = self._argument(1, "default", default=None)
            if callable(default):
                self._replace(1, "default", _made_apart(default, apart))
        elif self.name in _MANY and isinstance(self._first, Iterator):
            # It can be read only once, and is as true and as long as it was.
            keys: list[Any] = []
            self._replace(0, "keys", _noted(self._first, keys, apart))
            self._first = keys

    def given(self, result: Any) -> Any:
        """Give a result as the application shall see it."""
        if self._own_default:
            if result is Nothing.STORED:
                self.found.append("miss")
                return self._default
            self.found.append("none" if result is None else "hit")
        return result

    def looked_up(self, result: Any) -> str:
        """Give the outcome of a ``get``, of which less is known where it is no exact one."""
        if self._own_default:
            return self.found[-1]
        inner = self.found[-1] if self.found else "miss"
        if result is None:
            return "none" if inner == "none" else "miss"
        return inner if result is self._default else "hit"

    def outcomes(self, result: Any) -> Outcomes:
        """Give what became of each key, the call having ended with this result."""
        read = _READERS.get(self.name)
        keys = self._keys()
        outcomes = read(self, keys, result) if read else [(key, "") for key in keys]
        if self.interrupted:
            # django-redis can be told to keep silent about a server that does not answer.
            return [(key, said if said in _FOUND else "error") for key, said in outcomes]
        return outcomes

    def failed(self, error: Exception) -> Outcomes:
        """Give what became of each key, the call having ended with an error."""
        outcome = "error"
        if self.name in _COUNTERS and isinstance(error, ValueError):
            outcome = "error" if isinstance(error, InvalidCacheKey) else "miss"
        elif self.name == "get_or_set" and self.found and not self.interrupted:
            outcome = self.found[0]  # the function that makes the value has failed
        return [(key, outcome) for key in self._keys()]

    def _keys(self) -> list[str]:
        if self.name in _MANY and isinstance(self._first, Iterable):
            return [text_of(key) for key in self._first]
        return [text_of(self._first)]

    def _argument(self, position: int, *names: str, default: Any) -> Any:
        if len(self.args) > position:
            return self.args[position]
        return next((self.kwargs[name] for name in names if name in self.kwargs), default)

    def _replace(self, position: int, name: str, value: Any) -> None:
        if len(self.args) > position:
            self.args = (*self.args[:position], value, *self.args[position + 1 :])
        else:
            self.kwargs = {**self.kwargs, name: value}


def text_of(key: Any) -> str:
    """Give a key as text."""
    if isinstance(key, str):
        return key
    if isinstance(key, bytes | bytearray | memoryview):
        return bytes(key).decode(errors="replace")
    return str(key)


def _get(call: CacheCall, keys: list[str], result: Any) -> Outcomes:
    return [(key, call.looked_up(result)) for key in keys]


def _get_many(call: CacheCall, keys: list[str], result: Any) -> Outcomes:
    if not isinstance(result, Mapping):
        return [(key, "") for key in keys]
    outcomes = []
    for key, name in zip(call._first, keys, strict=True):  # noqa: SLF001 - of this module
        found = result.get(key, Nothing.STORED)
        said = "miss" if found is Nothing.STORED else "none" if found is None else "hit"
        outcomes.append((name, said))
    return outcomes


def _get_or_set(call: CacheCall, keys: list[str], _result: Any) -> Outcomes:
    return [(key, call.found[0] if call.found else "") for key in keys]


def _found_or_not(_call: CacheCall, keys: list[str], result: Any) -> Outcomes:
    return [(key, "hit" if result else "miss") for key in keys]


def _added(_call: CacheCall, keys: list[str], result: Any) -> Outcomes:
    return [(key, "stored" if result else "refused") for key in keys]


#: Of other methods the result tells nothing.
_READERS: dict[str, Callable[[CacheCall, list[str], Any], Outcomes]] = {
    "get": _get,
    "get_many": _get_many,
    "get_or_set": _get_or_set,
    "has_key": _found_or_not,
    "touch": _found_or_not,
    "add": _added,
}


def _made_apart(make: Callable[[], Any], apart: Apart) -> Callable[[], Any]:
    """What the application's function asks of a cache is no part of ``get_or_set``."""

    def made() -> Any:
        with apart():
            return make()

    return made


def _noted(keys: Iterator[Any], seen: list[Any], apart: Apart) -> Iterable[Any]:
    while True:
        with apart():
            try:
                key = next(keys)
            except StopIteration:
                return
        seen.append(key)
        yield key
