"""Which world a test runs in: it is entered before anything of the test is set up, and left last.

This module is imported when the first perf test is about to run.
"""

from __future__ import annotations

import contextlib
import inspect
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import async_to_sync

from perfgate.errors import PerfgateError
from perfgate.exercise.classes import hand_over, uses_databases, watch
from perfgate.exercise.isolation import connected, wrote
from perfgate.exercise.stage import clone_aliases
from perfgate.marker import read_markers
from perfgate.pytest_options import OPENS_CLASS, OPENS_TEST, WORLD
from perfgate.services.threads import lent_to_async_work
from perfgate.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from perfgate.config import Config
    from perfgate.marker import Marked
    from perfgate.session import PerfSession


def enter(item: Any, session_of: Callable[[], PerfSession]) -> None:
    """Let a perf test run on a clone: its own, or its class's if no test has written to that."""
    try:
        session = session_of()
        marked = _marked(item, session.config)
        kind = item.cls if uses_databases(getattr(item, "cls", None)) else None
        owner = item.parent if kind else item
        world = item.config.stash.get(WORLD, None)
        if world is not None and world.takes(owner, marked):
            world.begin(marked)
        else:
            leave(item)
            world = _entered(item, session, marked, owner, kind)
    except PerfgateError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    if kind is None:
        _allow_clones_only(item)
    # A method of a unittest class cannot ask for fixtures.
    if getattr(item, "nofuncargs", False) and "perf" not in item.fixturenames:
        item.fixturenames.append("perf")


def leave(item: Any) -> None:
    """Take down a world that a test does not fit into, and what its class has set up elsewhere.

    The class is then set up anew: its data belong to one database, and so do ordinary methods of a
    class and those that are perf tests, to different ones.
    """
    with contextlib.ExitStack() as stack:
        stack.callback(end, item.config)
        if getattr(item, "nofuncargs", False):
            definitions = item._fixtureinfo.name2fixturedefs  # noqa: SLF001 - nothing public has them
            for name in item.fixturenames:
                for definition in definitions.get(name, ()):
                    if definition.scope == "class":
                        stack.callback(definition.finish, item._request)  # noqa: SLF001


def end(config: pytest.Config) -> None:
    """End the world, if there is one: everything set up in it is taken down by now."""
    world = config.stash.get(WORLD, None)
    if world is None:
        return
    with contextlib.ExitStack() as stack:
        if world.spoiled:
            stack.callback(world.session.stage.spoil, world.marked.dataset)
        stack.callback(world.stack.close)
        for definition, request in world.stood_in:
            stack.callback(definition.finish, request)


def torn_down(item: pytest.Item, following: pytest.Item | None, world: World) -> None:
    """End the world with the test or class that it is for."""
    if world.owner is item or following is None or world.owner not in following.listchain():
        try:
            end(item.config)
        except PerfgateError as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None


def note_writes(world: World) -> None:
    """Let nobody else have the clone of a test, or of a class's data, that has been written to."""
    world.spoiled = wrote() or world.spoiled


def begin_call(item: Any, world: World) -> None:
    """Give a method of a unittest class its measuring object; watch what a Django class does."""
    if not getattr(item, "nofuncargs", False) or world.perf is None:
        return
    try:
        hand_over(item.instance, world.perf)
    except PerfgateError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    if world.owner is not item:
        watch(item.instance, world.use_up)


@contextlib.contextmanager
def opening(world: World, fixturedef: Any, request: Any) -> Iterator[None]:
    """Watch a fixture that opens the databases; lend them to ORM work of an async test."""
    item = request._pyfuncitem  # noqa: SLF001 - a class's request has no other way to the test
    own = world.owner is item
    if fixturedef.argname != (OPENS_TEST if own else OPENS_CLASS):
        yield
        return
    # A fixture of wider scope has used them: what it has committed would stay.
    world.spoiled = connected() or world.spoiled
    yield
    if own and inspect.iscoroutinefunction(item.obj):
        stack = contextlib.ExitStack()
        stack.enter_context(lent_to_async_work(clone_aliases()))
        fixturedef.addfinalizer(stack.close)


def run_async(item: pytest.Function) -> bool | None:
    """Run a test that is an ``async def``: its ORM work is done in this thread, by asgiref."""
    if not inspect.iscoroutinefunction(item.obj):
        return None
    arguments = {name: item.funcargs[name] for name in item._fixtureinfo.argnames}  # noqa: SLF001 - as pytest itself
    async_to_sync(item.obj)(**arguments)
    return True


def _entered(
    item: Any, session: PerfSession, marked: Marked, owner: object, kind: type | None
) -> World:
    stash = item.config.stash
    with contextlib.ExitStack() as stack:
        with _databases_unblocked(item.config):
            world = stack.enter_context(World.entered(session, marked, owner=owner, kind=kind))
        stash[WORLD] = world
        stack.callback(stash.__delitem__, WORLD)
        world.stack = stack.pop_all()
    return world


def _marked(item: pytest.Item, config: Config) -> Marked:
    """What the markers of module, class and function ask for; the nearer one wins."""
    markers = ((marker.args, marker.kwargs) for marker in item.iter_markers("perf"))
    return read_markers(markers, nodeid=item.nodeid, config=config)


def _allow_clones_only(item: pytest.Item) -> None:
    """Let the test reach clones, and no database that was left as the user configured it."""
    # It is missing where another plugin has marked the test after it was collected.
    marker = item.get_closest_marker("django_db") or pytest.mark.django_db().mark
    names = ("transaction", "reset_sequences", "databases", "serialized_rollback", "available_apps")
    kwargs = {**dict(zip(names, marker.args, strict=False)), **marker.kwargs}
    wanted = kwargs.get("databases")
    clones = clone_aliases()
    if wanted not in (None, "__all__"):
        clones = [alias for alias in clones if alias in wanted]
    item.add_marker(pytest.mark.django_db(**{**kwargs, "databases": clones}), append=False)


def _databases_unblocked(config: pytest.Config) -> contextlib.AbstractContextManager[None]:
    """Let migrations of a template reach a database before the test's own fixtures may."""
    from pytest_django.plugin import blocking_manager_key

    return config.stash[blocking_manager_key].unblock()
