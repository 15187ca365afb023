"""A small application in a folder of its own, measured by real pytest runs on real servers."""

from __future__ import annotations

import os
import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import platformdirs
import pytest

from perfgate.services.acquire import ServicesRequest, acquire
from perfgate.services.admin import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from perfgate.services.acquire import Services

SETTINGS = """
import os

SECRET_KEY = "shop"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "shop"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "shop.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("SHOP_NAME", "shop"),
        "HOST": os.environ.get("SHOP_HOST", ""),
        "PORT": os.environ.get("SHOP_PORT", ""),
        "USER": os.environ.get("SHOP_USER", ""),
        "PASSWORD": os.environ.get("SHOP_PASSWORD", ""),
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
    }
}
"""

MODELS = """
from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=50)


class Book(models.Model):
    title = models.CharField(max_length=50)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    pages = models.IntegerField(default=1)
    in_print = models.BooleanField(default=True)
"""

VIEWS = """
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from shop.models import Author, Book


def titles():
    return [(book.title, book.author.name) for book in Book.objects.select_related("author")]


def in_print():
    return list(Book.objects.filter(in_print=True).order_by("id"))


def names():
    return list(Book.objects.only("title"))


def reprice():
    books = list(Book.objects.all())
    for book in books:
        book.pages += 1
    Book.objects.bulk_update(books, ["pages"])
    return len(books)


def cached_count():
    found = cache.get("count")
    if found is None:
        found = Book.objects.count()
        cache.set("count", found)
    return found


def add(title):
    with transaction.atomic():
        author = Author.objects.create(name="new")
        Book.objects.create(title=title, author=author)
        transaction.on_commit(lambda: Book.objects.filter(title="told").exists())


def page(request):
    return render(request, "page.html", {"books": Book.objects.order_by("id")})
"""

URLS = """
from django.urls import path

from shop import views

urlpatterns = [path("", views.page)]
"""

TESTS = """
import pytest

from shop import views
from shop.models import Author, Book

pytestmark = pytest.mark.perf


@pytest.fixture(autouse=True)
def books(db):
    author = Author.objects.create(name="a")
    other = Author.objects.create(name="b")
    Book.objects.bulk_create(
        Book(title=f"t{n}", author=(author, other)[n % 2]) for n in range(5)
    )


def test_titles(perf):
    assert len(perf(views.titles)) == 5


def test_in_print(perf):
    assert len(perf(views.in_print)) == 5


def test_names(perf):
    assert len(perf(views.names)) == 5


def test_reprice(perf):
    assert perf(views.reprice) == 5


def test_count(perf):
    assert perf.cold(views.cached_count) == 5
    assert perf.warm(views.cached_count) == 5


def test_page(perf, client):
    assert perf(client.get, "/").status_code == 200
"""

MIGRATION = """
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Author",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=50)),
            ],
        ),
        migrations.CreateModel(
            name="Book",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=50)),
                ("pages", models.IntegerField(default=1)),
                ("in_print", models.BooleanField(default=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="books",
                        to="shop.author",
                    ),
                ),
            ],
        ),
    ]
"""


#: Only these are loaded, so that a run is not slowed down by whatever else is installed.
PLUGINS = ["-p", "django", "-p", "perfgate", "-p", "xdist"]


class Shop:
    """The application's folder, and pytest in it."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder = folder
        self.env = env

    def write(self, name: str, text: str) -> Path:
        """Write a file, folders included."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that is there."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def pytest(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run pytest in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "pytest", *PLUGINS, "-p", "no:cacheprovider", *args],
            cwd=self.folder,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def recorded(self) -> None:
        """Write the baselines of all perf tests."""
        done = self.pytest("perf_tests", "--perf-update")
        assert done.returncode == 0, done.stdout + done.stderr

    def baselines(self) -> dict[str, bytes]:
        """The content of all baseline files by name."""
        folder = self.folder / "baselines"
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*.json"))
        }


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """The embedded servers, held so that the runs below find them started."""
    request = ServicesRequest(
        mode="embedded", home=platformdirs.user_cache_path("perfgate", appauthor=False)
    )
    with acquire(request) as services:
        yield services


@pytest.fixture
def shop(tmp_path: Path, services: Services) -> Iterator[Shop]:
    """A fresh shop with perf tests, without baselines; its ordinary database is on the server."""
    server = services.postgres
    assert server is not None
    kept: dict[str, Any] = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PERFGATE_", "DJANGO_", "PYTEST_", "COV_")) and key != "CI"
    }
    name = f"shop_{os.getpid()}"
    shop = Shop(
        tmp_path / "shop dir",
        {
            **kept,
            "SHOP_NAME": name,
            "SHOP_HOST": server.host,
            "SHOP_PORT": str(server.port),
            "SHOP_USER": server.user,
            "SHOP_PASSWORD": server.password,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "NO_COLOR": "1",
            "COLUMNS": "160",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    shop.write("pyproject.toml", '[tool.perfgate]\npostgres = "18"\n')
    shop.write(
        "pytest.ini",
        """
        [pytest]
        DJANGO_SETTINGS_MODULE = shop.settings
        pythonpath = .
        filterwarnings = error
        """,
    )
    for file, text in (("settings", SETTINGS), ("models", MODELS), ("views", VIEWS)):
        shop.write(f"shop/{file}.py", text)
    shop.write("shop/urls.py", URLS)
    shop.write("shop/__init__.py", "")
    shop.write("shop/migrations/__init__.py", "")
    shop.write("shop/migrations/0001_initial.py", MIGRATION)
    shop.write(
        "shop/templates/page.html",
        "<ul>\n{% for book in books %}\n<li>{{ book.title }}</li>\n{% endfor %}\n</ul>\n",
    )
    shop.write("perf_tests/test_shop.py", TESTS)
    yield shop
    with connect(server) as admin:
        for (left,) in admin.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (f"test_{name}",)
        ):
            admin.execute(f'DROP DATABASE "{left}" WITH (FORCE)')
