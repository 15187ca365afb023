"""The kinds of nodes of the business tree, by their stored codes."""

from __future__ import annotations

from enum import StrEnum

#: The coded list that kinds are codes of.
KIND_LIST = "BVIDENTIFIER"


class Kind(StrEnum):
    """The codes that the application itself asks for; a client may have more of its own."""

    ROOT = "ROOT"
    CLIENT = "CLIENT"
    SITE = "SITE"
