"""What one test does changes nothing for the next, and ordinary tests notice nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

ORDINARY = """
import sys

import pytest

from shop.models import Book


@pytest.mark.django_db
def test_empty_database():
    assert Book.objects.count() == 0


def test_nothing_heavy():
    ours = {name for name in sys.modules if name.partition(".")[0] == "perfgate"}
    assert ours == {
        "perfgate",
        "perfgate.pytest_collected",
        "perfgate.pytest_gathering",
        "perfgate.pytest_options",
        "perfgate.pytest_plugin",
    }
"""


def _digest(shop: Shop) -> str:
    run = json.loads((shop.folder / ".perfgate/run.json").read_text(encoding="utf-8"))
    return str(run["digest"])


def test_unit_session_imports_nothing_heavy_and_starts_nothing(shop: Shop) -> None:
    """Without a selected perf test the plugin is a guest that nobody notices."""
    shop.write("unit/test_ordinary.py", ORDINARY)
    home = shop.folder / "home"
    done = shop.pytest("unit", PERFGATE_HOME=str(home))
    assert done.returncode == 0, done.stdout + done.stderr
    assert not home.exists()


def test_ordinary_tests_see_an_empty_database_beside_perf_tests(shop: Shop) -> None:
    """Whoever comes first, ordinary tests keep the test database they always had."""
    shop.write("unit/test_ordinary.py", ORDINARY.split("def test_nothing_heavy", maxsplit=1)[0])
    shop.recorded()
    for order in (["unit", "perf_tests"], ["perf_tests", "unit"]):
        done = shop.pytest(*order, CI="true")
        assert done.returncode == 0, done.stdout
    done = shop.pytest("perf_tests", "unit", "-n", "2", CI="true")
    assert done.returncode == 0, done.stdout


def test_writing_tests_change_no_record_of_others(shop: Shop) -> None:
    """Rolled back or committed, what a test wrote is gone before the next one."""
    shop.recorded()
    assert shop.pytest("perf_tests").returncode == 0
    alone = _digest(shop)
    shop.write(
        "perf_tests/test_a_writer.py",
        """
        import pytest
        from shop.models import Author, Book


        @pytest.mark.perf
        @pytest.mark.django_db(transaction=True)
        def test_commits(perf):
            perf(lambda: Author.objects.create(name="left behind"))
            assert Author.objects.count() == 1


        @pytest.mark.perf
        def test_rolls_back(perf):
            assert Author.objects.count() == 0
            perf(lambda: Author.objects.create(name="rolled back"))
            assert Author.objects.count() == 1
        """,
    )
    done = shop.pytest("perf_tests", "-k", "not a_writer or a_writer")
    assert done.returncode == 0, done.stdout
    run = json.loads((shop.folder / ".perfgate/run.json").read_text(encoding="utf-8"))
    mine = [each for each in run["judgements"] if "a_writer" not in each["id"]]
    (shop.folder / "perf_tests/test_a_writer.py").unlink()
    assert shop.pytest("perf_tests").returncode == 0
    assert (_digest(shop), {each["verdict"] for each in mine}) == (alone, {"ok"})


def test_on_commit_callbacks_are_measured(shop: Shop) -> None:
    """They run when the application's outermost atomic ends, as in production."""
    shop.write(
        "perf_tests/test_shop.py",
        """
        import pytest
        from shop import views
        from shop.models import Author


        @pytest.mark.perf
        def test_add(perf):
            perf(views.add, "told")
            assert Author.objects.count() == 1
        """,
    )
    shop.recorded()
    text = shop.baselines()["perf_tests/test_shop.json"].decode()
    assert "WHERE shop_book.title = ?" in text, text


def test_threads_are_recorded(shop: Shop) -> None:
    """Statements of a thread that the block waits for are counted."""
    shop.write(
        "perf_tests/test_shop.py",
        """
        from concurrent.futures import ThreadPoolExecutor
        import pytest
        from django.db import connection
        from shop.models import Book


        def count():
            try:
                return Book.objects.count()
            finally:
                connection.close()


        @pytest.mark.perf(max_queries=2)
        def test_pool(perf):
            def work():
                with ThreadPoolExecutor(2) as pool:
                    return list(pool.map(lambda _: count(), range(3)))

            perf(work)
        """,
    )
    done = shop.pytest("perf_tests")
    assert done.returncode == 1
    assert "max_queries" in done.stdout
    assert "3" in done.stdout


