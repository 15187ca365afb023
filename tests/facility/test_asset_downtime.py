"""Downtime to the second, on logs made by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from equipment import change, make_asset
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facility.activity.assets import downtime as module
from facility.activity.assets.downtime import downtime
from facility.activity.models import AssetLog
from facility.core.clock import AS_OF
from facility.naive import assets as naive

HOUR = timedelta(hours=1)
START, END = AS_OF - 10 * HOUR, AS_OF
W, S, M = "WORKING", "STANDBY", "MAINTENANCE"


@pytest.mark.parametrize(
    ("status", "changes", "hours"),
    [
        (W, [(-6, W, M), (-4, M, W)], 2),
        (M, [(-6, W, M)], 6),
        (W, [(-6, M, W)], 4),
        (W, [(-20, W, M), (-4, M, W)], 6),
        (S, [(-20, W, M), (-4, M, S)], 10),
        (W, [(-20, W, M), (-15, M, W)], 0),
        (M, [(-20, W, M)], 10),
        (M, [(2, W, M)], 0),
        (W, [(2, M, W)], 10),
        (W, [(-6, W, M), (2, M, W)], 6),
        (W, [(0, M, W)], 10),
        (W, [(-10, M, W)], 0),
        (M, [], 10),
        (W, [], 0),
        (S, [(-3, None, S)], 3),
        (W, [(-6, W, M), (-6, M, W)], 0),
        (M, [(-6, M, W), (-6, W, M)], 10),
        (W, [(-6, W, M), (-5, M, S), (-4, S, W), (-2, W, S), (-1, S, W)], 3),
    ],
    ids=[
        "within",
        "still open",
        "before the first change",
        "begun before the window",
        "begun before and open",
        "all before the window",
        "open from before the window",
        "worked until after the window",
        "broken until after the window",
        "ended after the window",
        "ended with the window",
        "ended as the window began",
        "no log, broken",
        "no log, working",
        "came into being within",
        "two changes at one moment, works after",
        "two changes at one moment, broken after",
        "several stretches",
    ],
)
def test_hours(tenant, status, changes, hours):
    """Each stretch counts as far as it lies within the window."""
    asset = make_asset(tenant, status)
    for at, old, new in changes:
        change(tenant, asset, AS_OF + at * HOUR, old, new)
    found = downtime(tenant.id, START, END)

    assert [row["hours"] for row in found] == ([hours] if hours else [])


def test_parts_of_hours(tenant):
    """A second and a half is not rounded away."""
    asset = make_asset(tenant)
    change(tenant, asset, AS_OF - timedelta(seconds=5), W, M)
    change(tenant, asset, AS_OF - timedelta(seconds=3.5), M, W)

    assert [row["hours"] for row in downtime(tenant.id, START, END)] == [1.5 / 3600]


def test_one_query_longest_first(tenant, django_assert_num_queries):
    """However many assets and sites, it is one query; equal ones go by their codes."""
    sites = [tenant.make_site(name) for name in ("near", "far")]
    made = [make_asset(tenant, M, site=sites[n % 2]) for n in range(3)]
    change(tenant, made[0], AS_OF - HOUR, W, M)
    with django_assert_num_queries(1):
        found = downtime(tenant.id, START, END)
    with django_assert_num_queries(0):
        again = downtime(tenant.id, START, END)

    assert found == again
    assert [row["id"] for row in found] == [made[1].id, made[2].id, made[0].id]
    assert [row["site"] for row in found] == ["far", "near", "near"]


def test_only_the_longest_are_shown(tenant, monkeypatch):
    """The list has an end."""
    monkeypatch.setattr(module, "LONGEST_SHOWN", 1)
    for at in (-2, -3):
        change(tenant, make_asset(tenant, M), AS_OF + at * HOUR, W, M)

    assert [row["hours"] for row in downtime(tenant.id, START, END)] == [3]


def test_of_one_site(tenant):
    """Asked for a site, the others are left out, and so is what is disabled."""
    make_asset(tenant, M)
    make_asset(tenant, M, enable=False)
    far = make_asset(tenant, M, site=tenant.make_site("far"))

    assert [row["id"] for row in downtime(tenant.id, START, END, far.site_id)] == [far.id]


def test_other_clients_assets_are_left_out(tenant, other):
    """Neither another client's assets nor, by its site, those of another client."""
    make_asset(other, M)

    assert downtime(tenant.id, START, END) == []
    assert downtime(tenant.id, START, END, other.site.id) == []


@pytest.fixture
def pump(tenant):
    """An asset in maintenance without a log."""
    return make_asset(tenant, M)


@given(
    st.lists(
        st.tuples(st.integers(-20, 8), st.sampled_from([W, S, M, None]), st.sampled_from([W, S])),
        max_size=6,
    )
)
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_log_gives_what_the_naive_way_gives(tenant, pump, empty_cache, changes):
    """Even a log that contradicts itself is read in one and the same way."""
    AssetLog.objects.all().delete()
    for at, old, new in changes:
        change(tenant, pump, AS_OF + at * HOUR, old, new)

    # Emptied because rows deleted in bulk are not told of.
    empty_cache.empty()
    assert downtime(tenant.id, START, END) == naive.downtime(tenant.id, START, END)
