"""Find the line of the application that a statement was sent from.

This runs for every statement while it is recorded, so each code object is classified once and
a walk is one dictionary look-up per frame. No frame outlives the walk: a frame kept would keep
its variables, and with them server-side cursors, alive.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import perfgate
from perfgate.capture.awaited import HANDLER, awaited_at
from perfgate.capture.deferred import RUNNERS

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import FrameType

#: File, line and qualified name of the function, as in :class:`perfgate.model.Site`.
RawSite: TypeAlias = tuple[str, int, str]

_INSTALLED = frozenset({"site-packages", "dist-packages"})
#: Before Python 3.12 comprehensions have frames of their own; a place must not depend on that.
_INLINED = (".<locals>.<listcomp>", ".<locals>.<dictcomp>", ".<locals>.<setcomp>")


class _Code(NamedTuple):
    """What a code object is: ``role`` decides, ``file`` and ``function`` name it.

    Of a function that runs deferred work ``file`` names the variable that tells which it is.
    """

    role: str
    file: str = ""
    function: str = ""


_APPLICATION, _TEMPLATE, _OUTSIDE, _LIBRARY = "application", "template", "outside", "library"
_DEFERRED, _SKIPPED, _AWAITED = "deferred", "skipped", "awaited"
#: What decorators call the function that they decorate, as those of the standard library do.
_DECORATED = ("function", "func", "fn", "f", "wrapped", "method", "view_func")
_OF_LIBRARY = _Code(_LIBRARY)


class CallSites:
    """Finds call sites of one application.

    A file is the application's when it lies under ``root``, but not in an installed package, a
    virtual environment or perfgate itself. A query sent while a template renders, by no line of
    the application, is put down to the template's line.

    Args:
        root: folder of the application.
        skip: files and folders under ``root`` (POSIX paths relative to it) to be passed over. What
            a decorator there does is put down to the function that it decorates.
    """

    def __init__(self, root: Path, skip: Collection[str] = ()) -> None:
        from django.template.base import Node

        self._root = root.resolve()
        self._skip = tuple(part.strip("/") for part in skip)
        self._library = tuple(
            {
                *(str(Path(path).resolve()) for path in _library_paths()),
                str(Path(perfgate.__file__).resolve().parent),
            }
        )
        self._environments: dict[Path, bool] = {}
        self._templates: dict[str, str] = {}
        self._asked_at: RawSite | None = None
        self._codes: dict[CodeType, _Code] = {
            Node.render_annotated.__code__: _Code(_TEMPLATE),
            HANDLER: _Code(_AWAITED),
            **{code: _Code(_DEFERRED, variable) for code, variable in RUNNERS.items()},
        }
        #: The registration is kept along, so that no other can get its id.
        self._deferred: dict[int, tuple[object, RawSite | None]] = {}

    def find(self, frame: FrameType | None) -> RawSite | None:
        """Walk outwards from a frame to the first line of the application.

        Without one, the line that asked for the measurement is given, if one was named; without
        that, the outermost line that is in no library; without that, None.
        """
        site, outermost = self._walk(frame)
        return site or self._asked_at or outermost

    def nearest(self, frame: FrameType | None) -> RawSite | None:
        """Walk outwards from a frame to the first line of the application, or give None."""
        return self._walk(frame)[0]

    def asked_at(self, code: CodeType, line: int) -> None:
        """Name the line that asked for the measurement, where no stack will lead to it."""
        found = self._classify(code)
        if found.role is _APPLICATION:
            self._asked_at = (found.file, line, found.function)

    def _walk(self, frame: FrameType | None) -> tuple[RawSite | None, RawSite | None]:
        """The first line of the application, and the outermost one that is in no library."""
        codes = self._codes
        outermost: RawSite | None = None
        while frame is not None:
            code = frame.f_code
            found = codes.get(code)
            if found is None:
                found = codes[code] = self._classify(code)
            role = found.role
            if role is _APPLICATION:
                return (found.file, frame.f_lineno, found.function), outermost
            if role is _OUTSIDE:
                outermost = (found.file, frame.f_lineno, found.function)
            elif role is not _LIBRARY:
                site = self._stand_in(role, found, frame)
                if site is not None:
                    return site, outermost
            frame = frame.f_back
        return None, outermost

    def _stand_in(self, role: str, found: _Code, frame: FrameType) -> RawSite | None:
        """Give the site that a frame stands for which is no line of the application itself."""
        if role is _TEMPLATE:
            return self._template_site(frame)
        if role is _SKIPPED:
            return self._decorated(frame)
        if role is _AWAITED:
            return awaited_at()
        _, site = self._deferred.get(id(frame.f_locals.get(found.file)), (None, None))
        return site

    def defer(self, registration: object, frame: FrameType) -> None:
        """Remember from where work was registered: when it is done it is put down to there."""
        self._deferred[id(registration)] = (registration, self.find(frame))

    def forget_deferred(self) -> None:
        """Forget all that was registered."""
        self._deferred = {}

    def here(self) -> RawSite | None:
        """Find the call site of the caller."""
        return self.find(sys._getframe(1))  # noqa: SLF001 - inspect's stack() reads source files

    def _classify(self, code: CodeType) -> _Code:
        if code.co_filename.startswith("<"):
            return _OF_LIBRARY
        path = Path(code.co_filename).resolve()
        file = self._relative(path)
        if file is None:
            return _OF_LIBRARY
        if _is_within(file, self._skip):
            return _Code(_SKIPPED)
        function = code.co_qualname
        while function.endswith(_INLINED):
            function = function.rpartition(".<locals>.")[0]
        return _Code(_OUTSIDE if Path(file).is_absolute() else _APPLICATION, file, function)

    def _relative(self, path: Path) -> str | None:
        """Give the path as a site shows it, or None for a library's or a skipped one."""
        text = str(path)
        if not _INSTALLED.isdisjoint(path.parts) or self._in_environment(path.parent):
            return None
        if not path.is_relative_to(self._root):
            return None if _is_within(text, self._library) else path.as_posix()
        if _is_within(text, [part for part in self._library if _is_within(part, [self._root])]):
            return None
        return path.relative_to(self._root).as_posix()

    def _decorated(self, frame: FrameType) -> RawSite | None:
        """Give the first line of the application's function that a frame of a decorator wraps."""
        variables = frame.f_locals
        for name in _DECORATED:
            code = getattr(variables.get(name), "__code__", None)
            if isinstance(code, CodeType):
                found = self._codes.get(code) or self._classify(code)
                if found.role is _APPLICATION:
                    return found.file, code.co_firstlineno, found.function
        return None

    def _in_environment(self, folder: Path) -> bool:
        """Tell whether a folder lies in a virtual environment below the root, or elsewhere."""
        known = self._environments.get(folder)
        if known is None:
            if folder in {self._root, folder.parent}:
                known = False
            else:
                known = (folder / "pyvenv.cfg").exists() or self._in_environment(folder.parent)
            self._environments[folder] = known
        return known

    def _template_site(self, frame: FrameType) -> RawSite | None:
        """Give the file and line of the template node that a frame renders."""
        node = frame.f_locals.get("self")
        token = getattr(node, "token", None)
        name = getattr(getattr(node, "origin", None), "name", None)
        if token is None or not isinstance(name, str):
            return None
        file = self._templates.get(name)
        if file is None:
            relative = None if name.startswith("<") else self._relative(Path(name).resolve())
            inside = relative is not None and not Path(relative).is_absolute()
            kept = inside and not _is_within(str(relative), self._skip)
            file = self._templates[name] = str(relative) if kept else ""
        return (file, token.lineno, "") if file else None


def _library_paths() -> list[str]:
    paths = sysconfig.get_paths()
    return [paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib")]


def _is_within(path: str, folders: Collection[str | Path]) -> bool:
    return any(path == str(folder) or path.startswith(f"{folder}/") for folder in folders)
