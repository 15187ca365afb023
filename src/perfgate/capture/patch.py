"""One patch of the process for all who listen: it goes in with the first and out with the last.

Global by its nature, as the methods of a class are: a recorder that only its own thread could see
would miss what the threads do that the recorded code starts.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

if TYPE_CHECKING:
    from types import TracebackType

Listener = TypeVar("Listener")

#: In place of what a class has only from those it derives from.
_INHERITED: Any = object()


class Patch(Generic[Listener]):
    """Methods that are wrapped while somebody listens.

    Attributes:
        listeners: those who listen now.
    """

    def __init__(self) -> None:
        self.listeners: tuple[Listener, ...] = ()
        # One thread may come here twice: a class that is covered may be made while it is.
        self.lock = threading.RLock()
        self._replaced: list[tuple[Any, str, Any, Any]] = []

    def add(self, listener: Listener) -> None:
        """Let somebody listen; the first one puts the patch in, or nothing of it if that fails."""
        with self.lock:
            if not self.listeners:
                try:
                    self.put_in()
                except BaseException:
                    self.take_out()
                    raise
            self.listeners = (*self.listeners, listener)

    def remove(self, listener: Listener) -> None:
        """Let somebody go; the last one takes the patch out."""
        with self.lock:
            self.listeners = tuple(one for one in self.listeners if one is not listener)
            if not self.listeners:
                self.take_out()

    def put_in(self) -> None:
        """Replace what has to be replaced."""
        raise NotImplementedError

    def take_out(self) -> None:
        """Put back what was there before, the last first."""
        while self._replaced:
            owner, name, ours, theirs = self._replaced.pop()
            # Where another tool has put its own patch on top, ours stays below it, doing nothing.
            if vars(owner).get(name) is not ours:
                continue
            if theirs is _INHERITED:
                delattr(owner, name)
            else:
                setattr(owner, name, theirs)

    def replace(self, owner: Any, name: str, ours: Any) -> None:
        """Give a class or module an attribute of ours, in place of its own if it has one."""
        self._replaced.append((owner, name, ours, vars(owner).get(name, _INHERITED)))
        setattr(owner, name, ours)


class Listening:
    """One who listens while entered, to the patch that the class derived from this names."""

    listens_to: Patch[Any]

    def __enter__(self) -> Self:
        self.listens_to.add(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.listens_to.remove(self)
