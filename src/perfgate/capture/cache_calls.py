"""What a call of Django's cache API does, read off its arguments and its result.

Each function here calls the backend's own method, once, and gives its result together with what
became of each key. A stored None is told from nothing stored by a default of our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Pairs of key and outcome; an outcome is empty where there is but one.
Outcomes = list[tuple[str, str]]
Call = tuple[Any, Outcomes]

#: The key of an operation that concerns a whole cache.
EVERY_KEY = "*"

_MISSING = object()


def get(method: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Call:
    """``get(key, default=None, version=None)``: hit, none or miss."""
    key, args, kwargs = _taken("key", args, kwargs)
    default, args, kwargs = _taken("default", args, kwargs, None)
    found = method(key, _MISSING, *args, **kwargs)
    outcome = _outcome(found)
    return (default if found is _MISSING else found), [(_text(key), outcome)]


def get_many(method: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Call:
    """``get_many(keys)``: hit, none or miss of each key."""
    keys, args, kwargs = _taken("keys", args, kwargs)
    keys = list(keys)  # a generator can be read only once
    found = method(keys, *args, **kwargs)
    return found, [(_text(key), _outcome(found.get(key, _MISSING))) for key in keys]


def set_many(method: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Call:
    """``set_many(data)``."""
    data, args, kwargs = _taken("data", args, kwargs)
    return method(data, *args, **kwargs), [(_text(key), "") for key in data]


def delete_many(method: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Call:
    """``delete_many(keys)``."""
    keys, args, kwargs = _taken("keys", args, kwargs)
    keys = list(keys)
    return method(keys, *args, **kwargs), [(_text(key), "") for key in keys]


def one_key(method: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Call:
    """An operation on one key whose result tells nothing: ``set``, ``delete``, ``expire``."""
    key = args[0] if args else next(iter(kwargs.values()), EVERY_KEY)
    return method(*args, **kwargs), [(_text(key), "")]


def found_or_not(method: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Call:
    """``has_key``, ``touch``: true where there is such a key."""
    result, [(key, _)] = one_key(method, args, kwargs)
    return result, [(key, "hit" if result else "miss")]


def add(method: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Call:
    """``add(key, value)``: stored, or refused because there is one."""
    result, [(key, _)] = one_key(method, args, kwargs)
    return result, [(key, "stored" if result else "refused")]


def whole(method: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]) -> Call:
    """``clear()``."""
    return method(*args, **kwargs), [(EVERY_KEY, "")]


#: What the API's methods, and django-redis' own ones, are read by.
READERS: dict[str, Callable[[Callable[..., Any], list[Any], dict[str, Any]], Call]] = {
    "get": get,
    "get_many": get_many,
    "set_many": set_many,
    "delete_many": delete_many,
    "add": add,
    "has_key": found_or_not,
    "touch": found_or_not,
    "clear": whole,
    **dict.fromkeys(
        (
            "set",
            "delete",
            "incr",
            "decr",
            "incr_version",
            "decr_version",
            "get_or_set",
            "delete_pattern",
            "expire",
            "expire_at",
            "pexpire",
            "pexpire_at",
            "persist",
            "ttl",
            "pttl",
            "keys",
            "iter_keys",
            "lock",
        ),
        one_key,
    ),
}
#: Methods that do many keys at once are the same operation as those that do one.
OPERATION = {"get_many": "get", "set_many": "set", "delete_many": "delete"}


def keys_of(args: Iterable[Any], kwargs: dict[str, Any]) -> list[str]:
    """The keys of a call that failed, as far as they can be read again."""
    first = next(iter(args), next(iter(kwargs.values()), EVERY_KEY))
    if isinstance(first, dict | list | tuple | set):
        return [_text(key) for key in first]
    return [_text(first)]


def _outcome(found: Any) -> str:
    return "miss" if found is _MISSING else "none" if found is None else "hit"


def _taken(
    name: str, args: list[Any], kwargs: dict[str, Any], *default: Any
) -> tuple[Any, list[Any], dict[str, Any]]:
    """Take the next argument, given by position or by name; the method itself refuses the rest."""
    if args:
        return args[0], args[1:], kwargs
    if name in kwargs:
        return kwargs[name], args, {key: value for key, value in kwargs.items() if key != name}
    if default:
        return default[0], args, kwargs
    raise TypeError(f"missing argument: {name!r}")


def _text(key: Any) -> str:
    return (
        key
        if isinstance(key, str)
        else bytes(key).decode(errors="replace")
        if isinstance(key, bytes | bytearray | memoryview)
        else str(key)
    )
