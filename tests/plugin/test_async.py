"""Perf tests that are async functions, run by us, by Django, by pytest-asyncio and by anyio."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

VIEWS = """
import asyncio

from asgiref.sync import async_to_sync, sync_to_async
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

from shop.models import Author, Book


async def titles():
    return [book.title async for book in Book.objects.order_by("id")]


async def first():
    return await Book.objects.order_by("id").afirst()


async def both():
    return await asyncio.gather(
        Author.objects.acount(),
        Book.objects.aget(title="t1"),
        first(),
    )


def in_thread():
    return Book.objects.filter(pages=1).count()


async def handed_over():
    return await sync_to_async(in_thread)()


async def bare():
    return await sync_to_async(Book.objects.filter(pages=2).count)()


async def cached():
    found = await cache.aget("count")
    if found is None:
        found = await Book.objects.acount()
        await cache.aset("count", found)
    return found


async def add():
    author = await Author.objects.acreate(name="new")
    return author.pk


def sync_outside():
    return async_to_sync(first)()


def commit():
    with transaction.atomic():
        Author.objects.create(name="one")
        transaction.on_commit(lambda: Author.objects.filter(name="told").exists())


async def page(request):
    found = await titles()
    await cached()
    return HttpResponse(" ".join(found))


async def stream(request):
    async def parts():
        async for book in Book.objects.order_by("id"):
            yield book.title

    return StreamingHttpResponse(parts())


def sync_page(request):
    return HttpResponse(str(in_thread()))


urlpatterns = [path("", page), path("stream", stream), path("sync", sync_page)]
"""

BODY = """
    response = await perf(async_client.get, "/")
    assert response.content == b"t0 t1 t2 t3 t4"
    assert (await perf.named("sync")(async_client.get, "/sync")).content == b"5"
    streamed = await perf.named("stream")(async_client.get, "/stream")
    assert [part async for part in streamed] == [b"t0t1t2t3t4"]
    assert [type(each).__name__ for each in await perf.named("both")(work.both)][1:] == ["Book"] * 2
    assert await perf.named("handed over")(work.handed_over) == 5
    assert await perf.named("bare")(work.bare) == 0
    assert await perf.cold(work.cached) == 5
    assert await perf.warm(work.cached) == 5
    assert await perf.named("direct")(Book.objects.aget, title="t2") is not None
    assert await perf.named("lambda")(lambda: work.first()) is not None
    assert await perf.named("sync code")(sync_to_async(work.sync_outside)) is not None
    before = await Author.objects.acount()
    assert await perf.named("add")(work.add) > 0
    assert await Author.objects.acount() == before + 1
    await perf.named("commit")(sync_to_async(work.commit))
    async with perf.measure("block"):
        await work.titles()
        await asyncio.gather(work.titles(), work.first())
"""
HEAD = """
import asyncio
import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import TestCase
from shop import work
from shop.models import Author, Book


def fill():
    author = Author.objects.create(name="a")
    Book.objects.bulk_create(Book(title="t" + str(n), author=author) for n in range(5))


@pytest.fixture
def books(db):
    fill()
"""
FUNCTION = HEAD + "\n\n{marks}\nasync def test_async(perf, async_client, books):" + BODY
METHOD = (
    HEAD
    + """

@pytest.mark.perf
class AsyncTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        fill()

    async def test_async(self):
        perf, async_client = self.perf, self.async_client
