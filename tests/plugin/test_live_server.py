"""Requests to a live server: what its threads send is the measurement's, on the right database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.plugin.few import few_rows

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

URLS = """
from django.core.cache import cache
from django.http import HttpResponse
from django.urls import path

from shop.models import Author, Book


def count(request):
    cache.get("k")
    return HttpResponse(str(Author.objects.count()))


def plain(request):
    return HttpResponse(str(Author.objects.count()))


def add(request):
    Author.objects.create(name="added")
    return HttpResponse("1")


urlpatterns = [path("count", count), path("plain", plain), path("add", add)]
"""
HEAD = """
import http.client
from urllib.request import urlopen

import pytest
from django.test import LiveServerTestCase
from shop.models import Author


def get(url):
    with urlopen(url) as response:
        return response.read()


class KeptAlive:
    '''One connection, and with it one thread of the server, over several requests.'''

    def __init__(self, url):
        self.connection = http.client.HTTPConnection(url.removeprefix("http://"))

    def get(self, path):
        self.connection.request("GET", path)
        return self.connection.getresponse().read()
"""
FIXTURE = (
    HEAD
    + """

@pytest.fixture(scope="module")
def kept_alive(live_server):
    made = KeptAlive(live_server.url)
    yield made
    made.connection.close()


@pytest.mark.django_db
def test_a_ordinary(live_server, kept_alive):
    Author.objects.create(name="ordinary")
    assert (get(live_server.url + "/plain"), kept_alive.get("/plain")) == (b"1", b"1")


@pytest.mark.perf(dataset="few")
def test_b_measured(perf, live_server, kept_alive):
    assert perf(get, live_server.url + "/count") == b"7"
    assert perf.named("kept")(kept_alive.get, "/count") == b"7"
    assert perf.named("add")(kept_alive.get, "/add") == b"1"
    assert Author.objects.count() == 8
    with perf.measure("block"):
        assert kept_alive.get("/count") == b"8"


@pytest.mark.django_db
def test_c_ordinary(live_server, kept_alive):
    assert (get(live_server.url + "/plain"), kept_alive.get("/plain")) == (b"0", b"0")
    kept_alive.get("/add")
    assert Author.objects.get().name == "added"


@pytest.mark.perf
def test_d_measured(perf, live_server, kept_alive):
    assert perf(get, live_server.url + "/count") == b"0"
    assert perf.named("kept")(kept_alive.get, "/count") == b"0"


@pytest.mark.perf(dataset="few")
def test_e_reads_only(perf):
    assert perf(Author.objects.count) == 7
"""
)
CLASS = (
    HEAD
    + """

@pytest.mark.perf(dataset="few")
class LiveTest(LiveServerTestCase):
    def test_a_adds(self):
        assert self.perf(get, self.live_server_url + "/add") == b"1"
        assert Author.objects.count() == 8

    def test_b_counts(self):
        assert self.perf(get, self.live_server_url + "/count") == b"7"

    def test_c_keeps_alive(self):
        kept_alive = KeptAlive(self.live_server_url)
        self.addCleanup(kept_alive.connection.close)
        assert self.perf(kept_alive.get, "/count") == b"7"
        assert self.perf.named("again")(kept_alive.get, "/count") == b"7"
"""
)


def _measurements(shop: Shop) -> dict[str, Any]:
    run = json.loads((shop.folder / ".perfgate/run.json").read_text(encoding="utf-8"))
    return {f"{each['nodeid'][-9:]}::{each['name']}": each for each in run["measurements"]}


@pytest.fixture
def live_shop(shop: Shop) -> Shop:
    """A shop with a dataset, and views that count and add authors."""
    few_rows(shop)
    shop.write("shop/urls.py", URLS)
    shop.edit("shop/settings.py", "USE_TZ", 'STATIC_URL, MEDIA_URL = "/static/", "/media/"\nUSE_TZ')
    return shop


def _is_counting(measurement: dict[str, Any]) -> bool:
    """Whether a measurement did what the view ``count`` does, on its lines."""
    record = measurement["record"]
    if not record["cache"]:
        return False
    [statement], [fact] = record["statements"], record["cache"]
    places = {
        (site["site"]["file"], site["site"]["function"])
        for site in (*statement["sites"], *fact["sites"])
    }
    return (
        statement["identity"] == "SELECT COUNT(*) FROM shop_author"
        and (statement["count"], fact["operation"], fact["count"]) == (1, "get", 1)
        and places == {("shop/urls.py", "count")}
    )


def test_the_fixture_live_server_is_measured(live_shop: Shop) -> None:
    """It serves ordinary and perf tests by turns, and each the database of its own."""
    live_shop.write("perf_tests/test_shop.py", FIXTURE)
    done = live_shop.pytest("perf_tests", "--perf-update")
    assert done.returncode == 0, done.stdout + done.stderr
    measured = _measurements(live_shop)
    counting = {name for name, each in measured.items() if _is_counting(each)}
    assert counting == {
        "_measured::call",
        "_measured::kept",
        "_measured::block",
    }
    done = live_shop.pytest("perf_tests", "-p", "randomly", CI="true")
    assert done.returncode == 0, done.stdout + done.stderr
    done = live_shop.pytest("perf_tests", "-k", "measured", "-n", "2", CI="true")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_live_server_test_case_is_measured(live_shop: Shop) -> None:
    """Each method finds the dataset, although the one before has flushed all tables."""
    live_shop.write("perf_tests/test_shop.py", CLASS)
    done = live_shop.pytest("perf_tests", "--perf-update")
    assert done.returncode == 0, done.stdout + done.stderr
    measured = _measurements(live_shop)
    assert {name for name, each in measured.items() if _is_counting(each)} == {
        "_b_counts::call",
        "eps_alive::call",
        "eps_alive::again",
    }
    done = live_shop.pytest("perf_tests", "-p", "randomly", "-W", "error::ResourceWarning")
    assert done.returncode == 0, done.stdout + done.stderr
    assert _measurements(live_shop)["_b_counts::call"] == measured["_b_counts::call"]
