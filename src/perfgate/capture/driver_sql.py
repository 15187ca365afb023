"""The SQL that follows from the arguments of a driver's method, and how often it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from perfgate.capture.events import Event

#: What the drivers and Django call the sets of parameters of ``executemany``.
_SETS = ("params_seq", "vars_list", "param_list")


class Counted:
    """Counts the sets of parameters that are taken from an iterator, which has no length."""

    def __init__(self, parameters: Iterable[Any], event: Event) -> None:
        self._parameters = iter(parameters)
        self._event = event

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        parameters = next(self._parameters)
        self._event.ran_again()
        return parameters


def many(
    args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[int, Callable[[Event], tuple[tuple[Any, ...], dict[str, Any]]]]:
    """Read the arguments of ``executemany``.

    Returns:
        How many sets of parameters there are, as far as that can be told before, and a function
        that gives the arguments to be passed on instead: those of an iterator count themselves.
    """
    name = next((name for name in _SETS if name in kwargs), "")
    sets = kwargs[name] if name else (args[1] if len(args) > 1 else ())
    if hasattr(sets, "__len__"):
        return len(sets), lambda _: (args, kwargs)

    def counted(event: Event) -> tuple[tuple[Any, ...], dict[str, Any]]:
        if name:
            return args, {**kwargs, name: Counted(sets, event)}
        return (args[0], Counted(sets, event), *args[2:]), kwargs

    return 0, counted


def _first(statement: Any = "", *_args: Any, **kwargs: Any) -> Any:
    return statement or kwargs.get("query", kwargs.get("sql", kwargs.get("statement", "")))


def _copy_from(
    _file: Any,
    table: str,
    *_args: Any,
    columns: Sequence[str] | None = None,
    **_kwargs: Any,
) -> str:
    return f"COPY {_quoted(table)}{_listed(columns)} FROM STDIN"


def _copy_to(
    _file: Any,
    table: str,
    *_args: Any,
    columns: Sequence[str] | None = None,
    **_kwargs: Any,
) -> str:
    return f"COPY {_quoted(table)}{_listed(columns)} TO STDOUT"


def call_text(procname: Any, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> str:
    """Give the SELECT that a driver makes of a call."""
    if hasattr(parameters, "keys"):
        passed = ", ".join(f"{_quoted(name)} := %s" for name in parameters or ())
    else:
        passed = ", ".join("%s" for _ in parameters or ())
    return f"SELECT * FROM {_quoted(procname)}({passed})"  # noqa: S608 - never sent


def _quoted(name: Any) -> str:
    doubled = str(name).replace('"', '""')
    return f'"{doubled}"'


def _listed(columns: Sequence[str] | None) -> str:
    return f" ({', '.join(_quoted(each) for each in columns)})" if columns else ""


#: The methods that send one text, and what they send.
SQL_OF: dict[str, Callable[..., Any]] = {
    "execute": _first,
    "executemany": _first,
    "callproc": call_text,
    "copy": _first,
    "stream": _first,
    "copy_expert": _first,
    "copy_from": _copy_from,
    "copy_to": _copy_to,
}
