"""Tags of cached answers about the business tree and about who works where in it."""

from __future__ import annotations


def tree_tags(client_id: int | None) -> tuple[str, ...]:
    """What a change of nodes, or of their kinds' names, bumps: a client's trees, or everybody's."""
    return ("bt",) if client_id is None else (f"bt:client:{client_id}",)


def belonging_tags(client_id: int, people_id: int | None) -> tuple[str, ...]:
    """What an assignment of sites bumps: one person's list, or those of all of a client's people.

    Sites that are assigned to a group, ``people_id`` None, reach everybody in it.
    """
    return (f"bt:people:{client_id}",) if people_id is None else (f"bt:person:{people_id}",)