"""
    + BODY.replace("\n    ", "\n        ")
)


@pytest.fixture
def async_shop(shop: Shop) -> Shop:
    """A shop with async views."""
    shop.write("shop/work.py", VIEWS)
    shop.edit("shop/settings.py", '"shop.urls"', '"shop.work"')
    return shop


RUNNERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "us": (FUNCTION.format(marks="@pytest.mark.perf"), ()),
    "Django": (METHOD, ()),
    "pytest-asyncio, marked": (
        FUNCTION.format(marks="@pytest.mark.perf\n@pytest.mark.asyncio"),
        ("-p", "pytest_asyncio.plugin", "-o", "asyncio_default_fixture_loop_scope=function"),
    ),
    "pytest-asyncio, by mode": (
        FUNCTION.format(marks="@pytest.mark.perf"),
        (
            "-p",
            "pytest_asyncio.plugin",
            "--asyncio-mode=auto",
            "-o",
            "asyncio_default_fixture_loop_scope=function",
        ),
    ),
    "anyio": (
        FUNCTION.format(marks="@pytest.mark.perf\n@pytest.mark.anyio")
        + "\n\n@pytest.fixture\ndef anyio_backend():\n    return 'asyncio'\n",
        ("-p", "anyio"),
    ),
}


TITLES = "SELECT … FROM shop_book ORDER BY shop_book.id ASC"
COUNT = "SELECT COUNT(*) FROM shop_book"
#: What each measurement did: statements and rows, with the text of the line of the application.
EXPECTED = {
    "call": {(TITLES, 1, 5, "async for book"), (COUNT, 1, 1, "found = await Book.objects.acount")},
    "sync": {(COUNT, 1, 1, "filter(pages=1)")},
    "stream": {(TITLES, 1, 5, "async for book in Book.objects.order_by")},
    "both": {
        ("SELECT COUNT(*) FROM shop_author", 1, 1, "asyncio.gather("),
        ("SELECT … FROM shop_book", 1, 1, "asyncio.gather("),
        (f"{TITLES} LIMIT ?", 1, 1, "afirst()"),
    },
    "handed over": {(COUNT, 1, 1, "filter(pages=1)")},
    "bare": {(COUNT, 1, 1, "filter(pages=2)")},
    "cold": {(COUNT, 1, 1, "found = await Book.objects.acount")},
    "warm": set(),
    "direct": {("SELECT … FROM shop_book", 1, 1, 'perf.named("direct")')},
    "lambda": {(f"{TITLES} LIMIT ?", 1, 1, "afirst()")},
    "sync code": {(f"{TITLES} LIMIT ?", 1, 1, "afirst()")},
    "add": {
        ("INSERT INTO shop_author (…) VALUES (…) RETURNING …", 1, 1, "acreate("),
    },
    "commit": {
        ("INSERT INTO shop_author (…) VALUES (…) RETURNING …", 1, 1, 'create(name="one")'),
        ("SELECT ? FROM shop_author", 1, 0, 'filter(name="told")'),
    },
    "block": {(TITLES, 2, 10, "async for book"), (f"{TITLES} LIMIT ?", 1, 1, "afirst()")},
}


def _run(shop: Shop) -> dict[str, Any]:
    text = (shop.folder / ".perfgate/run.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def _done(shop: Shop, measurement: dict[str, Any]) -> set[tuple[str, int, int, str]]:
    """The statements of a measurement, each with the line that sent it."""
    found = set()
    for statement in measurement["record"]["statements"]:
        [site] = {(s["site"]["file"], s["site"]["line"]) for s in statement["sites"]}
        line = (shop.folder / site[0]).read_text(encoding="utf-8").splitlines()[site[1] - 1]
        identity = statement["identity"].partition(" WHERE")[0]
        found.add((identity, statement["count"], statement["rows"], line))
    return found


@pytest.mark.parametrize("runner", RUNNERS)
def test_async_work_is_put_down_to_the_line_that_awaits_it(async_shop: Shop, runner: str) -> None:
    """Whoever runs the loop: the same statements, rows, cache operations and call sites."""
    text, options = RUNNERS[runner]
    async_shop.write("perf_tests/test_shop.py", text)
    done = async_shop.pytest("perf_tests", "--perf-update", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    run = _run(async_shop)
    for measurement in run["measurements"]:
        found, expected = _done(async_shop, measurement), EXPECTED[measurement["name"]]
        assert {each[:3] for each in found} == {each[:3] for each in expected}, measurement["name"]
        for *what, line in found:
            [part] = [text for *other, text in expected if other == what]
            assert part in line, (measurement["name"], line)
    assert {each["name"] for each in run["measurements"]} == EXPECTED.keys()
    assert {each["verdict"] for each in run["judgements"]} == {"new"}
    cold, warm = (
        {
            (fact["operation"], fact["outcome"], fact["sites"][0]["site"]["function"])
            for fact in measurement["record"].get("cache", ())
        }
        for measurement in run["measurements"]
        if measurement["name"] in ("cold", "warm")
    )
    assert cold == {("get", "miss", "cached"), ("set", "", "cached")}
    assert warm == {("get", "hit", "cached")}
    assert async_shop.pytest("perf_tests", *options, CI="true").returncode == 0
    assert _run(async_shop)["digest"] == run["digest"]


ISOLATION = (
    HEAD
    + """

