"""What perf tests stand on while they run."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from perfgate.exercise.classes import on_clones_only, test_cases_adapted
from perfgate.services.world import redirected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfgate.exercise.perf import Perf
    from perfgate.marker import Marked
    from perfgate.session import PerfSession


@dataclass(slots=True)
class World:
    """A clone under Django's connections, and what the test has measured on it.

    It is a test's own, or it is shared by those tests of one of Django's classes that run on the
    data that the class has set up, as long as none of them has written.

    Attributes:
        session: the session of this process.
        marked: what the running test's marker asks for.
        databases: the names of the clones.
        ordinary_databases: the entries of ``DATABASES`` as they were before.
        owner: the test or class that it ends with.
        perf: the running test's measuring object, once it has asked for it.
        stood_in: fixtures of pytest-django that this world answered for, with the requests.
        spoiled: whether its clones are to be thrown away when it ends.
        used_up: whether no other test may run in it.
        failed_within: whether a subtest of the running test has failed.
        stack: what to undo when it ends.
    """

    session: PerfSession
    marked: Marked
    databases: tuple[str, ...]
    ordinary_databases: dict[str, dict[str, Any]]
    owner: object = None
    perf: Perf | None = None
    stood_in: list[tuple[Any, Any]] = field(default_factory=list)
    spoiled: bool = False
    used_up: bool = False
    failed_within: bool = False
    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @classmethod
    @contextlib.contextmanager
    def entered(
        cls, session: PerfSession, marked: Marked, *, owner: object = None, kind: type | None = None
    ) -> Iterator[World]:
        """Point Django at a clone of the test's dataset inside the block.

        Args:
            session: the session of this process.
            marked: what the test's marker asks for.
            owner: the test or class that it is for.
            kind: the class where it is for one of Django's.

        Raises:
            PerfgateError: there is no server, or the dataset cannot be had.
        """
        from django.db import connections

        ordinary = dict(connections.settings)
        with contextlib.ExitStack() as stack:
            databases = stack.enter_context(session.stage.world(marked.dataset))
            stack.enter_context(test_cases_adapted())
            if kind is not None:
                stack.enter_context(on_clones_only(kind))
            yield cls(session, marked, databases, ordinary, owner)

    def ordinary(self) -> contextlib.AbstractContextManager[None]:
        """Put the user's own settings back inside the block."""
        return redirected(self.ordinary_databases)

    def takes(self, owner: object, marked: Marked) -> bool:
        """Whether a test may run in it without setting anything up anew."""
        return self.owner is owner and not self.used_up and self.marked.dataset == marked.dataset

    def begin(self, marked: Marked) -> None:
        """Begin a further test in it."""
        self.marked, self.perf, self.failed_within = marked, None, False
        self.session.stage.empty_caches()

    def use_up(self) -> None:
        """Take note that the running test has written."""
        self.used_up = self.spoiled = True
