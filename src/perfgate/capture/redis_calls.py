"""What a command of a Redis client does, told in the words of Django's cache API.

Only commands that the application sends itself come here: those that a cache backend sends
belong to the call of the backend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfgate.capture.cache_calls import EVERY_KEY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.capture.cache_calls import Outcomes

#: Commands that are an operation of the API; any other keeps its own name in lower case.
_OPERATIONS = {
    "MGET": "get",
    "SETEX": "set",
    "PSETEX": "set",
    "MSET": "set",
    "SETNX": "add",
    "DEL": "delete",
    "UNLINK": "delete",
    "EXISTS": "has_key",
    "INCRBY": "incr",
    "DECRBY": "decr",
    "FLUSHDB": "clear",
    "FLUSHALL": "clear",
}
#: All arguments are keys.
_KEYS_ONLY = frozenset({"MGET", "DEL", "UNLINK", "EXISTS", "TOUCH"})
#: Keys and values in turn.
_KEYS_AND_VALUES = frozenset({"MSET", "MSETNX"})
#: A script or hash, the number of keys, the keys.
_SCRIPTS = frozenset({"EVAL", "EVALSHA", "FCALL", "FCALL_RO", "EVAL_RO", "EVALSHA_RO"})
#: No argument is a key.
_KEYLESS = frozenset(
    {"PING", "INFO", "DBSIZE", "FLUSHDB", "FLUSHALL", "SCAN", "KEYS", "TIME", "SCRIPT LOAD"}
)


def operation_of(command: Sequence[Any], response: Any) -> tuple[str, Outcomes]:
    """Give the operation of a command, and what became of each key.

    Args:
        command: its name and arguments, as they were passed to ``execute_command``.
        response: what the client made of the answer; an exception where it failed.
    """
    name = _text(command[0]).upper()
    keys = _keys(name, command[1:])
    operation = _OPERATIONS.get(name, name.lower())
    if isinstance(response, Exception):
        return operation, [(key, "error") for key in keys]
    if name == "GET":
        return operation, [(keys[0], "miss" if response is None else "hit")]
    if name == "MGET":
        answers = response if isinstance(response, list | tuple) else [None] * len(keys)
        return operation, [
            (key, "miss" if answer is None else "hit")
            for key, answer in zip(keys, answers, strict=False)
        ]
    return operation, [(key, "") for key in keys]


def _keys(name: str, arguments: Sequence[Any]) -> list[str]:
    if name in _KEYLESS or not arguments:
        return [EVERY_KEY]
    if name in _SCRIPTS and len(arguments) > 1:
        number = int(arguments[1])
        return [_text(key) for key in arguments[2 : 2 + number]] or [EVERY_KEY]
    if name in _KEYS_ONLY:
        return [_text(key) for key in arguments]
    if name in _KEYS_AND_VALUES:
        return [_text(key) for key in arguments[::2]]
    return [_text(arguments[0])]


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
