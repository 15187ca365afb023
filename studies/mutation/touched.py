"""Pytest plugin: which functions of the application each perf test runs, and where it slices.

Load it with ``-p mutation.touched``. The file named by ``MUTATION_TOUCHED`` gets a JSON document
that :class:`Touched` describes.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import CodeType, FrameType

TOUCHED_FILE = "MUTATION_TOUCHED"
_FOLDER = "facility"


class TouchedBy(msgspec.Struct):
    """What a perf test runs: functions as ``(file, qualified name)``, and how long it takes."""

    functions: set[tuple[str, str]]
    seconds: float


class Touched(msgspec.Struct):
    """What perf tests run; ``slices`` are the lines ``(file, line)`` that slice a query set."""

    tests: dict[str, TouchedBy] = {}
    slices: set[tuple[str, int]] = set()


class Watch:
    """Watches perf tests run, and writes down what it saw at the end.

    Args:
        root: the folder that holds the application.
        target: the file to write.
    """

    def __init__(self, root: Path, target: Path) -> None:
        self._prefix = f"{root.resolve()}{os.sep}"
        self._target = target
        self._touched = Touched()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """Watch the body of a perf test, fixtures left aside."""
        if item.get_closest_marker("perf") is None:
            return (yield)
        codes: set[CodeType] = set()

        def called(frame: FrameType, _event: str, _argument: object) -> None:
            codes.add(frame.f_code)

        self._watch_slices()
        began = time.monotonic()
        # A trace function that gives none for the frame is called for calls only.
        sys.settrace(called)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            seconds = time.monotonic() - began
            functions = {found for code in codes if (found := self._function(code))}
            self._touched.tests[item.nodeid] = TouchedBy(functions, seconds)

    def pytest_sessionfinish(self) -> None:
        """Write the file."""
        self._target.write_bytes(msgspec.json.encode(self._touched))

    def _function(self, code: CodeType) -> tuple[str, str] | None:
        file = self._file(code)
        if not file:
            return None
        name = code.co_qualname
        while name.endswith(">") and "." in name:
            name = name.rpartition(".<locals>.")[0]
        return file, name

    def _file(self, code: CodeType) -> str:
        """The file relative to the root; empty where it is none of the application."""
        file = code.co_filename.removeprefix(self._prefix).replace(os.sep, "/")
        return file if file.startswith(f"{_FOLDER}/") else ""

    def _watch_slices(self) -> None:
        from django.db.models import QuerySet

        original = QuerySet.__getitem__
        if getattr(original, "watched", False):
            return

        def getitem(query_set: QuerySet[Any], key: Any) -> Any:
            frame = sys._getframe(1)  # noqa: SLF001 - nothing else names the line
            if isinstance(key, slice) and (file := self._file(frame.f_code)):
                self._touched.slices.add((file, frame.f_lineno))
            return original(query_set, key)

        getitem.watched = True  # type: ignore[attr-defined]
        QuerySet.__getitem__ = getitem  # type: ignore[method-assign]


def pytest_configure(config: pytest.Config) -> None:
    """Begin to watch."""
    config.pluginmanager.register(Watch(config.rootpath, Path(os.environ[TOUCHED_FILE])))
