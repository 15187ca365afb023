"""Several databases: perf tests reach clones, and nothing that is the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

ALIASES = """
DATABASES["replica"] = {**DATABASES["default"], "TEST": {"MIRROR": "default"}}
DATABASES["other"] = {**DATABASES["default"], "NAME": "other"}
DATABASES["notes"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": "notes.sqlite3"}
"""

TESTS = """
import pytest
from shop.models import Author, Book


@pytest.mark.perf
def test_each_alias(perf):
    def work():
        for alias in ("default", "replica", "other"):
            list(Book.objects.using(alias).all())

    perf(work)


@pytest.mark.perf
@pytest.mark.django_db(transaction=True)
def test_commit_on_one_of_them(perf):
    perf(lambda: Author.objects.using("other").create(name="x"))
    assert Author.objects.using("other").count() == 1
    assert Author.objects.count() == 0


@pytest.mark.perf
@pytest.mark.django_db(databases=["other"])
def test_one_database_only(perf):
    assert perf(lambda: list(Author.objects.using("other").all())) == []
"""


@pytest.fixture
def several(shop: Shop) -> Shop:
    """A shop with a replica, a second database and a SQLite file."""
    settings = shop.folder / "shop/settings.py"
    settings.write_text(settings.read_text(encoding="utf-8") + ALIASES, encoding="utf-8")
    shop.write("perf_tests/test_shop.py", TESTS)
    return shop


def test_every_alias_is_recorded_apart(several: Shop) -> None:
    """Statements stand under the alias that sent them."""
    several.recorded()
    text = several.baselines()["perf_tests/test_shop.json"].decode()
    found = [f'"{alias}": {{' in text for alias in ("default", "replica", "other")]
    assert (found, several.pytest("perf_tests", CI="true").returncode) == ([True] * 3, 0)


def test_a_database_that_is_no_clone_is_out_of_reach(several: Shop) -> None:
    """The SQLite file is the user's own: nothing is read from it nor written to it."""
    several.write(
        "perf_tests/test_shop.py",
        """
        import pytest
        from shop.models import Author


        @pytest.mark.perf
        def test_notes(perf):
            perf(lambda: Author.objects.using("notes").create(name="x"))
        """,
    )
    done = several.pytest("perf_tests")
    assert done.returncode == 1
    assert "reaches for the database 'notes', which is django.db.backends.sqlite3" in done.stdout
    assert "perfgate explain database-refused" in done.stdout
    assert not (several.folder / "notes.sqlite3").exists()


def test_a_damaged_baseline_is_explained(shop: Shop) -> None:
    """The file is named, the test fails, and nothing is overwritten."""
    shop.recorded()
    path = shop.folder / "baselines/perf_tests/test_shop.json"
    path.write_text("<<<<<<< ours\n", encoding="utf-8")
    done = shop.pytest("perf_tests", "--perf-update")
    assert done.returncode == 1
    assert "test_shop.json" in done.stdout
    assert "INTERNALERROR" not in done.stdout + done.stderr
    assert path.read_text(encoding="utf-8") == "<<<<<<< ours\n"


DROPS_ITS_TEMPLATE = """
import json
import os

import psycopg
import pytest
from django.db import connection
from shop.models import Author


@pytest.mark.perf
def test_writes(perf):
    place = {key: os.environ[f"SHOP_{key.upper()}"] for key in ("host", "port", "user", "password")}
    perf(lambda: Author.objects.create(name="x"))
    clone = connection.settings_dict["NAME"]
    with psycopg.connect(**place, dbname="postgres", autocommit=True) as admin:
        [(mark,)] = admin.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [clone],
        ).fetchall()
        template = json.loads(mark.removeprefix("perfgate "))["template"]
        admin.execute(f'ALTER DATABASE "{template}" IS_TEMPLATE false')
        admin.execute(f'DROP DATABASE "{template}"')


@pytest.mark.perf
def test_reads(perf):
    perf(lambda: list(Author.objects.all()))
"""


def test_a_template_that_was_dropped_by_hand_is_built_anew(shop: Shop) -> None:
    """A session whose template is gone goes on."""
    shop.write("perf_tests/test_shop.py", DROPS_ITS_TEMPLATE)
    # A schema of its own: what it drops is no other session's.
    shop.edit("shop/models.py", "max_length=50", "max_length=51")
    shop.edit("shop/migrations/0001_initial.py", "max_length=50", "max_length=51")
    done = shop.pytest("perf_tests", "-v")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("perf: built perfgate_t_empty_") >= 1
