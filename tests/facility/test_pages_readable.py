"""Every page of the facility, whichever are added: whole, titled, escaped, and without "None"."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from discovery import url_patterns
from django.urls import reverse
from furnished import furnish

MARKUP = "<b>x</b>"
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
#: Elements whose text is what a person reads in one glance.
CELLS = {"td", "th", "dd", "dt", "li", "a", "p", "h1", "h2", "title", "caption"}
#: A list has its items and a table its rows; anything else in between is not valid.
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "table": {"caption", "thead", "tbody", "tfoot", "tr"},
    "tr": {"td", "th"},
}
PATTERNS = {
    pattern.name: route
    for route, pattern in url_patterns().items()
    if not route.startswith("c/<int:client_id>/api/")
}


class Page(HTMLParser):
    """What is wrong with a page, and what its elements say.

    Attributes:
        wrong: tags that do not balance or stand where they must not.
        texts: the texts of the elements, by tag.
        tags: all tags.
        titles: the texts of the first row of each table.
    """

    def __init__(self, html):
        super().__init__()
        self.wrong, self.texts, self.tags, self.titles = [], [], set(), []
        self._open, self._rows = [], 0
        self.feed(html)
        self.close()
        self.wrong += [f"<{tag}> is never closed" for tag, _ in self._open]

    def handle_starttag(self, tag, attrs):
        """Note the tag, and where it must not stand."""
        del attrs
        parent = self._open[-1][0] if self._open else None
        if tag not in CHILDREN.get(parent, {tag}):
            self.wrong.append(f"<{tag}> in <{parent}>, line {self.getpos()[0]}")
        self.tags.add(tag)
        self._rows = self._rows + (tag == "tr") if tag != "table" else 0
        if tag not in VOID:
            self._open.append((tag, []))

    def handle_endtag(self, tag):
        """Take the text of the element; its beginning must be the last that is open."""
        if not self._open or self._open[-1][0] != tag:
            self.wrong.append(f"</{tag}> closes nothing, line {self.getpos()[0]}")
            return
        _, texts = self._open.pop()
        text = " ".join("".join(texts).split())
        self.texts.append((tag, text))
        if tag in {"th", "td"} and self._rows == 1:
            self.titles.append((tag, text))

    def handle_data(self, data):
        """Add the text to every element that it stands in."""
        for _, texts in self._open:
            texts.append(data)

    def of(self, *tags):
        """The texts of the elements with these tags."""
        return [text for tag, text in self.texts if tag in tags]


def address(name, values):
    """The address of a pattern, filled in."""
    arguments = re.findall(r"<\w+:(\w+)>", PATTERNS[name])
    return reverse(name, kwargs={argument: values[argument] for argument in arguments})


@pytest.fixture
def values(make_tenant):
    """A tenant whose every name is markup; what to ask about it, by argument name."""
    return furnish(make_tenant(MARKUP), MARKUP)


@pytest.fixture
def page(values, client):
    """Gets a page by the name of its address."""

    def get(name):
        response = client.get(address(name, values))
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/html")
        return Page(response.content.decode())

    return get


def test_pages_are_found():
    """There are pages, and each has a name to link to it by."""
    assert {"ticket-list", "ticket", "capability-tree"} <= set(PATTERNS)
    assert all(PATTERNS)


@pytest.mark.parametrize("name", PATTERNS)
def test_page_is_whole(page, name):
    """Its tags balance, and lists and tables hold what belongs there."""
    assert page(name).wrong == []


@pytest.mark.parametrize("name", PATTERNS)
def test_page_says_what_it_is(page, name):
    """It has one title and one heading, and both say something."""
    shown = page(name)

    assert [bool(text) for text in shown.of("title")] == [True]
    assert [bool(text) for text in shown.of("h1")] == [True]


@pytest.mark.parametrize("name", PATTERNS)
def test_page_names_its_columns(page, name):
    """Where there is a table, every column has a title."""
    shown = page(name)

    assert bool(shown.titles) is ("table" in shown.tags)
    assert [title for title in shown.titles if title[0] != "th" or not title[1]] == []


@pytest.mark.parametrize("name", PATTERNS)
def test_page_never_says_none(page, name):
    """What is not there is left empty: nobody is shown a word of the program's."""
    texts = page(name).of(*CELLS)

    assert [text for text in texts if re.search(r"\bNone\b|\bnan\b|[{}]", text)] == []


@pytest.mark.parametrize("name", PATTERNS)
def test_names_are_escaped(page, name):
    """Markup in a name is shown, not obeyed."""
    assert "b" not in page(name).tags


def test_names_are_shown(page):
    """Somewhere each name is shown as it was typed."""
    texts = [text for name in PATTERNS for text in page(name).of(*CELLS)]

    assert sum(MARKUP in text for text in texts) >= len(PATTERNS)


@pytest.mark.parametrize("name", [name for name in PATTERNS if "_id>" not in PATTERNS[name][18:]])
def test_page_of_a_client_without_anything(tenant, client, name):
    """A client that has nothing yet gets a whole page, too."""
    values = {"client_id": tenant.id, "cfor": "WEB"}
    response = client.get(address(name, values))

    assert response.status_code == 200
    assert Page(response.content.decode()).wrong == []


@pytest.mark.parametrize(
    "route", [route for route in url_patterns() if route not in PATTERNS.values()]
)
def test_everything_else_is_json(values, client, route):
    """What lies under ``api/`` answers in JSON, or wants to be posted to."""
    arguments = re.findall(r"<\w+:(\w+)>", route)
    name = url_patterns()[route].name
    response = client.get(reverse(name, kwargs={each: values[each] for each in arguments}))

    assert (response.status_code, response.get("Content-Type")) in {
        (200, "application/json"),
        (405, "text/html; charset=utf-8"),
    }
