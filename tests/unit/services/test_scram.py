"""The verifier that PostgreSQL is given instead of a password."""

from __future__ import annotations

import re

from perfgate.services.scram import scram_verifier


def test_it_has_postgresql_s_form() -> None:
    """Method, iterations, salt and two keys of 32 bytes."""
    form = r"SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}="
    assert re.fullmatch(form, scram_verifier("password"))


def test_it_differs_each_time() -> None:
    """Equal passwords cannot be told by their verifiers."""
    assert scram_verifier("password") != scram_verifier("password")