@pytest.fixture(autouse=True)
def nothing_before(db):
    assert Author.objects.count() == 0


@pytest.mark.perf
{marks}
async def test_a_writes(perf, books):
    await perf(work.add)
    assert await Author.objects.acount() == 2


@pytest.mark.perf
@pytest.mark.django_db(transaction=True)
{marks}
async def test_b_commits(perf, books):
    await perf(work.add)
    assert await Author.objects.acount() == 2
    await perf.named("two")(work.both)


@pytest.mark.perf
{marks}
async def test_c_reads(perf, books):
    await perf(work.titles)
    assert await Author.objects.acount() == 1


{marks}
@pytest.mark.django_db(transaction=True)
async def test_d_ordinary():
    assert await Author.objects.acount() == 0
    await work.add()
    # Or pytest-django cannot drop its database at the end.
    await sync_to_async(connections.close_all)()
"""
)


@pytest.mark.parametrize("runner", ["us", "pytest-asyncio, marked", "anyio"])
def test_async_tests_leave_nothing_behind(async_shop: Shop, runner: str) -> None:
    """What one wrote, rolled back or committed, no other sees, and ordinary tests see theirs."""
    text, options = RUNNERS[runner]
    marks = {"us": "", "anyio": "@pytest.mark.anyio"}.get(runner, "@pytest.mark.asyncio")
    body = ISOLATION.format(marks=marks)
    if runner == "us":
        body = body.partition("\n\n\n@pytest.mark.django_db(transaction=True)\nasync")[0] + "\n"
    _, fixture, backend = text.partition("\n\n@pytest.fixture\ndef anyio_backend")
    async_shop.write("perf_tests/test_shop.py", body + fixture + backend)
    done = async_shop.pytest("perf_tests", "--perf-update", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("test_c_reads", "test_b_commits", "test_a_writes"):
        one = f"perf_tests/test_shop.py::{name}"
        done = async_shop.pytest(one, "perf_tests", "-p", "randomly", *options, CI="true")
        assert done.returncode == 0, done.stdout + done.stderr


MISTAKES = {
    "nobody awaits": (
        "async def test_x(perf):\n    await perf.cold(work.first)\n    perf(work.first)\n",
        ["perf UNMEASURED", "test_x has not awaited 'call'", "Write: await perf", "not-awaited"],
    ),
    "result used without awaiting": (
        (
            "async def test_x(perf, async_client):\n"
            "    assert perf(async_client.get, '/').status_code == 200\n"
        ),
        ["'call' has no status_code", "it was not awaited"],
    ),
    "with in an async test": (
        "async def test_x(perf):\n    with perf.measure('x'):\n        await work.first()\n",
        ["is entered by `with` in an async test", "async with perf.measure"],
    ),
    "an async function in a test that is none": (
        "def test_x(perf):\n    perf(work.first)\n",
        ["an awaitable (coroutine)", "async_to_sync(function)", "perfgate explain not-awaited"],
    ),
    "a task that outlives the block": (
        (
            "async def fire():\n"
            "    asyncio.get_running_loop().create_task(asyncio.sleep(30))\n"
            "    await work.first()\n\n\n"
            "async def test_x(perf):\n    await perf(fire)\n"
        ),
        ["unmeasured: unfinished tasks 0 → 1", "await them in the measured code"],
    ),
    "the same name twice": (
        "async def test_x(perf):\n    await perf(work.first)\n    await perf(work.first)\n",
        ["measures 'call' twice"],
    ),
    "an error of the test's own": (
        "async def test_x(perf):\n    await perf(work.first)\n    raise ValueError('own')\n",
        ["ValueError: own"],
    ),
    "an error in what is measured": (
        "async def test_x(perf):\n    await perf(Book.objects.aget, title='gone')\n",
        ["Book matching query does not exist"],
    ),
    "ORM work in the loop": (
        "async def test_x(perf):\n    await perf(work.in_thread)\n",
        ["SynchronousOnlyOperation"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_explained(async_shop: Shop, mistake: str) -> None:
    """The test fails and says why; nothing is recorded, and nothing else complains."""
    body, says = MISTAKES[mistake]
    marked = f"{HEAD}\n\npytestmark = pytest.mark.perf\n\n\n{body}"
    async_shop.write("perf_tests/test_shop.py", marked)
    done = async_shop.pytest("perf_tests", "--perf-update")
    missing = [text for text in says if text not in done.stdout]
    assert (done.returncode, missing, async_shop.baselines()) == (1, [], {}), done.stdout
    assert "1 failed in" in done.stdout


def test_a_test_that_is_not_async_measures_by_asgiref(async_shop: Shop) -> None:
    """The lines are those of the coroutines there, too."""
    async_shop.write(
        "perf_tests/test_shop.py",
        HEAD
        + """
