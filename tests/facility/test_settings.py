"""Where the project finds its servers."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from facility.core.database_url import database_from_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40ss@db:5433/name", ("name", "u", "p@ss", "db", "5433")),
        ("postgres://db/name", ("name", "", "", "db", "")),
        ("postgresql:///name?host=/run/pg", ("name", "", "", "/run/pg", "")),
    ],
)
def test_database_url(url, expected):
    """Each part of the URL is where Django looks for it."""
    found = database_from_url(url)

    assert tuple(found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


@pytest.mark.parametrize("url", ["mysql://db/name", "postgresql://db", ""])
def test_other_urls_are_refused(url):
    """A URL that names no PostgreSQL database says how one looks, without Django failing later."""
    with pytest.raises(ImproperlyConfigured, match="FACILITY_DATABASE_URL"):
        database_from_url(url)
