"""Each way in which systems like this one went wrong, and the test that fails if it comes back.

The numbers are those of the hazards in the domain's description: 1 indexes that do not fit, 2
unmeasured claims, 3 cache managers, 4 queries. Tests of this module find what they look at by
themselves, so they hold for what is added later, too. Where another test shows it, it is named
here, and ``test_shown_where_it_says`` holds that it is there.

1   indexes that fit no schema        test_hazards.py::test_indexes_fit_the_schema
1   indexes that repeat another       test_schema.py::test_no_index_repeats_another
2   claims without a baseline         test_before_after.py::test_before_has_djangos_indexes_only
3a  keys of the arguments alone       test_hazards.py::test_no_two_functions_share_a_key
3b  invalidation by pattern           test_hazards.py::test_no_search_for_keys
3b  42 in 142 and 420                 test_hazards.py::test_client_42_spares_142_and_420
3c  invalidation that does nothing    test_cache_manager.py::test_bump_waits_for_the_commit
3c  methods that the backend lacks    test_hazards.py::test_no_search_for_keys
3d  keys that differ by process       test_hazards.py::test_keys_are_equal_in_every_process
3e  None that is never cached         test_cache_manager.py::test_none_is_cached
3e  tags kept by read-modify-write    test_cache_manager.py::test_bumps_from_many_threads_all_count
3e  tags that are lists               test_hazards.py::test_what_is_stored_is_plain
3e  model instances in the cache      test_hazards.py::test_what_is_stored_is_plain
3f  settings that crash at start      test_hazards.py::test_settings_reach_the_cache
3f  no fall-back to the database      test_hazards.py::test_without_the_cache_answers_are_the_same
3g  hit rates that are hard-coded     test_cache_manager.py::test_hit_rate_is_counted
3h  cached functions nobody calls     test_hazards.py::test_cached_functions_are_reachable
3h  decorators that nobody applies    test_hazards.py::test_decorators_are_applied
3i  trees of all tenants              test_hazards.py::test_rows_of_others_are_not_loaded
3i  trees of all tenants              test_capabilities.py::test_query_loads_no_other_tenants_nodes
3j  hits inferred from time           test_hazards.py::test_caching_sees_no_clock
4a  statuses that nobody stores       test_escalation.py::test_only_open_tickets_climb
4a  statuses that nobody stores       test_hazards.py::test_codes_are_the_stored_ones
4b  stays that are dropped            test_hazards.py::test_no_stay_is_dropped
4c  casts that defeat an index        test_hazards.py::test_no_time_column_is_cast
4d  a row that stands for "none"      test_hazards.py::test_roots_are_null
"""

from __future__ import annotations

import ast
import functools
import json
import os
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from discovery import (
    ROOT,
    cached_functions,
    commands,
    made_with,
    reached_from,
    sources,
    url_patterns,
)
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django_redis.cache import RedisCache
from furnished import arguments_for, furnish
from predicates import casts_in
from tenants import DEAD_URL

from facility.core import cache_manager
from facility.core.cache_keys import cache_key
from facility.core.cache_manager import cached
from facility.core.cache_tags import TAG_PREFIX, bump
from facility.core.clock import AS_OF
from facility.onboarding.models import Bt, TypeAssist
from facility.y_helpdesk.statuses import STATUS_LIST, Status
from fixtures.recipes import SMALL
from fixtures.vocabulary import CODED_LISTS
from perfgate.capture.statements import StatementRecorder
from perfgate.dataset.generate import Tables
from perfgate.services.world import redirected

TESTS = Path(__file__).parents[1]
SHOWN = re.findall(r"^(\d[a-j]?) +.+? +(\w+\.py)::(\w+)$", __doc__, re.MULTILINE)
FUNCTIONS = sorted(cached_functions())
PLAIN = (str, int, float, bool, date, datetime, timedelta, Decimal, type(None))
KEYS_OF_ALL = """
import json, sys
sys.path.insert(0, sys.argv[1])
import django
django.setup()
from test_hazards import keys_of_all
print(json.dumps(keys_of_all(3)))
"""


def keys_of_all(client_id):
    """The key of every cached function for the same arguments."""
    arguments = {"after": (AS_OF, 7), "day": AS_OF.date(), "ids": [1, 2], "status": "OPEN"}
    return {
        name: cache_key(made_with(function)["prefix"], function, client_id, arguments)
        for name, function in cached_functions().items()
    }


