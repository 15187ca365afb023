"""No report is out of date after a write, and none is thrown away that is still true."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from stays import MAY, at, entry, make_shift, make_stay
from tenants import TODAY

from facility.attendance.grid import person_month
from facility.attendance.models import Attendance
from facility.attendance.presence import late_and_absent
from facility.attendance.rosters import edit_shift
from facility.attendance.summaries import site_days, site_period_summary
from facility.attendance.sync import sync_offline
from facility.attendance.writes import Correction, correct_stay, punch_in, punch_out
from facility.core.cache_tags import bump
from facility.core.clock import AS_OF
from facility.onboarding.models import Bt
from facility.peoples.models import People
from facility.peoples.writes import transfer_person

PERIOD = (date(2026, 5, 1), date(2026, 5, 31))
ANOTHER_MONTH = MAY + timedelta(days=30)


class Reports:
    """A client with a stay of its guard, and every report that can show it."""

    def __init__(self, tenant):
        self.tenant = tenant
        self.east = tenant.make_site("east")
        self.shift = make_shift(tenant)
        self.stay = make_stay(tenant, at(6, 4), shift=self.shift)

    def answers(self):
        """All reports of both sites, in May and in June."""
        tenant = self.tenant
        sites = (tenant.site.id, self.east.id)
        return [
            site_period_summary(tenant.id, *PERIOD, TODAY),
            site_period_summary(tenant.id, MAY, TODAY, TODAY),
            *(site_period_summary(tenant.id, *PERIOD, TODAY, (site,)) for site in sites),
            *(site_days(tenant.id, site, MAY, TODAY, TODAY) for site in sites),
            *(person_month(tenant.id, tenant.guard.id, 2026, month, TODAY) for month in (5, 6)),
            *(
                late_and_absent(tenant.id, site, day, TODAY)
                for site in sites
                for day in (MAY, ANOTHER_MONTH)
            ),
        ]


@pytest.fixture
def reports(tenant):
    """The client's reports."""
    return Reports(tenant)


def come(reports):
    """Another person punches in."""
    punch_in(reports.tenant.id, reports.tenant.admin.id, reports.tenant.site.id, now=at(7))


def go(reports):
    """The guard punches out."""
    punch_out(reports.tenant.id, reports.tenant.guard.id, now=at(14))


def go_after_midnight(reports):
    """The guard punches out in the next month; the stay is still this one's."""
    day = PERIOD[1]
    make_stay(reports.tenant, at(22, day=day), datefor=day)
    reports.answers()
    punch_out(reports.tenant.id, reports.tenant.guard.id, now=at(30, day=day))


def sync_new(reports):
    """A device sends a punch of the month before."""
    sync_offline(reports.tenant.id, [entry(reports.tenant, at(15), at(16))], now=AS_OF)


def sync_check_out(reports):
    """A device sends the check-out of a known stay."""
    sync_offline(reports.tenant.id, [entry(reports.tenant, at(6, 4), at(14))], now=AS_OF)


def correct_times(reports):
    """A supervisor ends the stay."""
    correct(reports, reports.tenant.site, MAY, at(6))


def correct_site(reports):
    """A supervisor moves the stay to another site."""
    correct(reports, reports.east, MAY, at(6))


def correct_day(reports):
    """A supervisor moves the stay to another month."""
    correct(reports, reports.tenant.site, ANOTHER_MONTH, at(6, day=ANOTHER_MONTH))


def correct_all(reports):
    """A supervisor moves the stay to another site and month."""
    correct(reports, reports.east, ANOTHER_MONTH, at(6, day=ANOTHER_MONTH))


def correct(reports, site, day, checkin):
    """Set the stay right."""
    wanted = Correction(site.id, day, checkin, checkin + timedelta(hours=8))
    tenant = reports.tenant
    correct_stay(tenant.id, reports.stay.id, wanted, now=AS_OF, by=tenant.admin.id)


def edit_hours(reports):
    """The shift begins earlier, and the guard was late."""
    edit_shift(reports.tenant.id, reports.shift.id, time(5), time(13), now=AS_OF)


def transfer(reports):
    """The guard belongs to another site."""
    transfer_person(reports.tenant.id, reports.tenant.guard.id, reports.east.id, now=AS_OF)


def disable_person(reports):
    """Somebody does not work here any more, and is not missed."""
    person = People.objects.get(id=reports.tenant.admin.id)
    person.enable = False
    person.save()


def rename_person(reports):
    """The guard gets another name."""
    reports.tenant.guard.peoplename = "Renamed"
    reports.tenant.guard.save()


def rename_site(reports):
    """The site gets another name."""
    reports.tenant.site.buname = "Renamed"
    reports.tenant.site.save()


def rename_shift(reports):
    """The shift gets another name."""
    reports.shift.name = "Renamed"
    reports.shift.save()


def delete_stay(reports):
    """The row is deleted."""
    reports.stay.delete()


def disable_stay(reports):
    """The stay is taken out of every report."""
    reports.stay.enable = False
    reports.stay.save()


def lose_site(reports):
    """The site goes to another client in bulk, as moves in the business tree do."""
    other = Bt.objects.create(
        bucode="zenith", buname="zenith", identifier=reports.tenant.codes["CLIENT"]
    )
    Bt.objects.filter(id=reports.tenant.site.id).update(client=other)
    bump([f"bt:client:{reports.tenant.id}", f"bt:client:{other.id}"])


WRITES = [
    come,
    go,
    go_after_midnight,
    sync_new,
    sync_check_out,
    correct_times,
    correct_site,
    correct_day,
    correct_all,
    edit_hours,
    transfer,
    disable_person,
    rename_person,
    rename_site,
    rename_shift,
    delete_stay,
    disable_stay,
]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_cached_equals_uncached_after(reports, assert_fresh_after, write):
    """After every write the warm cache says what an empty one would."""
    assert_fresh_after(lambda: write(reports), reports.answers)


def test_site_that_went_to_another_client_is_in_no_summary(reports):
    """Not even in one that was cached before."""
    assert site_period_summary(reports.tenant.id, *PERIOD, TODAY) != []
    lose_site(reports)

    assert site_period_summary(reports.tenant.id, *PERIOD, TODAY) == []


def test_write_spares_other_sites_and_other_months(reports, django_assert_num_queries):
    """A punch at one site leaves the reports of another, and of another month, as they are."""
    tenant, east = reports.tenant, reports.east

    def spared():
        return (
            site_days(tenant.id, east.id, *PERIOD, TODAY),
            site_period_summary(tenant.id, *PERIOD, TODAY, (east.id,)),
            site_period_summary(tenant.id, date(2026, 6, 1), TODAY, TODAY),
            person_month(tenant.id, tenant.admin.id, 2026, 5, TODAY),
        )

    before = spared()
    punch_out(tenant.id, tenant.guard.id, now=at(14))
    with django_assert_num_queries(0):
        assert spared() == before


def test_rolled_back_write_changes_no_report(reports):
    """A correction that is refused leaves stay and reports alone."""
    before = reports.answers()
    wanted = Correction(reports.east.id, MAY, at(6), None)
    with pytest.raises(People.DoesNotExist):
        correct_stay(reports.tenant.id, reports.stay.id, wanted, now=AS_OF, by=0)

    assert reports.answers() == before
    assert Attendance.objects.get() == reports.stay
