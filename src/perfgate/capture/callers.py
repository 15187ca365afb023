"""Who sends by a driver's cursor: the application, or somebody who only sees to the connection."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import CodeType, FrameType


class Caller(Enum):
    """On whose behalf something is sent.

    ``APPLICATION`` includes Django's ORM and what drivers offer for sending. ``UNLISTED`` is no
    work of the application, but the server counts it; ``UNSEEN`` is, besides, left out of the
    count of the server's that ours is held against.
    """

    APPLICATION = "application"
    UNLISTED = "unlisted"
    UNSEEN = "unseen"


#: Packages and modules that look up types, try connections of a pool or watch.
_UNSEEN = ("psycopg._typeinfo", "psycopg.types", "psycopg_pool", "perfgate")
_BACKEND = "django.db.backends.postgresql.base"
#: What Django's backend sends past its own cursors.
_OF_BACKEND = {
    "DatabaseWrapper._configure_timezone": Caller.UNSEEN,
    "DatabaseWrapper._configure_role": Caller.UNSEEN,
    "DatabaseWrapper.is_usable": Caller.UNLISTED,
}
#: A connection of psycopg 3 that makes the cursor for its caller.
_FOR_CALLER = ("psycopg.connection", "execute")


def caller_of(frame: FrameType) -> Caller:
    """Tell who it is that called a cursor's method in a frame."""
    module = frame.f_globals.get("__name__", "")
    if (module, frame.f_code.co_name) == _FOR_CALLER and frame.f_back is not None:
        frame = frame.f_back
        module = frame.f_globals.get("__name__", "")
    return _classified(module, frame.f_code)


@lru_cache(maxsize=4_096)
def _classified(module: str, code: CodeType) -> Caller:
    if any(module == name or module.startswith(f"{name}.") for name in _UNSEEN):
        return Caller.UNSEEN
    if module == _BACKEND:
        return _OF_BACKEND.get(code.co_qualname, Caller.APPLICATION)
    return Caller.APPLICATION
