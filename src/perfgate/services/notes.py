"""Notes in a server's folder, by which processes tell each other of it."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def write_note(path: Path, content: dict[str, Any]) -> None:
    """Write a note that only its owner can read; who reads it finds the old one or the new."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")  # several may write at once
    new.touch(mode=0o600)
    new.write_text(json.dumps(content), encoding="utf-8")
    new.replace(path)
