"""Edits that make an application ask its caches more, or tell them less, fail their test."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

#: The shop's ``add`` tells the cache of the count, as it should, and so does another function.
WRITES = """

def remove(title):
    with transaction.atomic():
        Book.objects.filter(title=title).delete()
        forget_count()


def forget_count():
    transaction.on_commit(partial(cache.delete, "count"))


def pages(ids):
    return cache.get_many([f"book:{id}" for id in ids])
"""
PERF_TESTS = """
import pytest

from shop import views
from shop.models import Author, Book

pytestmark = pytest.mark.perf


@pytest.fixture(autouse=True)
def books(db):
    author = Author.objects.create(name="a")
    Book.objects.bulk_create(Book(title=f"t{n}", author=author) for n in range(5))


def test_count(perf):
    assert perf.cold(views.cached_count) == 5
    assert perf.warm(views.cached_count) == 5


def test_add(perf):
    perf(views.add, "new")


def test_remove(perf):
    perf(views.remove, "t1")


def test_pages(perf):
    perf(views.pages, [1, 2, 3])


@pytest.mark.django_db(transaction=True)
def test_remove_for_good(perf):
    Author.objects.create(name="b")
    perf(views.remove, "t1")
"""
ADD = '        transaction.on_commit(lambda: Book.objects.filter(title="told").exists())\n'
INVALIDATION = '        transaction.on_commit(lambda: cache.delete("count"))\n'


@pytest.fixture(scope="module")
def recorded() -> dict[str, bytes]:
    """The baselines of the first shop: those of the others are the same."""
    return {}


@pytest.fixture
def cached_shop(shop: Shop, recorded: dict[str, bytes]) -> Shop:
    """A shop that invalidates what it caches, with its baselines."""
    shop.edit("shop/views.py", ADD, INVALIDATION)
    shop.edit(
        "shop/views.py",
        "from django.core.cache",
        "from functools import partial\n\nfrom django.core.cache",
    )
    path = shop.folder / "shop/views.py"
    path.write_text(path.read_text(encoding="utf-8") + WRITES, encoding="utf-8")
    shop.write("perf_tests/test_shop.py", PERF_TESTS)
    if not recorded:
        shop.recorded()
        recorded.update(shop.baselines())
    for name, content in recorded.items():
        shop.write(f"baselines/{name}", content.decode())
    return shop


def line_of(shop: Shop, text: str) -> int:
    """The number of the line in the shop's views that has a text."""
    lines = (shop.folder / "shop/views.py").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def failed(stdout: str) -> list[str]:
    """The tests that failed, sorted."""
    return sorted(re.findall(r"^FAILED perf_tests/test_shop.py::(\w+)", stdout, re.MULTILINE))


def failure(stdout: str) -> str:
    """What the failing tests say."""
    return stdout.partition("= FAILURES =")[2].partition("= perf =")[0]


def test_unchanged_code_passes(cached_shop: Shop) -> None:
    """In one process and in two the records are the same, to the digest."""
    runs = [cached_shop.pytest("perf_tests", *args, CI="true") for args in ([], [], ["-n", "2"])]
    assert [run.returncode for run in runs] == [0, 0, 0], runs[-1].stdout
    digests = {re.search(r"exact digest (\w+)", run.stdout)[1] for run in runs}
    assert len(digests) == 1
    assert re.search(r"test_count::warm +0 +0 +1/1 +ok", runs[0].stdout), runs[0].stdout
    assert re.search(r"test_count::cold +1 +1 +0/1 +ok", runs[0].stdout), runs[0].stdout


def test_the_baseline_reads_well(cached_shop: Shop) -> None:
    """A key, what was asked of it, how often, and by which function."""
    [text] = [
        text for name, text in cached_shop.baselines().items() if name.endswith("test_shop.json")
    ]
    measured = json.loads(text)["measurements"]
    assert measured["test_count::cold"]["cache"] == {
        "default": {
            "count": {
                "get miss": {"count": 1, "sites": ["shop/views.py::cached_count"]},
                "set": {"count": 1, "sites": ["shop/views.py::cached_count"]},
            }
        }
    }
    assert measured["test_count::warm"]["round_trips"] == {"default": 1}
    for name in ("test_remove::call", "test_remove_for_good::call"):
        assert measured[name]["cache"] == {
            "default": {"count": {"delete": {"count": 1, "sites": ["shop/views.py::forget_count"]}}}
        }


def test_a_value_that_is_not_stored_any_more(cached_shop: Shop) -> None:
    """Without ``cache.set`` every call misses: cold the store is gone, warm the query is new."""
    cached_shop.edit("shop/views.py", 'cache.set("count", found)', "pass")
    done = cached_shop.pytest("perf_tests")
    assert (done.returncode, failed(done.stdout)) == (1, ["test_count"])
    told = failure(done.stdout)
    function = line_of(cached_shop, "def cached_count")
    query = line_of(cached_shop, "objects.count()")
    gone = rf"cache changed: set 1 → 0\n.*count\n.*was at shop/views\.py:{function} in cached_count"
    assert re.search(gone, told), told
    assert re.search(rf"new statement: .*\n.*SELECT COUNT.*\n.*at shop/views\.py:{query}\b", told)
    assert re.search(r"cache regressed: get hit 1 → 0, get miss 0 → 1", told), told


