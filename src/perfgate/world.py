"""What one perf test stands on while it runs."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from perfgate.services.world import redirected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfgate.exercise.perf import Perf
    from perfgate.session import Marked, PerfSession


@dataclass(slots=True)
class World:
    """A clone under Django's connections, and what the test has measured on it.

    Attributes:
        session: the session of this process.
        marked: what the test's marker asks for.
        databases: the names of the clones.
        ordinary_databases: the entries of ``DATABASES`` as they were before.
        perf: the test's measuring object, once it has asked for it.
        stood_in: fixtures of pytest-django that this world answered for.
        stack: what to undo when the test is torn down.
    """

    session: PerfSession
    marked: Marked
    databases: tuple[str, ...]
    ordinary_databases: dict[str, dict[str, Any]]
    perf: Perf | None = None
    stood_in: list[Any] = field(default_factory=list)
    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @classmethod
    @contextlib.contextmanager
    def entered(cls, session: PerfSession, marked: Marked) -> Iterator[World]:
        """Point Django at a clone of the test's dataset inside the block.

        Raises:
            PerfgateError: there is no server, or the dataset cannot be had.
        """
        from django.db import connections

        ordinary = dict(connections.settings)
        with session.stage.world(marked.dataset) as databases:
            yield cls(session, marked, databases, ordinary)

    def ordinary(self) -> contextlib.AbstractContextManager[None]:
        """Put the user's own settings back inside the block."""
        return redirected(self.ordinary_databases)
