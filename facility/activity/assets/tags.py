"""Tags of cached answers about assets."""

from __future__ import annotations


def answer_tags(client_id: int, site_id: int | None = None, **_: object) -> tuple[str, ...]:
    """What an answer about a site depends on, or where none is given about the whole client."""
    place = f"ast:client:{client_id}" if site_id is None else f"ast:site:{site_id}"
    return ("ast", f"ast:setup:{client_id}", place)


def asset_tags(client_id: int, site_id: int) -> tuple[str, ...]:
    """What a change of one asset bumps: the answers about its client and about its site."""
    return (f"ast:client:{client_id}", f"ast:site:{site_id}")


def setup_tags(client_id: int | None) -> tuple[str, ...]:
    """What a change of codes bumps: all answers about a client, or about everybody."""
    return ("ast",) if client_id is None else (f"ast:setup:{client_id}",)
