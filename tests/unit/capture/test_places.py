"""Where the functions stand that a baseline names."""

from __future__ import annotations

import warnings

import pytest

from perfgate.capture.places import lines_of
from perfgate.model import Site

SOURCE = """\
import functools


def page():
    return 1


@functools.cache
def cached():
    def inner():
        return [n for n in range(3)]

    return inner


class Ticket:
    name = "x"

    @property
    def title(self):
        return self.name

    @title.setter
    def title(self, value):
        self.name = value

    class Meta:
        async def load(self):
            return 1


if True:
    try:
        def guarded():
            return 1
    except ImportError:
        def guarded():
            return 2
"""


@pytest.fixture
def root(tmp_path):
    """A folder with a module, a broken one, a template and bytes."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "views.py").write_text(SOURCE, "utf-8")
    (tmp_path / "shop" / "broken.py").write_text("def page(:\n", "utf-8")
    (tmp_path / "shop" / "page.html").write_text("<ul>{{ page }}</ul>", "utf-8")
    (tmp_path / "shop" / "bytes.py").write_bytes(b"def page(): pass\0\xff")
    (tmp_path / "shop" / "odd.py").write_text('def page():\n    return "\\d"\n', "utf-8")
    (tmp_path / "shop" / "deep.py").write_text("x = " + "(" * 50_000, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("function", "line", "name"),
    [
        ("page", 4, "page"),
        ("cached", 9, "cached"),
        ("cached.<locals>.inner", 10, "cached.<locals>.inner"),
        ("Ticket.title", 20, "Ticket.title"),
        ("Ticket.Meta.load", 28, "Ticket.Meta.load"),
        ("guarded", 34, "guarded"),
        ("page.<locals>.<lambda>", 4, "page"),
        ("cached.<locals>.inner.<locals>.<genexpr>", 10, "cached.<locals>.inner"),
        ("cached.<locals>.renamed", 9, "cached"),
    ],
)
def test_a_function_is_found(root, function, line, name):
    """The line of its ``def``; of one that is gone from within another, that of the other."""
    found = lines_of(f"shop/views.py::{function}", root)
    assert found == (Site("shop/views.py", line, name),)


@pytest.mark.parametrize(
    "place",
    [
        "",
        "shop/views.py",
        "shop/views.py::gone",
        "shop/views.py::<module>",
        "shop/views.py::<lambda>",
        "shop/gone.py::page",
        "shop::page",
        "shop/page.html",
        "shop/broken.py::page",
        "shop/bytes.py::page",
        "shop/deep.py::page",
    ],
)
def test_what_is_not_there_is_left_out(root, place):
    """Neither a file that is gone nor one that is no Python is an error."""
    assert lines_of(place, root) == ()


def test_several_places_are_several_sites(root):
    """In the order of the places, those that cannot be found left out, each once."""
    places = (
        "shop/gone.py::page, shop/views.py::page, shop/views.py::page.<locals>.<lambda>, "
        "shop/views.py::cached"
    )
    assert [str(site) for site in lines_of(places, root)] == ["shop/views.py:4", "shop/views.py:9"]


def test_a_file_outside_of_the_root(root):
    """A place outside is kept by its whole path."""
    path = (root / "shop" / "views.py").as_posix()
    assert lines_of(f"{path}::page", root / "elsewhere") == (Site(path, 4, "page"),)


def test_nobody_is_warned_of_the_file(root):
    """What Python would warn of was said when the application was loaded."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert len(lines_of("shop/odd.py::page", root)) == 1
    assert caught == []
