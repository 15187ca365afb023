"""Errors of the project's own code while a dataset is made, told with their place."""

from __future__ import annotations

import traceback
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from perfgate.errors import DatasetError, PerfgateError

if TYPE_CHECKING:
    from collections.abc import Iterator

_OURS = Path(__file__).parents[1]


@contextmanager
def told(what: str, *, remedy: str, slug: str) -> Iterator[None]:
    """Turn any error of the block into one of a dataset, with the line that raised it.

    Args:
        what: what could not be done.
        remedy: the command or the edit that mends it.
        slug: the name of the message's page.

    Raises:
        DatasetError: the block raised; errors of perfgate's own stay what they are.
    """
    try:
        yield
    except PerfgateError:
        raise
    except Exception as error:
        said = " ".join(str(error).split())
        raise DatasetError(
            f"{what}: {type(error).__name__}: {said}{_place_of(error)}", remedy=remedy, slug=slug
        ) from error


def table_told(recipe: str, factory: str) -> AbstractContextManager[None]:
    """Turn any error of the block into that of a table of a recipe, with its line."""
    return told(
        f"The dataset {recipe!r} could not be built, at {factory}",
        remedy="Mend the recipe and run again: nothing of an unfinished dataset is kept.",
        slug="dataset-build",
    )


def _place_of(error: BaseException) -> str:
    """The innermost line that is neither perfgate's nor an installed package's."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not Path(frame.filename).is_relative_to(_OURS)
        and "site-packages" not in frame.filename
        and not frame.filename.startswith("<")
        and "/lib/python" not in frame.filename
    ]
    return f" (at {frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name})" if frames else ""
