"""Keeps passwords out of messages."""

from __future__ import annotations

from urllib.parse import quote

MASK = "***"


def masked(text: str, *secrets: str) -> str:
    """The text with every secret in it, plain or as a URL writes it, made unreadable."""
    for secret in filter(None, secrets):
        text = text.replace(secret, MASK).replace(quote(secret, safe=""), MASK)
    return text.strip()
