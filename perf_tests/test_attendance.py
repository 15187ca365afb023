"""Attendance: reports over many sites, one site, one person; who is in; and what changes them."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db.models import Count
from django.urls import reverse

from facility.attendance.grid import person_month
from facility.attendance.models import Attendance
from facility.attendance.presence import late_and_absent
from facility.attendance.punches import PAGE_SIZE, open_punches, open_stays
from facility.attendance.rosters import edit_shift
from facility.attendance.summaries import site_days, site_period_summary
from facility.attendance.sync import sync_offline
from facility.attendance.views import SITES_PER_PAGE
from facility.attendance.writes import Correction, correct_stay, punch_in, punch_out
from facility.core import clock
from facility.onboarding.models import Bt, Shift
from facility.peoples.models import People

pytestmark = pytest.mark.perf(dataset="medium")

TODAY = clock.now().date()
MAY = (date(2026, 5, 1), date(2026, 5, 31))
#: A day on which many people work.
DAY = date(2026, 5, 12)

#: Entries that a device sends at once.
BATCH = 50


@pytest.fixture
def busiest_sites(largest_client):
    """Ids of the client's sites, those with the most stays on the day first."""
    stays = Attendance.objects.filter(client=largest_client, datefor=DAY)
    found = stays.values("site").annotate(stays=Count("id")).order_by("-stays", "site")
    return [row["site"] for row in found]


@pytest.fixture
def stay(largest_client):
    """A stay of a day shift of the client, the first of the day."""
    return Attendance.objects.filter(client=largest_client, datefor=DAY).earliest("id")


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_month_of_all_sites(perf, largest_client):
    """However many stays, one query adds them up; a row for each site is all that is fetched."""
    cold = perf.cold(site_period_summary, largest_client, *MAY, TODAY)
    warm = perf.warm(site_period_summary, largest_client, *MAY, TODAY)

    stays = Attendance.objects.filter(client=largest_client, enable=True, datefor__range=MAY)
    assert cold == warm
    assert sum(row["stays"] for row in cold) == stays.count()


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_month_of_some_sites(perf, largest_client, busiest_sites):
    """A few sites cost what their own stays cost."""
    wanted = tuple(busiest_sites[:3])
    rows = perf.cold(site_period_summary, largest_client, *MAY, TODAY, wanted)

    assert {row["site_id"] for row in rows} == set(wanted)


@pytest.mark.perf(dataset="medium", max_queries=2)
def test_days_of_a_site(perf, largest_client, busiest_sites):
    """The site's name, and a row for each day."""
    cold = perf.cold(site_days, largest_client, busiest_sites[0], *MAY, TODAY)
    warm = perf.warm(site_days, largest_client, busiest_sites[0], *MAY, TODAY)

    assert cold == warm
    assert len(cold["days"]) == 31


@pytest.mark.perf(dataset="medium", max_queries=2)
def test_month_of_a_person(perf, largest_client, stay):
    """The person, and the stays with the names of their sites and shifts."""
    cold = perf.cold(person_month, largest_client, stay.people_id, 2026, 5, TODAY)
    warm = perf.warm(person_month, largest_client, stay.people_id, 2026, 5, TODAY)

    assert cold == warm
    assert sum(len(day["stays"]) for day in cold["days"]) > 10


@pytest.mark.perf(dataset="medium", max_queries=1, max_rows=PAGE_SIZE + 1)
def test_who_is_in(perf, largest_client):
    """A page is one query over one page of rows, and so is the next."""
    first = perf.named("first")(open_punches, largest_client, clock.now())
    second = perf.named("second")(open_punches, largest_client, clock.now(), first["next"])

    ids = {row["id"] for page in (first, second) for row in page["punches"]}
    assert len(ids) == 2 * PAGE_SIZE


@pytest.mark.perf(dataset="medium", max_queries=2)
def test_late_and_absent(perf, largest_client, busiest_sites):
    """The site with who is missing, and who came late."""
    cold = perf.cold(late_and_absent, largest_client, busiest_sites[0], DAY, TODAY)
    warm = perf.warm(late_and_absent, largest_client, busiest_sites[0], DAY, TODAY)

    assert cold == warm
    assert len(cold["late"]) > 1
    assert len(cold["absent"]) > 1