def constants(folder):
    """All texts that are written in the sources of a folder, with the file."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py")}
    return {
        (node.value, path.name)
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.fixture
def values(tenant):
    """A tenant that has a row of everything; what to ask about it, by argument name."""
    return furnish(tenant, "acme")


@pytest.fixture
def asked(values):
    """Asks the tenant's question of a cached function, by the function's name."""

    def ask(name):
        function = cached_functions()[name]
        return function(**arguments_for(function, values))

    return ask


@pytest.mark.parametrize(("hazard", "module", "test"), SHOWN, ids=lambda part: part)
def test_shown_where_it_says(hazard, module, test):
    """The test that is named for a hazard is there."""
    [path] = TESTS.rglob(module)

    assert f"def {test}(" in path.read_text(encoding="utf-8"), f"nothing shows hazard {hazard}"


def test_every_hazard_is_shown():
    """No hazard is left out of the table."""
    assert {hazard for hazard, _, _ in SHOWN} >= {
        "1",
        "2",
        *(f"3{letter}" for letter in "abcdefghij"),
        *(f"4{letter}" for letter in "abcd"),
    }


@pytest.mark.usefixtures("db")
def test_indexes_fit_the_schema():
    """Every index that a model names is there and valid."""
    named = {index.name for model in apps.get_models() for index in model._meta.indexes}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indisvalid AND i.indisready"
        )
        valid = {name for (name,) in cursor.fetchall()}

    assert len(named) >= 8
    assert named - valid == set()


def test_no_two_functions_share_a_key():
    """Asked with the same arguments, every function has a key of its own."""
    keys = keys_of_all(3)

    assert len(set(keys.values())) == len(keys) >= 6


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.usefixtures("commits")
def test_client_42_spares_142_and_420(name):
    """A bump of the tags of client 42 leaves the answers of 142 and 420, and takes its own."""
    function = cached_functions()[name]
    given = made_with(function)
    calls = []

    @cached(prefix=given["prefix"], ttl_s=60, tags=given["tags"])
    @functools.wraps(function.__wrapped__)
    def probe(**arguments):
        calls.append(arguments["client_id"])
        return len(calls)

    def tags_of(client_id):
        return set(cache_manager._names(given["tags"], bound(client_id)))

    def bound(client_id):
        signature = cache_manager.inspect.signature(function)
        return {
            parameter.name: parameter.default for parameter in signature.parameters.values()
        } | arguments_for(function, stated(client_id))

    clients = (42, 142, 420)
    before = [probe(**bound(client_id)) for client_id in clients]
    own = tags_of(42) - tags_of(142) - tags_of(420)
    bump(own)
    after = [probe(**bound(client_id)) for client_id in clients]

    assert after[1:] == before[1:]
    assert (after[0] == before[0]) is (own == set())


def stated(client_id):
    """Values by argument name, the same for every client."""
    ids = dict.fromkeys(("node_id", "site_id", "people_id"), 7)
    days = {"day": AS_OF.date(), "today": AS_OF.date(), "start": date(2026, 6, 1)}
    more = {"end": AS_OF.date(), "cfor": "WEB", "year": 2026, "month": 6, "now": AS_OF}
    return {"client_id": client_id, **ids, **days, **more}


def test_no_search_for_keys():
    """Nothing looks for keys by a pattern, or calls what only some backends have."""
    found = {
        (path, node.attr)
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"delete_pattern", "iter_keys", "scan_iter", "scan", "flushdb", "clear"}
    }

    assert found <= {("core/cache_stats.py", "clear")}


def test_keys_are_equal_in_every_process():
    """The seed of a process's ``hash`` goes into no key."""
    found = []
    for seed in ("1", "2"):
        environ = os.environ | {
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "DJANGO_SETTINGS_MODULE": "facility.settings",
        }
        command = [sys.executable, "-c", KEYS_OF_ALL, str(Path(__file__).parent)]
        done = subprocess.run(command, env=environ, capture_output=True, check=True, text=True)
        found.append(json.loads(done.stdout))

    assert found[0] == found[1] == keys_of_all(3)


def leaves(value):
    """All that is not a container in a value."""
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def test_what_is_stored_is_plain(asked):
    """Entries hold dates, numbers and texts in dicts and lists; tags are numbers."""
    for name in FUNCTIONS:
        asked(name)
    bump(["tst"])
    stored = {key: cache.get(key) for key in cache.keys("*")}
    counters = {key for key in stored if key.startswith(f"{TAG_PREFIX}:")}
    entries = {key: stored[key] for key in stored.keys() - counters}

    assert {type(stored[key]) for key in counters} == {int}
    assert {key.split(":")[2] for key in entries} == set(FUNCTIONS)
    for key, (versions, value) in entries.items():
        assert {type(version) for version in versions} == {int}, key
        assert {type(leaf) for leaf in leaves(value)} <= set(PLAIN), key
        assert list(leaves(value)), f"{key} holds nothing to look at"


