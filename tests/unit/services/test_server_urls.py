"""URLs of PostgreSQL as libpq reads them, and what is shown of URLs."""

from __future__ import annotations

import pytest

from perfgate.errors import ServiceError
from perfgate.services.masking import masked
from perfgate.services.url import masked_url, parse_postgres_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://db.example", ("db.example", 5432, "", "", {})),
        ("postgres://u:p@h:6543/name", ("h", 6543, "u", "p", {})),
        ("postgresql://u%40x:p%2Fa%3As@h/", ("h", 5432, "u@x", "p/a:s", {})),
        ("postgresql://%2Fvar%2Frun:5433/d", ("/var/run", 5433, "", "", {})),
        ("postgresql:///d?host=/var/run&port=5433&user=u", ("/var/run", 5433, "u", "", {})),
        ("postgresql://[::1]:5433/d", ("::1", 5433, "", "", {})),
        ("postgresql://H.Example/d", ("H.Example", 5432, "", "", {})),
        (
            "postgresql://h/d?sslmode=verify-full&sslrootcert=%2Fca%20x.pem&dbname=e",
            ("h", 5432, "", "", {"sslmode": "verify-full", "sslrootcert": "/ca x.pem"}),
        ),
    ],
)
def test_parse(url: str, expected: tuple[object, ...]) -> None:
    """Host, port, user, password and parameters are read, the database is ignored."""
    found = parse_postgres_url(url)
    assert (found.host, found.port, found.user, found.password, found.options) == expected


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://u:secret@h/d", "does not begin with postgresql://"),
        ("postgresql://u:secret@h1,h2/d", "several hosts"),
        ("postgresql://u:secret@h:port/d", "port is not a number"),
    ],
)
def test_a_url_that_cannot_be_used(url: str, why: str) -> None:
    """The error shows the URL without its password, and says what is wrong."""
    with pytest.raises(ServiceError, match=why) as caught:
        parse_postgres_url(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://h:6379/0", "redis://h:6379/0"),
        ("redis://u:secret@h/0?password=secret", "redis://u:***@h/0"),
        ("redis://:sec@ret@h/0", "redis://:***@h/0"),
        ("unix://:secret@/run/v.sock?db=0", "unix://:***@/run/v.sock"),
    ],
)
def test_masked_url(url: str, expected: str) -> None:
    """What may hold a password is left out."""
    assert masked_url(url) == expected


def test_masked() -> None:
    """A secret is masked as it is and as a URL writes it."""
    assert masked("p@ss and p%40ss", "p@ss", "") == "*** and ***"
