"""Text made fit to print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfgate.report.text import one_line, pad, printable, shorten, shorten_pair, width_of


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("café → 日本", "café → 日本"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb\tc\r", "a\\x0ab\\x09c\\x0d"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\u202eevil", "\\u202eevil"),
        ("\u2028", "\\u2028"),
        ("\udcff", "\\udcff"),
    ],
)
def test_nothing_steers_the_terminal(raw, shown):
    """Control and formatting characters are written out; letters of any script stay."""
    assert printable(raw) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("1 → 2 \N{MULTIPLICATION SIGN}3 … ·", "1 -> 2 x3 ... |"), ("é日", "\\xe9\\u65e5")],
)
def test_ascii_has_stand_ins(raw, shown):
    """What the report prints itself has a readable stand-in, the rest is written out."""
    assert printable(raw, ascii_only=True) == shown


@given(st.text())
def test_ascii_is_ascii_on_one_line(text):
    """Whatever comes in, only printable ASCII goes out."""
    shown = one_line(text, ascii_only=True)
    assert shown.isascii()
    assert shown.isprintable()


@given(st.text(), st.integers(1, 40))
def test_shortened_text_fits(text, width):
    """A shortened text takes no more columns than there are, wide letters counted twice."""
    assert width_of(shorten(one_line(text), width)) <= width


@given(st.text(), st.text(), st.integers(20, 60))
def test_a_shortened_pair_fits(old, new, width):
    """Both texts of a pair fit."""
    pair = shorten_pair(one_line(old), one_line(new), width)
    assert max(width_of(text) for text in pair) <= width


def test_a_shortened_pair_shows_the_difference():
    """Two long statements that differ near their end are not cut to the same text."""
    head = "SELECT … FROM " + "very_long_table_name " * 6
    old, new = shorten_pair(head + "WHERE a = ?", head + "WHERE b = ?", 60)
    assert (old[-11:], new[-11:]) == ("WHERE a = ?", "WHERE b = ?")
    assert old.startswith("SELECT … FROM very_l")


def test_a_long_difference_takes_the_room_of_what_is_alike():
    """Two filters are shown to their ends rather than the tables before them."""
    head = "SELECT … FROM ticket " + "INNER JOIN another_table ON (a = b) " * 4
    filters = ("WHERE (ticket.client = ? AND ticket.enable)", "WHERE ticket.client = ?")
    tail = " ORDER BY ticket.created DESC LIMIT ?"
    old, new = shorten_pair(head + filters[0] + tail, head + filters[1] + tail, 80)
    assert (filters[0] in old, filters[1] in new) == (True, True)


def test_accents_take_no_room():
    """A combining accent is drawn over its letter."""
    assert width_of("e\N{COMBINING ACUTE ACCENT}") == 1


def test_padding_counts_wide_letters():
    """Columns stay aligned beside names in wide letters."""
    assert pad("日本", 6) == "日本  "
