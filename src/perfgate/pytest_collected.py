"""What a process collected before anything was left out, by which a test that is gone is told.

Options and plugins leave tests out in many ways: deselecting, skipping files that did not fail,
dropping items without a word. None of that makes a test gone, so this looks at what each module
holds, beneath all of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from perfgate.analyse.renames import Collected

#: The parameter by which pytest-repeat runs a test several times.
_REPETITION = "__pytest_repeat_step_number"


class Collecting:
    """Remembers what each module and class holds, and what of it was selected."""

    def __init__(self) -> None:
        self._inside: dict[pytest.Collector, tuple[pytest.Item | pytest.Collector, ...]] = {}
        self._unknown: set[str] = set()
        self._selected: tuple[pytest.Item, ...] = ()
        self._collected: Collected | None = None

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Look at the content of a file or class before other plugins take something out of it."""
        report = yield
        if not isinstance(collector, pytest.Session | pytest.Directory):
            # ``--lf`` makes reports of files without looking into them: those have no call.
            if report.passed and getattr(report, "call", None) is not None:
                self._inside[collector] = tuple(report.result)
            else:
                self._unknown.add(collector.nodeid)
        return report

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember what is going to run."""
        self._selected = tuple(session.items)

    def collected(self) -> Collected:
        """Everything that was collected, as the matching of renamed tests wants it."""
        if self._collected is None:
            from perfgate.analyse.renames import Collected

            within = [child for children in self._inside.values() for child in children]
            self._collected = Collected(
                modules=frozenset(each.nodeid for each in self._files()) - self._unknown,
                tests=frozenset(
                    plain_nodeid(each) for each in within if isinstance(each, pytest.Item)
                ),
                unopened=frozenset(
                    each.nodeid
                    for each in within
                    if isinstance(each, pytest.Collector) and each not in self._inside
                ),
            )
        return self._collected

    def whole_modules(self) -> set[str]:
        """The modules of which every test was selected."""
        selected = {plain_nodeid(each) for each in self._selected}
        files = {file.nodeid for file in self._files()} - self._unknown
        return files - {
            file.nodeid for file in self._files() if not selected.issuperset(self._below(file))
        }

    def _files(self) -> Iterator[pytest.File]:
        return (each for each in self._inside if isinstance(each, pytest.File))

    def _below(self, collector: pytest.Collector) -> Iterator[str | None]:
        """Yield the node ids of all tests below; None for a class that was not looked into."""
        if collector not in self._inside:
            yield None
        for child in self._inside.get(collector, ()):
            if isinstance(child, pytest.Collector):
                yield from self._below(child)
            else:
                yield plain_nodeid(child)


def collecting(config: pytest.Config) -> Collecting:
    """Return what this process has collected."""
    plugin = config.pluginmanager.get_plugin("perfgate-collecting")
    assert isinstance(plugin, Collecting)  # noqa: S101 - it is registered when pytest starts
    return plugin


def plain_nodeid(item: pytest.Item) -> str:
    """Return the node id that a test has in every run.

    xdist appends the name of a group to it, and pytest-repeat the number of the repetition:
    both depend on options, and what is measured does not.
    """
    assert item.parent is not None  # noqa: S101 - only the session has none
    nodeid = f"{item.parent.nodeid}::{item.name}"
    callspec = getattr(item, "callspec", None)
    step = callspec.params.get(_REPETITION) if callspec is not None else None
    if step is None:
        return nodeid
    return re.sub(rf"(?:(\[)|-){step + 1}-\d+\]$", lambda at: "" if at[1] else "]", nodeid)
