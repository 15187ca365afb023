"""A read replica: two aliases, one database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.plugin.few import few_rows

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

ROUTER = """
class Replicated:
    def db_for_read(self, model, **hints):
        return "replica"

    def db_for_write(self, model, **hints):
        return "default"

    def allow_relation(self, *objects, **hints):
        return True
"""
SETTINGS = """
DATABASE_ROUTERS = ["shop.router.Replicated"]
DATABASES["replica"] = {**DATABASES["default"], "TEST": {"MIRROR": "default"}}
"""
TESTS = """
import pytest
from django.test import TestCase, TransactionTestCase
from shop import views
from shop.models import Author, Book

pytestmark = pytest.mark.perf(dataset="few")


def write_and_read():
    author = Author.objects.create(name="written")
    return Author.objects.filter(name="written").count()


def test_a_reads(perf):
    assert len(perf(views.titles)) == 20


def test_b_writes(perf):
    # The replica has a connection of its own, which does not see what is not committed.
    assert perf(write_and_read) == 0


@pytest.mark.django_db(transaction=True)
def test_c_commits(perf):
    assert perf(write_and_read) == 1


class ReplicaTest(TestCase):
    databases = {"default", "replica"}

    def test_d_reads(self):
        assert len(self.perf(views.titles)) == 20

    def test_e_writes(self):
        assert self.perf(write_and_read) == 0


class CommittingTest(TransactionTestCase):
    databases = {"default", "replica"}
    fixtures = ["one"]

    def test_f_commits(self):
        assert self.perf(write_and_read) == 1
        assert Author.objects.filter(name="from a fixture").count() == 1

    def test_g_reads(self):
        assert len(self.perf(views.titles)) == 20


class OneAliasTest(TestCase):
    def test_h_does_not_reach_the_other(self):
        with pytest.raises(AssertionError, match="Add 'replica' to .*OneAliasTest.databases"):
            list(Author.objects.all())
        self.perf(lambda: list(Author.objects.using("default")))
"""
FIXTURE = '[{"model": "shop.author", "pk": 1000, "fields": {"name": "from a fixture"}}]'


@pytest.fixture
def replicated(shop: Shop) -> Shop:
    """A shop that reads from a replica."""
    few_rows(shop)
    shop.write("shop/router.py", ROUTER)
    shop.write("shop/fixtures/one.json", FIXTURE)
    shop.edit("shop/settings.py", "CACHES = {", f"{SETTINGS}\nCACHES = {{")
    shop.write("perf_tests/test_shop.py", TESTS)
    return shop


def test_reads_of_a_replica_are_measured_apart(replicated: Shop) -> None:
    """Both aliases see the dataset, and what is committed; statements stand under their alias."""
    done = replicated.pytest("perf_tests", "--perf-update")
    assert done.returncode == 0, done.stdout + done.stderr
    run = json.loads((replicated.folder / ".perfgate/run.json").read_text(encoding="utf-8"))
    aliases = {
        each["nodeid"].rpartition("::")[2][:6]: {
            (statement["alias"], statement["identity"][:6])
            for statement in each["record"]["statements"]
        }
        for each in run["measurements"]
    }
    reads, writes = {("replica", "SELECT")}, {("default", "INSERT"), ("replica", "SELECT")}
    expected = {f"test_{letter}": reads for letter in "adg"}
    expected |= {f"test_{letter}": writes for letter in "bcef"}
    assert aliases == {**expected, "test_h": {("default", "SELECT")}}
    done = replicated.pytest("perf_tests", "-p", "randomly", CI="true")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_replica_that_nothing_declares_is_refused(replicated: Shop) -> None:
    """Its reads would all go to an empty database: say what to write where."""
    replicated.edit(
        "shop/settings.py", '"TEST": {"MIRROR": "default"}', '"HOST": "replica.example", "TEST": {}'
    )
    done = replicated.pytest("perf_tests", "-k", "test_a_reads")
    assert done.returncode == 1
    assert "reads ContentType from 'replica' and writes it to 'default', and" in done.stdout
    assert 'Write "TEST": {"MIRROR": "default"} into DATABASES["replica"].' in done.stdout
    assert "perfgate explain replica-without-mirror" in done.stdout


def test_two_aliases_of_the_same_server_and_name_are_one_database(replicated: Shop) -> None:
    """As for Django's own test runner."""
    replicated.edit("shop/settings.py", '"TEST": {"MIRROR": "default"}', '"TEST": {}')
    done = replicated.pytest("perf_tests", "-k", "test_a or test_b or test_c")
    assert (done.returncode, "3 passed" in done.stdout) == (0, True), done.stdout
