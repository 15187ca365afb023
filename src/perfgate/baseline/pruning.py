"""Finding the baselines that no test can measure any more."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from perfgate.errors import BaselineError

if TYPE_CHECKING:
    from pathlib import Path

    from perfgate.baseline.store import BaselineStore


def of_gone_modules(store: BaselineStore, root: Path) -> list[str]:
    """Return the ids of the baselines whose test modules are gone.

    Raises:
        BaselineError: a file cannot be read; or no module at all is there, which rather means
            that the modules lie elsewhere.
    """
    paths = store.paths()
    gone = [path for path in paths if not _is_there(root / store.module(path))]
    if gone == paths and len(gone) > 1:
        one = store.module(gone[0])
        raise BaselineError(
            f"None of the {len(gone)} test modules is there, such as {root / one}",
            remedy="Run it in the project's root; or name what to remove: "
            f"perfgate baselines prune {shlex.quote(one)} …",
            slug="nothing-there",
        )
    return [name for path in gone for name in store.held_by(path)]


def _is_there(module: Path) -> bool:
    """Tell whether a test module is there; plugins collect tests of other files than Python's."""
    if module.exists():
        return True
    folder = module.parent
    return folder.is_dir() and any(
        each.with_suffix("") == module.with_suffix("") and each.is_file()
        for each in folder.iterdir()
    )
