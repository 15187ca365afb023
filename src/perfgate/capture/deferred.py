"""Put work done at commit down to the line that asked for it.

A callback of ``transaction.on_commit`` runs when the outermost transaction ends, in whatever
function that happens to be. What it sends belongs to the line that registered it.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType

    from perfgate.capture.callsite import CallSites


def run_deferred(registration: object, callback: Callable[[], object]) -> None:  # noqa: ARG001
    """Call what was registered; this frame tells those who look at it which registration it was."""
    callback()


#: Functions that call what was registered, and their variable that tells one registration from
#: another: the set of savepoints that Django makes for each, as a callback may come twice.
RUNNERS: dict[CodeType, str] = {
    run_deferred.__code__: "registration",
    BaseDatabaseWrapper.run_and_clear_commit_hooks.__code__: "_",
}


@contextlib.contextmanager
def registrations_noted(sites: CallSites) -> Iterator[None]:
    """Let ``sites`` know where each callback is registered inside the block."""
    register = BaseDatabaseWrapper.on_commit

    @functools.wraps(register)
    def note_and_register(
        self: BaseDatabaseWrapper, func: Callable[[], object], *args: Any, **kwargs: Any
    ) -> None:
        waiting = len(self.run_on_commit)
        register(self, func, *args, **kwargs)
        # What did not have to wait has run already, called from here.
        if len(self.run_on_commit) > waiting:
            sites.defer(self.run_on_commit[-1][0], sys._getframe(1))  # noqa: SLF001 - see callsite

    BaseDatabaseWrapper.on_commit = note_and_register  # type: ignore[method-assign]
    try:
        yield
    finally:
        BaseDatabaseWrapper.on_commit = register  # type: ignore[method-assign]
        sites.forget_deferred()
