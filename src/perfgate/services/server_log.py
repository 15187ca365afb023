"""The logs of the servers, for messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TAIL_LINES = 15


def log_tail(log: Path) -> str:
    """The last lines of a log, or why there are none."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        return f"(unreadable: {error.strerror})"
    return "\n".join(lines[-_TAIL_LINES:]) or "(empty)"