from asgiref.sync import async_to_sync


@pytest.mark.perf
def test_x(perf, books, async_client):
    assert len(perf(async_to_sync(work.titles))) == 5
    assert perf.named("get")(async_to_sync(async_client.get), "/").status_code == 200
    assert perf.named("outside")(work.sync_outside) is not None
""",
    )
    done = async_shop.pytest("perf_tests", "--perf-update")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = {
        measurement["name"]: {line.strip() for *_, line in _done(async_shop, measurement)}
        for measurement in _run(async_shop)["measurements"]
    }
    titles = 'return [book.title async for book in Book.objects.order_by("id")]'
    assert lines == {
        "call": {titles},
        "get": {titles, "found = await Book.objects.acount()"},
        "outside": {'return await Book.objects.order_by("id").afirst()'},
    }


def test_measurements_can_be_gathered_timed_and_fail(async_shop: Shop) -> None:
    """They wait for one another; what one raises is raised where it is awaited."""
    async_shop.write(
        "perf_tests/test_shop.py",
        HEAD
        + """
import unittest


@pytest.mark.perf(max_ms=60_000)
async def test_gathered(perf, books):
    counted, titles = await asyncio.gather(perf(Book.objects.acount), perf.warm(work.titles))
    assert (counted, len(titles)) == (5, 5)

    async def fails():
        await work.add()
        raise ValueError("own")

    with pytest.raises(ValueError, match="own"):
        await perf.named("fails")(fails)
    assert await Author.objects.acount() == 1


@pytest.mark.perf
class IsolatedTest(unittest.IsolatedAsyncioTestCase):
    async def test_a_writes(self):
        await work.add()
        assert await self.perf(Author.objects.acount) == 1

    async def test_b_reads(self):
        assert await self.perf(Author.objects.acount) == 0
""",
    )
    done = async_shop.pytest("perf_tests", "--perf-update")
    assert (done.returncode, "3 passed" in done.stdout) == (0, True), done.stdout + done.stderr
    timed = {each["name"] for each in _run(async_shop)["measurements"] if each["timing"]}
    assert timed == {"call", "warm"}
