"""Until when a started server stays although nobody holds it: a note in its folder."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from perfgate.services.notes import write_note

if TYPE_CHECKING:
    from pathlib import Path

_NOTE = "keep.json"


def keep(folder: Path, until_s: float) -> None:
    """Have the server of a folder stay until then, or longer where that was asked for before.

    Args:
        folder: the server's own.
        until_s: seconds since the epoch.
    """
    if until_s <= (kept_until(folder) or 0.0):
        return
    write_note(folder / _NOTE, {"until_s": until_s})


def kept_until(folder: Path) -> float | None:
    """Until when the server stays, in seconds since the epoch; None where it is not kept now."""
    try:
        until_s = float(json.loads((folder / _NOTE).read_text(encoding="utf-8"))["until_s"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return until_s if until_s > time.time() else None


def release(folder: Path) -> None:
    """Keep the server no longer: it stops once nobody holds it."""
    (folder / _NOTE).unlink(missing_ok=True)
