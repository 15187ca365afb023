"""Short ways to make records, and Hypothesis strategies for arbitrary ones."""

from __future__ import annotations

from hypothesis import strategies as st

from perfgate.analyse.expected import Expected
from perfgate.model import CacheFact, Measurement, Record, Site, SiteCount, Statement

PAGE = Site("facility/tickets/queries.py", 31, "page")
TEMPLATE = Site("facility/templates/tickets.html", 12)

JOINED = (
    'SELECT … FROM "ticket" INNER JOIN "site" ON ("ticket"."site_id" = "site"."id") '
    'WHERE "ticket"."client_id" = ?'
)
PLAIN = 'SELECT … FROM "ticket" WHERE "ticket"."client_id" = ?'
FILTERED = 'SELECT … FROM "ticket" WHERE "ticket"."site_id" = ?'
LOOKUP = 'SELECT … FROM "site" WHERE "site"."id" = ?'


def statement(identity=PLAIN, count=1, rows=0, *, at=PAGE, columns=None, **further):
    """Make a statement; ``columns`` go by table, as ``{"ticket": "id name"}``."""
    relation = identity.partition('FROM "')[2].partition('"')[0]
    return Statement(
        **{
            "alias": "default",
            "identity": identity,
            "count": count,
            "rows": rows,
            "columns": by_table(columns),
            "relation": relation,
            "sites": (SiteCount(at, count),),
            **further,
        }
    )


def cached(what, count=1, group="cap:tree:{int}", *, at=PAGE, alias="default"):
    """Make a cache fact of an operation with its outcome, as ``get hit``."""
    operation, _, outcome = what.partition(" ")
    return CacheFact(
        alias=alias,
        key_group=group,
        operation=operation,
        outcome=outcome,
        count=count,
        sites=(SiteCount(at, count),) if at else (),
    )


def record(*facts, tables=None, round_trips=None, **transactions):
    """Make a record of statements and cache facts.

    The keywords are transaction control on the default database, ``round_trips`` a number on the
    default cache.
    """
    statements = [each for each in facts if isinstance(each, Statement)]
    cache = [each for each in facts if isinstance(each, CacheFact)]
    return Record(
        statements=tuple(sorted(statements, key=lambda each: (each.alias, each.identity))),
        transactions={"default": transactions} if transactions else {},
        tables=by_table(tables),
        cache=tuple(sorted(cache, key=lambda each: (each.alias, each.key_group, each.what))),
        round_trips={} if round_trips is None else {"default": round_trips},
    )


def measurement(*facts, nodeid="perf_tests/test_tickets.py::test_page", **fields):
    """Make a measurement; ``record=`` stands for facts."""
    made = fields.pop("record", None) or record(*facts)
    return Measurement(**{"nodeid": nodeid, "name": "call", "record": made, **fields})


def expected(*facts, dataset="", django="", **fields):
    """Make what a baseline says."""
    made = fields.pop("record", None) or record(*facts)
    return Expected(record=made, dataset=dataset, django=django)


def by_table(columns):
    """Split ``{"ticket": "id name"}`` into sorted names."""
    return {table: tuple(sorted(names.split())) for table, names in (columns or {}).items()}


NAMES = st.text(min_size=1, max_size=12)
COUNTS = st.integers(min_value=0, max_value=10**9)


#: As the recorder makes them: an operation is a word.
OPERATIONS = st.one_of(
    st.sampled_from(["get", "get_or_set", "has_key", "set", "add", "delete", "incr", "clear"]),
    st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12),
)
OUTCOMES = st.sampled_from(["", "hit", "miss", "none", "stored", "refused", "error"])
KEY_GROUPS = st.one_of(st.sampled_from(["a", "a:{int}"]), NAMES)


@st.composite
def cache_facts(draw):
    """Any cache facts, sorted as a record has them, of few aliases and groups."""
    keys = draw(st.sets(st.tuples(NAMES, KEY_GROUPS, OPERATIONS, OUTCOMES), max_size=6))
    facts = []
    for alias, group, operation, outcome in sorted(keys):
        count = draw(st.integers(min_value=1, max_value=10**6))
        site = Site(draw(NAMES).replace("::", ":"), draw(st.integers(1, 999)), draw(NAMES))
        facts.append(
            CacheFact(
                alias=alias,
                key_group=group,
                operation=operation,
                outcome=outcome,
                count=count,
                sites=draw(st.sampled_from([(), (SiteCount(site, count),)])),
            )
        )
    return tuple(facts)


@st.composite
def records(draw):
    """Any record whose statements take some of the columns of its tables."""
    tables = draw(st.dictionaries(NAMES, st.sets(NAMES, min_size=1, max_size=4), max_size=3))
    keys = draw(st.sets(st.tuples(NAMES, NAMES), max_size=4))
    statements = []
    for alias, identity in sorted(keys):
        columns = {
            table: tuple(sorted(draw(st.sets(st.sampled_from(sorted(names)), min_size=1))))
            for table, names in tables.items()
            if draw(st.booleans())
        }
        count = draw(st.integers(min_value=1, max_value=10**6))
        site = Site(draw(NAMES).replace("::", ":"), draw(st.integers(1, 999)), draw(NAMES))
        statements.append(
            Statement(
                alias=alias,
                identity=identity,
                count=count,
                rows=draw(COUNTS),
                columns=columns,
                relation=draw(st.sampled_from(["", *tables])),
                sites=(SiteCount(site, count),),
            )
        )
    verbs = st.dictionaries(NAMES, st.integers(1, 99), max_size=2)
    return Record(
        statements=tuple(statements),
        transactions=draw(st.dictionaries(NAMES, verbs, max_size=2)),
        tables={table: tuple(sorted(names)) for table, names in tables.items()},
        cache=draw(cache_facts()),
        round_trips=draw(st.dictionaries(NAMES, st.integers(1, 999), max_size=2)),
    )


@st.composite
def measurements(draw, module="perf_tests/test_any.py"):
    """Any measurement of one module."""
    return Measurement(
        nodeid=f"{module}::test[{draw(NAMES)}]",
        name=draw(NAMES),
        record=draw(records()),
        dataset=draw(st.sampled_from(["", "small", "medium"])),
    )
