"""A tenant with at least one row of everything, and what to ask about it."""

from __future__ import annotations

import inspect
from datetime import date, timedelta

from tenants import make_capability

from facility.activity.models import Asset, AssetLog, Location, Task, TaskSchedule, TourActivity
from facility.attendance.models import Attendance
from facility.core.clock import AS_OF
from facility.onboarding.models import Bt, Shift
from facility.peoples.models import Pgbelonging, Pgroup
from facility.y_helpdesk.statuses import Status

HOUR = timedelta(hours=1)
TODAY = AS_OF.date()
YESTERDAY = TODAY - timedelta(days=1)


def furnish(tenant, name):
    """Give a tenant rows of every table that bear the name; gives values by argument name.

    Nullable columns are left NULL in one row of each kind, and filled in another where a page
    may show them.
    """
    guard, site, codes = tenant.guard, tenant.site, tenant.codes
    owned = {"client": tenant.client}
    placed = {**owned, "site": site}
    menu = make_capability(f"{name[:20]} menu", **owned)
    item = make_capability(f"{name[:20]} item", menu, **owned)
    app = make_capability(f"{name[:20]} app", cfor="MOB", **owned)
    bought = {"WEB": [item.capscode], "MOB": [app.capscode]}
    tenant.client.preferences = {"capabilities": bought}
    tenant.client.save()
    guard.extras = {"capabilities": {"WEB": [item.capscode]}}
    guard.save()
    Bt.objects.create(
        bucode=name, buname=name, parent=site, identifier=codes["ZONE"], client=tenant.client
    )
    group = Pgroup.objects.create(groupname=name, **owned)
    Pgbelonging.objects.create(pgroup=group, people=guard, assignsites=site, **owned)
    location = Location.objects.create(loccode=name, locname=name, **placed)
    assets = _assets(name, location, guard, codes, placed)
    tenant.make_step(1, minutes=30, assignedperson=tenant.admin)
    bare = tenant.make_ticket(category=None)
    full = tenant.make_ticket(Status.ONHOLD, assignedto=guard, asset=assets[1], location=location)
    for ticket in (bare, full):
        ticket.ticketdesc, ticket.comments = name, name
        ticket.ticketlog = [{"when": AS_OF.isoformat(), "who": guard.id, "what": name}]
        ticket.save()
    schedules = _schedules(name, guard, group, assets[1], placed)
    stays = _stays(name, guard, codes, placed)
    return {
        "client_id": tenant.id,
        "node_id": site.id,
        "site_id": site.id,
        "people_id": guard.id,
        "ticket_id": full.id,
        "asset_id": assets[1].id,
        "schedule_id": schedules[0].id,
        "stay_id": stays[0].id,
        "cfor": "WEB",
        "day": YESTERDAY,
        "today": TODAY,
        "start": date(2026, 6, 1),
        "end": TODAY,
        "year": 2026,
        "month": 6,
        "now": AS_OF,
    }


def arguments_for(function, values):
    """What to call a function with: every parameter without a default, by its name.

    Raises:
        LookupError: a parameter is not known; name a value for it in ``furnish``.
    """
    given = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.default is not parameter.empty:
            continue
        if parameter.name not in values:
            raise LookupError(f"{function.__qualname__} takes {parameter.name}: furnish names none")
        value = values[parameter.name]
        if parameter.annotation == "datetime" and type(value) is date:
            value = AS_OF - (TODAY - value)
        given[parameter.name] = value
    return given


def _assets(name, location, guard, codes, placed):
    bare = Asset.objects.create(
        assetcode=f"{name} 1", assetname=name, status=codes["WORKING"], **placed
    )
    full = Asset.objects.create(
        assetcode=f"{name} 2",
        assetname=name,
        status=codes["MAINTENANCE"],
        assettype=codes["PUMP"],
        parent=bare,
        location=location,
        iscritical=True,
        **placed,
    )
    changed = {"asset": full, "client": full.client}
    AssetLog.objects.create(new=codes["STANDBY"], at=AS_OF - 48 * HOUR, **changed)
    AssetLog.objects.create(
        old=codes["STANDBY"],
        new=codes["MAINTENANCE"],
        at=AS_OF - 24 * HOUR,
        people=guard,
        **changed,
    )
    return bare, full


def _schedules(name, guard, group, asset, placed):
    """A finished tour, three overdue occurrences (one of no task and nobody), and one due."""
    task = Task.objects.create(name=name, asset=asset, people=guard, **placed)
    done = {"status": TaskSchedule.Status.COMPLETED, "identifier": "TOUR"}
    made = [
        TaskSchedule.objects.create(
            scheduledon=AS_OF + hours * HOUR,
            expireson=AS_OF + (hours + 1) * HOUR,
            **fields,
            **placed,
        )
        for hours, fields in (
            (-20, {"task": task, "assignedto": guard, **done}),
            (-10, {"task": task, "assignedtogroup": group}),
            (-9, {"task": task, "assignedto": guard}),
            (-8, {}),
            (1, {"task": task, "assignedto": guard}),
        )
    ]
    TourActivity.objects.create(tour=made[0], checkpoint=asset, client=task.client)
    TourActivity.objects.create(tour=made[0], client=task.client)
    return made


def _stays(name, guard, codes, placed):
    """A finished stay, one over midnight that is finished, and two without check-out."""
    shift = Shift.objects.create(
        name=name,
        starttime="22:00",
        endtime="06:00",
        duration=480,
        nightshift=True,
        peoplecount=2,
        **placed,
    )
    who = {"people": guard, "eventtype": codes["SELF"], **placed}
    night = AS_OF - 26 * HOUR
    return [
        Attendance.objects.create(
            datefor=datefor, checkin_time=begin, checkout_time=end, **more, **who
        )
        for datefor, begin, end, more in (
            (YESTERDAY, AS_OF - 18 * HOUR, AS_OF - 10 * HOUR, {}),
            (night.date(), night, night + 8 * HOUR, {"shift": shift}),
            (YESTERDAY, AS_OF - 2 * HOUR, None, {"shift": shift}),
            (YESTERDAY, AS_OF - 3 * HOUR, None, {}),
        )
    ]