def test_statements_of_the_drivers_cursors_are_measured(shop: Shop) -> None:
    """What goes past Django on its own connection is recorded like any statement."""
    shop.write(
        "perf_tests/test_shop.py",
        """
        import pytest
        from django.db import connection


        def ask(cursor):
            cursor.execute("SELECT count(*) FROM shop_book")
            return cursor.fetchall()


        @pytest.mark.perf
        def test_raw(perf):
            def work():
                with connection.connection.cursor() as cursor:
                    ask(cursor)
                with connection.cursor() as cursor:
                    ask(cursor.cursor)
                connection.connection.execute("SELECT 1").fetchone()

            perf(work)
        """,
    )
    done = shop.pytest("perf_tests", "--perf-update")
    assert done.returncode == 0, done.stdout
    [baseline] = [text.decode() for name, text in shop.baselines().items() if "test_shop" in name]
    assert '"SELECT COUNT(*) FROM shop_book"' in baseline
    assert "perf_tests/test_shop.py::ask" in baseline
    assert shop.pytest("perf_tests").returncode == 0


def test_statements_past_django_make_a_test_unmeasured(shop: Shop) -> None:
    """A connection that the application opened itself cannot be recorded: say so, never pass."""
    shop.write(
        "perf_tests/test_shop.py",
        """
        import psycopg
        import pytest
        from django.db import connection


        @pytest.mark.perf
        def test_raw(perf):
            def work():
                parameters = connection.get_connection_params()
                own = {key: parameters[key] for key in ("dbname", "host", "port", "user")}
                with psycopg.connect(**own, password=parameters.get("password")) as other:
                    other.execute("SELECT count(*) FROM shop_book").fetchall()

            perf(work)
        """,
    )
    done = shop.pytest("perf_tests", "--perf-update")
    assert done.returncode == 1
    assert "unmeasured" in done.stdout.lower()
    assert shop.baselines() == {}


def test_changed_settings_of_caches_stay_on_our_server(shop: Shop) -> None:
    """A test that overrides CACHES never reaches the user's own server, nor do those after it."""
    shop.write(
        "perf_tests/test_shop.py",
        """
        import pytest
        from django.core.cache import cache, caches
        from django.test import override_settings

        pytestmark = pytest.mark.perf
        #: Nothing listens there.
        REDIS = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }


        def test_overrides(perf):
            with override_settings(CACHES={"default": REDIS, "more": REDIS}):
                perf(lambda: caches["more"].set("a", 1))
            perf.named("after")(lambda: cache.set("a", 1))


        def test_overrides_by_fixture(perf, settings):
            settings.CACHES = {"default": REDIS}
            perf(lambda: cache.set("a", 1))


        def test_after(perf):
            perf(lambda: cache.set("a", 1))
        """,
    )
    done = shop.pytest("perf_tests", "--perf-update")
    assert (done.returncode, "4 new" in done.stdout) == (0, True), done.stdout


def test_foreign_keys_checked_at_commit_are_no_statements_of_the_application(shop: Shop) -> None:
    """PostgreSQL's own queries for deferred constraints make no committing test unmeasured."""
    shop.write(
        "perf_tests/test_shop.py",
        """
        import pytest

        from shop.models import Author, Book

        pytestmark = [pytest.mark.perf, pytest.mark.django_db(transaction=True)]


        def test_insert(perf):
            author = Author.objects.create(name="a")
            perf(lambda: Book.objects.create(title="t", author=author))


        def test_delete(perf):
            author = Author.objects.create(name="a")
            Book.objects.create(title="t", author=author)
            perf(lambda: Author.objects.filter(name="a").delete())
        """,
    )
    done = shop.pytest("perf_tests", "--perf-update")
    assert (done.returncode, "2 new" in done.stdout) == (0, True), done.stdout


def test_what_others_commit_is_gone_with_the_test(shop: Shop) -> None:
    """Threads and fixtures of a whole session commit past the test's own transaction."""
    shop.write(
        "perf_tests/test_shop.py",
        """
        import threading

        import pytest
        from django.db import connection
        from shop.models import Author

        pytestmark = pytest.mark.perf


        def commit():
            Author.objects.create(name="committed")
            connection.close()


        def test_a_thread(perf):
            thread = threading.Thread(target=commit)
            thread.start()
            thread.join()
            assert perf(Author.objects.count) == 1


        def test_b_after_it(perf):
            assert perf(Author.objects.count) == 0


        @pytest.fixture(scope="session")
        def wide(django_db_blocker):
            with django_db_blocker.unblock():
                Author.objects.create(name="committed")


        def test_c_wide_fixture(perf, wide):
            assert perf(Author.objects.count) == 1


        def test_d_after_it(perf):
            assert perf(Author.objects.count) == 0
        """,
    )
    done = shop.pytest("perf_tests")
    assert (done.returncode, "4 passed" in done.stdout) == (0, True), done.stdout
