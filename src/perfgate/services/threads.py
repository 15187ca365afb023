"""Lets the connections of other threads follow when Django is pointed elsewhere.

Django keeps a wrapper for each thread and alias and asks for the settings only when it makes one.
A thread that lives longer than a test (a live server's, of a connection kept alive; a pool's; the
one in which asgiref runs ORM work of a running event loop) would go on using the database of the
test before. So wrappers know from which entry they were made, and one that was made from another
entry than the present one is closed and made anew, in its own thread, when it is asked for next.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any

from asgiref.sync import SyncToAsync

from perfgate.capture.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from django.utils.connection import BaseConnectionHandler

#: Where a cache keeps the entry that it was made from; a database's wrapper has it already.
_MADE_FROM = "_perfgate_made_from"


class Redirected(dict[str, Any]):
    """An entry of ``DATABASES`` or ``CACHES`` that stands in for the user's own for a while.

    Args:
        entry: its content.
        replaced: the entry whose place it takes.

    Attributes:
        thread: the thread that put it there.
        elsewhere: whether another thread has made a wrapper from it.
    """

    def __init__(self, entry: Mapping[str, Any], replaced: Mapping[str, Any]) -> None:
        super().__init__(entry)
        self.replaced = replaced
        self.thread = threading.get_ident()
        self.elsewhere = False


class _Following(Patch[object]):
    """The patch of Django's handlers: it stays while anybody needs it."""

    def put_in(self) -> None:
        """Have the handlers note what wrappers are made from, and look at it."""
        from django.core.cache import caches
        from django.db import connections

        for handler in (connections, caches):
            self._follow(type(handler))

    def _follow(self, handler: Any) -> None:
        get, create = handler.__getitem__, handler.create_connection

        def create_connection(self: BaseConnectionHandler[Any], alias: str) -> Any:
            made = create(self, alias)
            entry = self.settings.get(alias)
            if "settings_dict" not in getattr(made, "__dict__", {}):
                # A backend without a place for it is left alone.
                with contextlib.suppress(AttributeError):
                    setattr(made, _MADE_FROM, entry)
            if isinstance(entry, Redirected) and threading.get_ident() != entry.thread:
                entry.elsewhere = True
            return made

        def getitem(self: BaseConnectionHandler[Any], alias: str) -> Any:
            found = get(self, alias)
            if _is_of_another_time(found, self.settings.get(alias)):
                found.close()
                del self[alias]
                return get(self, alias)
            return found

        self.replace(handler, "create_connection", create_connection)
        self.replace(handler, "__getitem__", getitem)


#: Who needs it adds himself.
FOLLOWING = _Following()


def _is_of_another_time(wrapper: Any, entry: Any) -> bool:
    """Whether a wrapper was made from an entry that is not in its place any more.

    One that somebody has put into the handler himself is not, nor is one within a transaction:
    whoever is in it must end it on the same connection.
    """
    attributes = getattr(wrapper, "__dict__", {})
    made_from = attributes.get("settings_dict", attributes.get(_MADE_FROM))
    if made_from is entry or attributes.get("in_atomic_block"):
        return False
    if isinstance(made_from, Redirected):
        return True
    if not isinstance(entry, Redirected):
        return False
    if made_from is None:  # a cache that was made before anybody kept a note of it
        return entry.thread != threading.get_ident()
    return made_from is entry.replaced


def used_elsewhere() -> bool:
    """Whether another thread has reached for a database while it was redirected."""
    from django.db import connections

    entries = connections.settings.values()
    return any(isinstance(entry, Redirected) and entry.elsewhere for entry in entries)


def connect_anew(databases: Collection[str]) -> None:
    """Let every thread connect to these databases anew: what was connected to them is dead."""
    from django.db import connections

    for alias, entry in list(connections.settings.items()):
        if isinstance(entry, Redirected) and entry["NAME"] in databases:
            fresh = Redirected(entry, entry.replaced)
            fresh.thread, fresh.elsewhere = entry.thread, entry.elsewhere
            connections.settings[alias] = fresh
            # This thread's wrapper has been closed by the caller, and others may have patched it.
            wrapper = wrapper_in_use(connections, alias)
            if wrapper is not None and wrapper.settings_dict is entry:
                wrapper.settings_dict = fresh


def wrapper_in_use(handler: BaseConnectionHandler[Any], alias: str) -> Any | None:
    """This thread's wrapper of an alias, if there is one."""
    # There is no public way to ask for a wrapper without creating it.
    return getattr(handler._connections, alias, None)  # type: ignore[attr-defined]  # noqa: SLF001


@contextlib.contextmanager
def lent_to_async_work(aliases: Collection[str]) -> Iterator[None]:
    """Let ORM work of an event loop in this thread use this thread's own connections.

    While a loop runs here, asgiref runs such work in one thread of its own, one call at a time,
    and this thread may not use them. Lent, they show what the test's transaction holds.
    """
    from django.db import connections

    lent = {alias: connections[alias] for alias in aliases}

    def take() -> None:
        for alias, wrapper in lent.items():
            connections[alias] = wrapper

    def give_back() -> None:
        for alias, wrapper in lent.items():
            if wrapper_in_use(connections, alias) is wrapper:
                del connections[alias]
        connections.close_all()

    for wrapper in lent.values():
        wrapper.inc_thread_sharing()
    SyncToAsync.single_thread_executor.submit(take).result()
    try:
        yield
    finally:
        SyncToAsync.single_thread_executor.submit(give_back).result()
        for wrapper in lent.values():
            wrapper.dec_thread_sharing()
