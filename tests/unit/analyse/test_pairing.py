"""Which gone statement became which new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from record_builders import FILTERED, JOINED, LOOKUP, PLAIN, TEMPLATE, statement

from perfgate.analyse.pairing import pair
from perfgate.model import Site

if TYPE_CHECKING:
    import random


def identities(pairing):
    """The pairs as identities."""
    return [(old.identity, new.identity) for old, new in pairing.changed]


def test_the_same_relation_at_the_site_wins():
    """The query without its join is the successor, not the lookup that joined it at the site."""
    pairing = pair([statement(JOINED)], [statement(LOOKUP, 50), statement(PLAIN)])
    assert identities(pairing) == [(JOINED, PLAIN)]
    assert [each.identity for each in pairing.new] == [LOOKUP]


def test_a_moved_statement_pairs_by_its_relation():
    """Code that moved to another function still changes one statement into another."""
    elsewhere = Site("facility/tickets/detail.py", 7, "detail")
    pairing = pair([statement(PLAIN)], [statement(FILTERED, at=elsewhere)])
    assert identities(pairing) == [(PLAIN, FILTERED)]


def test_strangers_do_not_pair():
    """Another relation at another place is a new statement and no change."""
    pairing = pair([statement(PLAIN)], [statement(LOOKUP, at=TEMPLATE)])
    assert (
        pairing.changed,
        [each.identity for each in pairing.gone],
        [each.identity for each in pairing.new],
    ) == ((), [PLAIN], [LOOKUP])


def test_the_likelier_pair_comes_first():
    """Of two successors at one place the more similar text is taken."""
    near = PLAIN + " LIMIT ?"
    far = 'SELECT COUNT(*) FROM "ticket" GROUP BY "ticket"."status"'
    pairing = pair([statement(PLAIN)], [statement(far), statement(near)])
    assert [(PLAIN, near)] == identities(pairing)


def test_statements_without_a_relation_need_a_common_site():
    """``SELECT ?`` here and there are not about the same thing."""
    pairing = pair([statement("SELECT ?")], [statement("SELECT ?, ?", at=TEMPLATE)])
    assert pairing.changed == ()


_IDENTITIES = st.lists(
    st.sampled_from([JOINED, PLAIN, FILTERED, LOOKUP, "SELECT ?"]), unique=True, max_size=5
)


@given(_IDENTITIES, _IDENTITIES, st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(gone, new, shuffled: random.Random):
    """Pairing is a function of the two sets, and every statement comes out exactly once."""
    old = [statement(each) for each in gone]
    now = [statement(each + " FOR UPDATE") for each in new]
    first = pair(old, now)
    shuffled.shuffle(old)
    shuffled.shuffle(now)
    second = pair(old, now)
    assert sorted(identities(first)) == sorted(identities(second))
    assert sorted(gone) == sorted(
        each.identity for each in (*first.gone, *(was for was, _ in first.changed))
    )
    assert len(new) == len(first.new) + len(first.changed)