def test_punch_in(perf, largest_client):
    """Five look-ups and one row."""
    is_in = open_stays(largest_client, clock.now()).values("people")
    people = People.objects.filter(client=largest_client, enable=True).exclude(id__in=is_in)
    person = people.earliest("id")
    begun = perf(punch_in, largest_client, person.id, person.bu_id, now=clock.now())

    assert begun.people_id == person.id


def test_punch_out(perf, largest_client):
    """One look-up and one row."""
    is_in = open_stays(largest_client, clock.now()).earliest("id")
    ended = perf(punch_out, largest_client, is_in.people_id, now=clock.now())

    assert ended.checkout_time == clock.now()


@pytest.fixture
def batch(largest_client):
    """Punches of many people: new ones, check-outs that are missing, and two of strangers."""
    recently = clock.now() - timedelta(days=40)
    stays = Attendance.objects.filter(client=largest_client, checkin_time__gt=recently)
    forgotten = list(stays.filter(checkout_time=None).order_by("checkin_time", "id")[: BATCH // 2])
    others = list(stays.exclude(checkout_time=None).order_by("checkin_time", "id")[: BATCH // 2])

    def entry(stay, checkin, **fields):
        given = {"people_id": stay.people_id, "site_id": stay.site_id, **fields}
        checkout = checkin + timedelta(minutes=30)
        times = {"checkin_time": checkin.isoformat(), "checkout_time": checkout.isoformat()}
        return {**given, **times}

    second = timedelta(seconds=1)
    return [
        *(entry(stay, stay.checkin_time) for stay in forgotten),
        *(entry(stay, stay.checkin_time + second) for stay in others[2:]),
        entry(others[0], others[0].checkin_time, people_id=1 << 40),
        entry(others[1], others[1].checkin_time, site_id=1 << 40),
    ]


@pytest.mark.perf(dataset="medium", max_queries=7)
def test_sync(perf, largest_client, batch):
    """Fifty punches are five look-ups, one INSERT and one UPDATE."""
    done = perf(sync_offline, largest_client, batch, now=clock.now())

    assert (done["created"], done["updated"], len(done["refused"])) == (23, 25, 2)


def test_correction(perf, largest_client, stay, busiest_sites, guard):
    """A stay that moves to another site and day is four look-ups and one row."""
    day = DAY + timedelta(days=30)
    wanted = Correction(
        next(site for site in busiest_sites if site != stay.site_id),
        day,
        stay.checkin_time + timedelta(days=30),
        None,
    )
    moved = perf(correct_stay, largest_client, stay.id, wanted, now=clock.now(), by=guard.id)

    assert (moved.site_id, moved.datefor) == (wanted.site_id, day)


def test_shift_edit(perf, largest_client):
    """Other hours for a shift: one look-up and one row, however many stays it makes late."""
    shift = Shift.objects.filter(client=largest_client).earliest("id")
    edited = perf(edit_shift, largest_client, shift.id, time(5), time(13), now=clock.now())

    assert edited.duration == 480


def test_rename_of_a_site(perf, busiest_sites):
    """A site's new name is one row, and makes what shows it unreadable."""
    site = Bt.objects.get(id=busiest_sites[0])
    site.buname = "Renamed"
    perf(site.save, update_fields=["buname"])

    assert Bt.objects.get(id=site.id).buname == "Renamed"


def test_summary_page(perf, client, largest_client):
    """The page is cut from the cached report: another page of it asks nothing."""
    url = reverse("att-summary", args=[largest_client])
    period = {"start": MAY[0].isoformat(), "end": MAY[1].isoformat()}
    cold = perf.cold(client.get, url, period)
    warm = perf.warm(client.get, url, {**period, "page": 2})

    assert cold.content.decode().count("<tr>") == SITES_PER_PAGE + 2
    assert warm.content.decode().count("<tr>") == SITES_PER_PAGE + 2


def test_person_page(perf, client, largest_client, stay):
    """The calendar renders from two queries."""
    url = reverse("att-person-month", args=[largest_client, stay.people_id])
    response = perf.cold(client.get, url, {"month": "2026-05"})

    assert response.content.decode().count("<strong>") == 31


def test_page_of_who_is_in(perf, client, largest_client):
    """A page of the list is one query, and nothing while rendering."""
    response = perf(client.get, reverse("att-open", args=[largest_client]))

    assert response.content.decode().count("<tr>") == PAGE_SIZE + 1
