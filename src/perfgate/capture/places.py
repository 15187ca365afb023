"""Find the line where a function of a baseline's place stands now.

A baseline keeps no lines, as they move with every edit. What is gone has no call site in this run,
but the function that used to do it is, as a rule, still there.
"""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache
from pathlib import Path  # noqa: TC003 - the cache's key

from perfgate.model import Site

#: Between the names of a function and of one defined in it.
_WITHIN = ".<locals>."


def lines_of(places: str, root: Path) -> tuple[Site, ...]:
    """Give the sites of places as a finding holds them (``file::function``, comma separated).

    Of a function within another that is not there any more, as a callback is, the other is given.
    A file or function that is gone altogether, or a file that is no Python, is left out.
    """
    sites = []
    for place in filter(None, places.split(", ")):
        file, _, function = place.partition("::")
        known = _functions(root / file)
        while function and function not in known:
            function = function.rpartition(_WITHIN)[0]
        if function:
            sites.append(Site(file=file, line=known[function], function=function))
    return tuple(dict.fromkeys(sites))


@lru_cache(maxsize=256)
def _functions(path: Path) -> dict[str, int]:
    """The line of the ``def`` of each function of a file, by qualified name."""
    found: dict[str, int] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python thinks of the file is said elsewhere
            _walk(ast.parse(path.read_bytes()), "", found)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return {}
    return found


def _walk(node: ast.AST, prefix: str, found: dict[str, int]) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            found.setdefault(f"{prefix}{child.name}", child.lineno)
            _walk(child, f"{prefix}{child.name}{_WITHIN}", found)
        elif isinstance(child, ast.ClassDef):
            _walk(child, f"{prefix}{child.name}.", found)
        else:
            _walk(child, prefix, found)
