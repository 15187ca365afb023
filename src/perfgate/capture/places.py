"""Find the line where a function of a baseline's place stands now.

A baseline keeps no lines, as they move with every edit. What is gone has no call site in this run,
but the function that used to do it is, as a rule, still there.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path  # noqa: TC003 - the cache's key

from perfgate.model import Site


def lines_of(places: str, root: Path) -> tuple[Site, ...]:
    """Give the sites of places as a finding holds them (``file::function``, comma separated).

    A file or function that is not there any more, or a file that is no Python, is left out.
    """
    sites = []
    for place in filter(None, places.split(", ")):
        file, _, function = place.partition("::")
        line = _functions(root / file).get(function)
        if line is not None:
            sites.append(Site(file=file, line=line, function=function))
    return tuple(sites)


@lru_cache(maxsize=256)
def _functions(path: Path) -> dict[str, int]:
    """The line of the ``def`` of each function of a file, by qualified name."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    found: dict[str, int] = {}
    _walk(tree, "", found)
    return found


def _walk(node: ast.AST, prefix: str, found: dict[str, int]) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            found.setdefault(f"{prefix}{child.name}", child.lineno)
            _walk(child, f"{prefix}{child.name}.<locals>.", found)
        elif isinstance(child, ast.ClassDef):
            _walk(child, f"{prefix}{child.name}.", found)
        else:
            _walk(child, prefix, found)
