"""A dataset of few rows for the shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.plugin.conftest import Shop

RECIPES = """
from datetime import UTC, datetime

from factory.django import DjangoModelFactory
from perfgate.dataset.columns import Pick, Text
from perfgate.dataset.recipes import Recipe, Table
from shop.models import Author, Book


class AuthorFactory(DjangoModelFactory):
    class Meta:
        model = Author

    name = Text("Author {row}")


class BookFactory(DjangoModelFactory):
    class Meta:
        model = Book

    title = Text("Book {row}")
    author = Pick(AuthorFactory)
    pages = 100
    in_print = True


few = Recipe(
    name="few",
    seed=1,
    as_of=datetime(2026, 6, 30, tzinfo=UTC),
    tables=(Table(AuthorFactory, 7), Table(BookFactory, 20)),
)
"""


def few_rows(shop: Shop) -> None:
    """Give the shop a dataset ``few``: 7 authors and their 20 books."""
    shop.write("shop/recipes.py", RECIPES)
    shop.write("pyproject.toml", '[tool.perfgate]\npostgres = "18"\nrecipes = "shop.recipes"\n')
