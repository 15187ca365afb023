"""What a command of a Redis client does, told in the words of Django's cache API.

Only commands that the application sends itself come here: those that a cache backend sends
belong to the call of the backend.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from perfgate.capture.cache_calls import EVERY_KEY, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.capture.cache_calls import Outcomes

#: Commands that are an operation of the API; any other keeps its own name in lower case.
_OPERATIONS = {
    "MGET": "get",
    "GETEX": "get",
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
#: Commands that redis-py or its users write as two words.
_FAMILIES = frozenset(
    {
        "ACL",
        "CLIENT",
        "CLUSTER",
        "COMMAND",
        "CONFIG",
        "DEBUG",
        "FUNCTION",
        "LATENCY",
        "MEMORY",
        "MODULE",
        "OBJECT",
        "PUBSUB",
        "SCRIPT",
        "SENTINEL",
        "SLOWLOG",
        "XGROUP",
        "XINFO",
    }
)
#: Families whose first argument is a key.
_OF_A_KEY = frozenset({"MEMORY USAGE", "XGROUP", "XINFO", "OBJECT"})
#: No argument is a key; some are passwords.
_KEYLESS = frozenset(
    {
        *_FAMILIES,
        "AUTH",
        "BGSAVE",
        "DBSIZE",
        "DISCARD",
        "ECHO",
        "EXEC",
        "FLUSHALL",
        "FLUSHDB",
        "HELLO",
        "INFO",
        "KEYS",
        "LASTSAVE",
        "MULTI",
        "PING",
        "PUBLISH",
        "QUIT",
        "RANDOMKEY",
        "RESET",
        "ROLE",
        "SAVE",
        "SELECT",
        "SWAPDB",
        "TIME",
        "UNWATCH",
        "WAIT",
        "XREAD",
        "XREADGROUP",
    }
)
#: All arguments are keys.
_KEYS_ONLY = frozenset(
    {"DEL", "EXISTS", "MGET", "PFCOUNT", "SDIFF", "SINTER", "SUNION", "TOUCH", "UNLINK", "WATCH"}
)
#: Keys and values in turn.
_KEYS_AND_VALUES = frozenset({"MSET", "MSETNX"})
#: The number of keys comes before them, after so many other arguments.
_NUMBERED = {
    **dict.fromkeys(("EVAL", "EVALSHA", "EVALSHA_RO", "EVAL_RO", "FCALL", "FCALL_RO"), 1),
    **dict.fromkeys(("LMPOP", "SINTERCARD", "ZDIFF", "ZINTER", "ZMPOP", "ZUNION"), 0),
}
#: Commands that answer nothing where there is no such key.
_SINGLE_READS = frozenset({"GET", "GETEX", "GETDEL", "HGET"})
#: Where the cursor of a scan stands among the arguments.
_CURSORS = {"SCAN": 0, "HSCAN": 1, "SSCAN": 1, "ZSCAN": 1}


def operation_of(command: Sequence[Any], response: Any) -> tuple[str, Outcomes] | None:
    """Give the operation of a command, and what became of each key.

    None is given for what must not count, as it depends on the server's past: making a script
    known to it, and the later steps of a scan, whose number is a matter of hash tables.

    Args:
        command: its name and arguments, as they were passed to ``execute_command``.
        response: what the client made of the answer; an exception where it failed.
    """
    name, arguments = _named(command)
    if name.startswith("SCRIPT ") or type(response).__name__ == "NoScriptError":
        return None
    if name in _CURSORS and _begun_before(arguments[_CURSORS[name] :]):
        return None
    operation = _OPERATIONS.get(name, name.lower().replace(" ", "_"))
    keys = _keys(name, arguments)
    if name == "SET" and any(text_of(each).upper() == "NX" for each in arguments[2:]):
        operation = "add"
    if isinstance(response, Exception):
        return operation, [(key, "error") for key in keys]
    return operation, _outcomes(name, operation, keys, response)


def _named(command: Sequence[Any]) -> tuple[str, list[Any]]:
    """Part name and arguments, however they were spread over them."""
    words = text_of(command[0]).split() or [""]
    arguments = [*words[1:], *command[1:]]
    name = words[0].upper()
    if name in _FAMILIES and arguments:
        return f"{name} {text_of(arguments[0]).upper()}", arguments[1:]
    return name, arguments


def _begun_before(arguments: Sequence[Any]) -> bool:
    return bool(arguments) and text_of(arguments[0]) != "0"


def _outcomes(name: str, operation: str, keys: list[str], response: Any) -> Outcomes:
    if name in _SINGLE_READS:
        return [(key, "miss" if response is None else "hit") for key in keys]
    if name == "MGET" and isinstance(response, list | tuple) and len(response) == len(keys):
        answers = zip(keys, response, strict=True)
        return [(key, "miss" if answer is None else "hit") for key, answer in answers]
    if name == "EXISTS" and response in (0, len(keys)):
        return [(key, "hit" if response else "miss") for key in keys]
    if operation == "add":
        return [(key, "stored" if response else "refused") for key in keys]
    return [(key, "") for key in keys]


def _keys(name: str, arguments: Sequence[Any]) -> list[str]:
    if name in {"SCAN", "KEYS"}:
        return [_pattern(arguments if name == "SCAN" else ["MATCH", *arguments])]
    first = name.partition(" ")[0]
    if not arguments or (first in _KEYLESS and not {name, first} & _OF_A_KEY):
        return [EVERY_KEY]
    if name in _NUMBERED:
        before = _NUMBERED[name]
        number = text_of(arguments[before]) if len(arguments) > before else ""
        found = arguments[before + 1 : before + 1 + int(number)] if number.isdecimal() else ()
        return [text_of(key) for key in found] or [EVERY_KEY]
    if name in _KEYS_ONLY:
        return [text_of(key) for key in arguments]
    if name in _KEYS_AND_VALUES:
        return [text_of(key) for key in arguments[::2]]
    return [text_of(arguments[0])]


def _pattern(arguments: Sequence[Any]) -> str:
    """The pattern that a scan looks for."""
    for word, pattern in itertools.pairwise(arguments):
        if text_of(word).upper() == "MATCH":
            return text_of(pattern)
    return EVERY_KEY
