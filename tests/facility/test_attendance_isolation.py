"""No client is ever shown another's attendance, whatever happens and in whatever order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stays import MAY, at, entry, make_shift, make_stay
from tenants import SEQUENCES, TODAY

from facility.attendance.grid import person_month
from facility.attendance.presence import late_and_absent
from facility.attendance.punches import open_punches
from facility.attendance.summaries import site_days, site_period_summary
from facility.attendance.sync import sync_offline
from facility.attendance.writes import punch_out
from facility.core.clock import AS_OF
from facility.onboarding.models import Bt
from facility.peoples.models import People

#: What is asked of the first client's site and person, in the name of one client or the other.
QUESTIONS = {
    "summary": lambda asking, _: site_period_summary(asking.id, MAY, TODAY, TODAY),
    "sites": lambda asking, asked: site_period_summary(
        asking.id, MAY, TODAY, TODAY, (asked.site.id,)
    ),
    "days": lambda asking, asked: site_days(asking.id, asked.site.id, MAY, MAY, TODAY),
    "month": lambda asking, asked: person_month(asking.id, asked.guard.id, 2026, 5, TODAY),
    "open": lambda asking, _: open_punches(asking.id, AS_OF),
    "late": lambda asking, asked: late_and_absent(asking.id, asked.site.id, MAY, TODAY),
}

STEPS = st.lists(
    st.tuples(st.sampled_from([*sorted(QUESTIONS), "write"]), st.integers(0, 1), st.integers(0, 1)),
    max_size=12,
)


@pytest.fixture
def tenants(tenant, other):
    """Two clients, each with a stay that is over, one that is not, and one that came late."""
    for each in (tenant, other):
        make_stay(each, at(6), at(14))
        make_stay(each, at(9), people=each.admin, shift=make_shift(each))
        make_stay(each, AS_OF - timedelta(hours=1), datefor=TODAY)
    return [tenant, other]


def answer(name, asking, asked):
    """The answer as text, or that there is none."""
    try:
        return repr(QUESTIONS[name](asking, asked))
    except (Bt.DoesNotExist, People.DoesNotExist):
        return "not found"


@given(steps=STEPS)
@SEQUENCES
def test_answers_are_the_asking_clients_own(tenants, empty_cache, steps):
    """Warm or cold, between whatever writes, nothing of the other client's is in an answer."""
    empty_cache.empty()
    written = 0
    for name, which, of_whom in steps:
        asking, asked = tenants[which], tenants[of_whom]
        if name == "write":
            written += 1
            day = at(written % 20, second=written)
            sync_offline(asking.id, [entry(asking, day, people_id=asked.guard.id)], now=AS_OF)
            continue
        told = answer(name, asking, asked)
        stranger = tenants[1 - which]
        assert stranger.client.buname not in told
        empty_cache.empty()
        assert told == answer(name, asking, asked)


def test_stays_of_another_client_at_a_site_do_not_count(tenant, other):
    """Even where a row says so: both the stay and the site must be the client's."""
    make_stay(other, at(6), at(14), site=tenant.site)
    make_stay(tenant, at(6), at(14), site=other.site)

    for each in (tenant, other):
        assert site_period_summary(each.id, MAY, MAY, TODAY) == []
        assert site_days(each.id, each.site.id, MAY, MAY, TODAY)["days"][0]["stays"] == 0


def test_nobody_punches_another_clients_people_out(tenants):
    """The open stay must be the client's."""
    first, second = tenants
    punch_out(first.id, first.guard.id, now=AS_OF)

    assert open_punches(first.id, AS_OF)["punches"] == []
    assert len(open_punches(second.id, AS_OF)["punches"]) == 1
