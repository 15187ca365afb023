"""Runs the tests of Django's ``TestCase`` classes, which set up and roll back in their own way."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from perfgate.errors import ConfigError
from perfgate.exercise.isolation import transaction_ids
from perfgate.exercise.on_commit import callbacks_run
from perfgate.exercise.stage import clone_aliases
from perfgate.services.threads import used_elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from perfgate.exercise.perf import Perf


def hand_over(case: Any, perf: Perf) -> None:
    """Give a method of a ``unittest`` class its ``self.perf``, as it cannot ask for fixtures.

    Raises:
        ConfigError: the class has an attribute of that name.
    """
    kind = type(case)
    if hasattr(kind, "perf"):
        raise ConfigError(
            f"{kind.__module__}.{kind.__qualname__} has an attribute perf of its own, and perf "
            "tests find there what measures them.",
            remedy="Give it another name.",
            slug="test-case-class",
        )
    case.perf = perf


def watch(case: Any, wrote: Callable[[], None]) -> None:
    """Watch the run of one method of a Django class, within the transaction that is its own.

    Args:
        case: the instance that is going to run it.
        wrote: called at its end if it may have written.
    """
    run = case.run

    def watched(*args: Any, **kwargs: Any) -> Any:
        before = transaction_ids()
        try:
            with callbacks_run():
                return run(*args, **kwargs)
        finally:
            if before is None or transaction_ids() != before or used_elsewhere():
                wrote()

    # Django calls it between entering the method's savepoint and rolling it back.
    case.run = watched


def uses_databases(kind: type | None) -> bool:
    """Whether a class is one of Django's whose databases are set up for the whole class.

    Raises:
        ConfigError: it is one of Django's that may not use any.
    """
    from django.test import SimpleTestCase

    if kind is None or not issubclass(kind, SimpleTestCase):
        return False
    if not kind.databases:
        raise ConfigError(
            f"{kind.__module__}.{kind.__qualname__} may not use a database: it names none in its "
            "attribute databases, as is the default of SimpleTestCase.",
            remedy="Derive it from django.test.TestCase, or take the marker perf away.",
            slug="test-case-class",
        )
    return True


@contextlib.contextmanager
def on_clones_only(kind: Any) -> Iterator[None]:
    """Let a class of Django's reach clones, and no database that was left as it is configured.

    Raises:
        ConfigError: it names a database that is no clone.
    """
    from django.db import connections

    own = vars(kind).get("databases")
    clones = clone_aliases()
    # Django puts this in the place of "__all__", where ordinary methods have run before.
    everything = frozenset(connections)
    by_django = isinstance(kind.databases, frozenset) and kind.databases == everything
    wanted = clones if by_django or kind.databases == "__all__" else kind.databases
    for alias in wanted:
        if alias in connections and alias not in clones:
            raise ConfigError(
                f"{kind.__module__}.{kind.__qualname__} names the database {alias!r}, which is "
                f"{connections.settings[alias]['ENGINE']}: perf tests run on clones on PostgreSQL "
                "and leave any other database alone.",
                remedy=f"Take {alias!r} out of its attribute databases.",
                slug="database-refused",
            )
    kind.databases = frozenset(wanted)
    try:
        yield
    finally:
        if own is None:
            del kind.databases
        else:
            kind.databases = own


class _Refusal(str):
    """Django's message about a database that a test may not use, or ours where no edit allows it.

    Django fills it in, wherever and in whatever thread it refuses.
    """

    __slots__ = ()

    def __mod__(self, values: Any) -> str:
        from django.db import connections

        alias = values["alias"]
        if alias in clone_aliases():
            return str.__mod__(self, values)
        error = ConfigError(
            f"A perf test reaches for the database {alias!r}, which is "
            f"{connections.settings[alias]['ENGINE']} (Django forbids {values['operation']}): "
            "perf tests run on clones on PostgreSQL and leave any other database alone.",
            remedy="Leave it out of the test, or let its models live on PostgreSQL in tests.",
            slug="database-refused",
        )
        return str(error)


@contextlib.contextmanager
def test_cases_adapted() -> Iterator[None]:
    """Change in the block what Django's test cases, and pytest-django's, do to the databases.

    They say why one is out of reach that is no clone, and what to do. They leave sequences alone,
    as a dataset's rows have the low numbers; each clone gives the same ones anyway.
    """
    from django.test import TransactionTestCase

    kind: Any = TransactionTestCase
    kept = {name: vars(kind)[name] for name in ("_disallowed_database_msg", "_reset_sequences")}
    kind._disallowed_database_msg = _Refusal(kept["_disallowed_database_msg"])  # noqa: SLF001 - the one place that all refusals use
    kind._reset_sequences = staticmethod(lambda *_: None)  # noqa: SLF001 - nothing public does it
    try:
        yield
    finally:
        for name, value in kept.items():
            setattr(kind, name, value)
