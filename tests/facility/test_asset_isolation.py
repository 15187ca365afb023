"""No client is ever shown another's assets, whatever it asks for and in whatever order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from equipment import make_asset
from hypothesis import given
from hypothesis import strategies as st
from tenants import SEQUENCES

from facility.activity.assets.bulk_writes import set_statuses
from facility.activity.assets.counts import counts_by_type, status_counts, status_counts_of_site
from facility.activity.assets.downtime import downtime
from facility.activity.assets.pages import critical_not_working, site_assets, site_name
from facility.activity.assets.statuses import Status
from facility.core.clock import AS_OF
from facility.onboarding.models import TypeAssist

START = AS_OF - timedelta(days=30)

#: Functions, and what they are asked by each client.
QUESTIONS = {
    site_assets: lambda tenant: (tenant.id, tenant.site.id),
    site_name: lambda tenant: (tenant.id, tenant.site.id),
    status_counts: lambda tenant: (tenant.id,),
    status_counts_of_site: lambda tenant: (tenant.id, tenant.site.id),
    counts_by_type: lambda tenant: (tenant.id,),
    downtime: lambda tenant: (tenant.id, START, AS_OF),
    critical_not_working: lambda tenant: (tenant.id,),
}
STEPS = st.lists(st.tuples(st.integers(0, 1), st.sampled_from([*QUESTIONS, None])), max_size=12)


@pytest.fixture
def tenants(tenant, other):
    """Two clients; everything of theirs bears their name, and one has a broken asset more."""
    for each in (tenant, other):
        own = TypeAssist.objects.create(
            tacode="OWN",
            taname=f"Of {each.client.buname}",
            tatype=each.codes["PUMP"].tatype,
            client=each.client,
        )
        for status in ("WORKING", "STANDBY"):
            make_asset(each, status, assettype=own, iscritical=True)
    make_asset(other, "STANDBY", iscritical=True)
    return [tenant, other]


@given(steps=STEPS)
@SEQUENCES
def test_answers_are_the_clients_own(tenants, empty_cache, steps):
    """Warm or cold, and whatever either client wrote before, the answer is the client's own."""
    empty_cache.empty()
    for which, question in steps:
        tenant = tenants[which]
        if question is None:
            turn(tenant)
            continue
        answer = question(*QUESTIONS[question](tenant))
        uncached = [question.__wrapped__(*QUESTIONS[question](each)) for each in tenants]
        assert answer == uncached[which]
        assert answer != uncached[1 - which]


def turn(tenant):
    """Let the client's first asset stand by, or work if that is what it does."""
    first = site_assets.__wrapped__(tenant.id, tenant.site.id)["assets"][0]
    wanted = Status.STANDBY if first["status"] == Status.WORKING else Status.WORKING
    set_statuses(tenant.id, [first["id"]], wanted, now=AS_OF)