def test_an_invalidation_that_is_gone(cached_shop: Shop) -> None:
    """What is forgotten at commit is named by the function that used to ask for it."""
    cached_shop.edit("shop/views.py", INVALIDATION, "")
    done = cached_shop.pytest("perf_tests")
    assert (done.returncode, failed(done.stdout)) == (1, ["test_add"])
    told = failure(done.stdout)
    assert "perf CHANGED: perf_tests/test_shop.py::test_add::call" in told
    assert re.search(r"cache changed: delete 1 → 0\n.*count\n", told), told
    assert f"was at shop/views.py:{line_of(cached_shop, 'def add')} in add" in told
    assert '--perf-update --perf-reason "…"' in told


def test_an_invalidation_by_another_function_that_is_gone(cached_shop: Shop) -> None:
    """With a test's transaction and with real commits alike."""
    cached_shop.edit(
        "shop/views.py", 'transaction.on_commit(partial(cache.delete, "count"))', "pass"
    )
    done = cached_shop.pytest("perf_tests")
    assert (done.returncode, failed(done.stdout)) == (1, ["test_remove", "test_remove_for_good"])
    place = f"was at shop/views.py:{line_of(cached_shop, 'def forget_count')} in forget_count"
    assert failure(done.stdout).count(place) == 2


def test_a_key_that_never_comes_again(cached_shop: Shop) -> None:
    """A key with the time in it is never found: warm it misses, as the first time."""
    cached_shop.edit("shop/views.py", '"count"', 'f"count:{time.time()}"')
    cached_shop.edit("shop/views.py", "from functools", "import time\nfrom functools")
    done = cached_shop.pytest("perf_tests", "-k", "test_count")
    assert done.returncode == 1
    told = failure(done.stdout)
    assert "perf REGRESSED: perf_tests/test_shop.py::test_count::warm" in told
    assert re.search(r"cache regressed: get miss 0 → 1, set 0 → 1\n.*count:\{float\}", told), told
    line = line_of(cached_shop, "found = cache.get(")
    assert re.search(rf"at shop/views\.py:{line} in cached_count", told), told


def test_a_loop_instead_of_one_call(cached_shop: Shop) -> None:
    """As many keys are asked for, but one by one: the round trips are told with the line."""
    cached_shop.edit(
        "shop/views.py",
        'cache.get_many([f"book:{id}" for id in ids])',
        '[cache.get(f"book:{id}") for id in ids]',
    )
    done = cached_shop.pytest("perf_tests")
    assert failed(done.stdout) == ["test_pages"]
    line = line_of(cached_shop, "cache.get(f")
    assert re.search(
        rf"cache round trips 1 → 3\n.*at shop/views\.py:{line} ×3 in pages", failure(done.stdout)
    ), done.stdout


def test_a_layer_that_is_passed_over(cached_shop: Shop) -> None:
    """With ``call_site_skip`` the call belongs to those that use the layer."""
    cached_shop.write(
        "shop/layer.py",
        """
        from django.core.cache import cache


        def stored(key):
            return cache.get(key)
        """,
    )
    cached_shop.write(
        "pyproject.toml", '[tool.perfgate]\npostgres = "18"\ncall_site_skip = ["shop/layer.py"]\n'
    )
    cached_shop.edit("shop/views.py", 'found = cache.get("count")', 'found = stored("count")')
    cached_shop.edit(
        "shop/views.py", "from shop.models", "from shop.layer import stored\nfrom shop.models"
    )
    cached_shop.edit("shop/views.py", "found is None", 'stored("count") is None')
    done = cached_shop.pytest("perf_tests", "-k", "test_count")
    line = line_of(cached_shop, 'stored("count") is None')
    assert re.search(rf"at shop/views\.py:{line} in cached_count", failure(done.stdout)), (
        done.stdout
    )
    assert "shop/layer.py" not in failure(done.stdout)


def test_a_cache_in_files_is_cold_in_every_session(cached_shop: Shop) -> None:
    """What an earlier session or a developer left in files is neither found nor removed."""
    folder = cached_shop.folder / "files"
    settings = "django.core.cache.backends.redis.RedisCache"
    cached_shop.edit(
        "shop/settings.py", settings, settings.replace("redis.Redis", "filebased.FileBased")
    )
    cached_shop.edit("shop/settings.py", "redis://127.0.0.1:1/0", str(folder))
    kept = cached_shop.write("files/0123.djcache", "what somebody keeps")
    temporary = cached_shop.folder / "tmp"
    temporary.mkdir()
    for _ in range(2):
        done = cached_shop.pytest(
            "perf_tests", "-k", "test_count or test_add", CI="true", TMPDIR=str(temporary)
        )
        assert done.returncode == 0, done.stdout
    assert list(folder.iterdir()) == [kept]
    assert list(temporary.glob("perfgate-*")) == []


def test_accepting_needs_a_reason(cached_shop: Shop) -> None:
    """Without one nothing is written; with one the file says it, and the next run is content."""
    before = cached_shop.baselines()
    cached_shop.edit("shop/views.py", INVALIDATION, "")
    refused = cached_shop.pytest("perf_tests", "--perf-update")
    assert refused.returncode == 1
    assert "Not written: a number would loosen, and that needs a reason." in refused.stdout
    assert cached_shop.baselines() == before
    reason = "Counts may be old for a minute."
    accepted = cached_shop.pytest("perf_tests", "--perf-update", "--perf-reason", reason)
    assert accepted.returncode == 0, accepted.stdout
    [entry] = [
        json.loads(text)["measurements"]["test_add::call"]
        for name, text in cached_shop.baselines().items()
        if name.endswith("test_shop.json")
    ]
    assert (entry["reason"], "cache" in entry) == (reason, False)
    assert cached_shop.pytest("perf_tests", CI="true").returncode == 0
