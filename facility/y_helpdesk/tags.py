"""Tags of cached lists of tickets."""

from __future__ import annotations


def ticket_tags(client_id: int, site_id: int) -> tuple[str, ...]:
    """What a change of one ticket bumps: the lists of its client and of its site."""
    return (f"tkt:client:{client_id}", f"tkt:site:{site_id}")


def setup_tags(client_id: int | None) -> tuple[str, ...]:
    """What a change of names, codes or the matrix bumps: all lists of a client, or everybody's."""
    return ("tkt",) if client_id is None else (f"tkt:setup:{client_id}",)
