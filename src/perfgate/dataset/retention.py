"""Which templates stay on a server: those that a session holds, and of the others those used last.

A session holds every template that it clones from, by a shared advisory lock on its connection:
between two tests it has no clone, and still needs the template. Whoever drops one takes the lock
alone, and takes it only where nobody has it. Projects share a server, so what stays is bounded for
all of them together: one that changes its schema often does not displace another's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from perfgate.dataset.databases import drop_marked, marked, set_mark
from perfgate.services.advisory import lock_shared, tried, unlock_shared

if TYPE_CHECKING:
    from perfgate.services.admin import AdminConnection

#: So many templates and so many bytes of them stay on a server, apart from those in use.
KEPT, KEPT_BYTES = 24, 10 * 1024**3
#: How long a noted use stands for the uses after it: test processes of a session start together.
NOTED_S = 60
#: Seeds of the locks by which a template is held and its use noted; that of building has 0.
_HOLD, _NOTE = 1, 2
_TIDY = "perfgate templates"
#: Those that this role may drop, and their sizes as far as it may ask for them.
_SIZES = """
SELECT datname,
       CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) ELSE 0 END
  FROM pg_database
 WHERE datname = ANY(%s) AND pg_has_role(datdba, 'USAGE')
"""


def hold(connection: AdminConnection, template: str) -> None:
    """Keep a template from being dropped as long as the connection lasts, whether built or not."""
    lock_shared(connection, template, seed=_HOLD)


def let_go(connection: AdminConnection, template: str) -> None:
    """Take a ``hold`` back."""
    unlock_shared(connection, template, seed=_HOLD)


def note_use(connection: AdminConnection, template: str) -> None:
    """Note that a template is used now, unless somebody has just noted it or does so."""
    with tried(connection, template, seed=_NOTE) as alone:
        mark = marked(connection).get(template) if alone else None
        if mark is not None:
            [(now,)] = connection.execute("SELECT extract(epoch FROM now())::bigint")
            if now - mark.facts.get("used", 0) >= NOTED_S:
                used = replace(mark, facts={**mark.facts, "used": int(now)})
                set_mark(connection, template, used)


def drop_unused(connection: AdminConnection, *, but: str = "") -> None:
    """Drop the templates beyond what is kept, the longest unused first; never one in use.

    Args:
        connection: one that holds none of them but that which is named.
        but: a template that stays.
    """
    with tried(connection, _TIDY, seed=_HOLD) as alone:
        if alone:
            for name in _surplus(connection, but):
                with tried(connection, name, seed=_HOLD) as free:
                    if free:
                        drop_marked(connection, name)


def _surplus(connection: AdminConnection, but: str) -> list[str]:
    """The templates that could go, the longest unused first; the one used last is none of them."""
    ours = marked(connection)
    cloned = {mark.template for mark in ours.values() if mark.kind == "clone"}
    # One that is being completed has its mark already, and not yet its name.
    templates = [
        name for name, mark in ours.items() if mark.kind == "template" and mark.template == name
    ]
    sizes = dict(connection.execute(_SIZES, (templates,)))
    # Where the times are the same the one created last comes last.
    by_use = sorted(
        (name for name in templates if name in sizes),
        key=lambda name: ours[name].facts.get("used", 0),
    )
    surplus: list[str] = []
    kept = sum(sizes.values())
    for position, name in enumerate(by_use[:-1]):
        if len(by_use) - position <= KEPT and kept <= KEPT_BYTES:
            break
        if name not in cloned and name != but:
            kept -= sizes[name]
            surplus.append(name)
    return surplus