@pytest.mark.usefixtures("empty_cache")
def test_settings_reach_the_cache():
    """With the project's own settings the cache starts, stores and counts."""
    cache.set("k", None)

    assert isinstance(cache._connections[cache._alias], RedisCache)
    assert (cache.get("k", "missing"), cache.incr("n") if cache.add("n", 1) else 0) == (None, 2)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_without_the_cache_answers_are_the_same(asked, name):
    """With the server down a cached function answers from the database."""
    answer = asked(name)
    with redirected({}, {"default": {"LOCATION": DEAD_URL}}):
        assert asked(name) == answer


def test_cached_functions_are_reachable():
    """Every cached function is called on the way from a URL or a command."""
    views = [pattern.callback for pattern in url_patterns().values()]
    reached = reached_from([*views, *(command.handle for command in commands())])
    lost = [name for name, function in cached_functions().items() if function not in reached]

    assert lost == []


def test_decorators_are_applied():
    """Every decorator that caches is put on a function somewhere."""
    defined, applied = set(), set()
    for tree in sources().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                if node.name == "cached" or (node.returns and "cached(" in ast.unparse(node.body)):
                    defined.add(node.name)
                for decorator in node.decorator_list:
                    applied |= {n.id for n in ast.walk(decorator) if isinstance(n, ast.Name)}

    assert {"cached", "cache_capability_tree"} <= defined <= applied


@pytest.mark.parametrize("name", FUNCTIONS)
def test_rows_of_others_are_not_loaded(asked, other, empty_cache, name):
    """However much another tenant has, a question fetches the rows that it fetched before."""

    def rows():
        empty_cache.empty()
        with StatementRecorder(root=ROOT) as recorder:
            asked(name)
        return [statement.rows for statement in recorder.record({}).statements]

    before = rows()
    for number in range(3):
        furnish(other, f"zenith {number}")
        other.site = other.make_site(f"zenith site {number}")

    assert rows() == before != []


def test_caching_sees_no_clock():
    """Nothing in the facility can measure how long something took."""
    imported = {
        (path, name)
        for path, tree in sources().items()
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert {each for each in imported if each[1] in {"time", "timeit", "cProfile"}} == set()


def test_codes_are_the_stored_ones():
    """The statuses that the program knows are those of the dataset, and no other spelling."""
    assert set(Status) == set(CODED_LISTS[STATUS_LIST])
    assert {each for each in constants(ROOT) if each[0] in {"CLOSE", "CANCEL"}} == set()


def test_no_stay_is_dropped(values):
    """A missing check-out and a night shift are stays like any other."""
    from facility.attendance.summaries import site_period_summary

    [row] = site_period_summary(**arguments_for(site_period_summary, values))

    assert (row["stays"], row["missing"]) == (4, 2)


def test_no_time_column_is_cast(values, asked, client):
    """No predicate of a read turns a column of time into something that no index holds."""
    with StatementRecorder(root=ROOT) as recorder:
        for name in FUNCTIONS:
            asked(name)
        answers = [client.get(url) for url in urls(values)]
    sent = [statement.example for statement in recorder.record({}).statements]

    assert {answer.status_code for answer in answers} == {200, 405}
    assert len(sent) > 5
    assert [cast for sql in sent for cast in casts_in(sql)] == []


def urls(values):
    """The address of every pattern, filled in."""
    for route, pattern in url_patterns().items():
        names = re.findall(r"<\w+:(\w+)>", route)
        yield reverse(pattern.name, kwargs={name: values[name] for name in names})


def test_roots_are_null(values):
    """No parent is NULL, in the tables and in the dataset; no row stands for it."""
    del values
    tables = Tables(SMALL)

    assert Bt.objects.filter(parent=None).exists()
    assert TypeAssist.objects.filter(tatype=None).exists()
    assert "NONE" not in {*tables.of(Bt).whole("bucode"), *tables.of(TypeAssist).whole("tacode")}
    for folder in (ROOT, ROOT.parent / "fixtures"):
        assert {each for each in constants(folder) if each[0] == "NONE"} == set()
