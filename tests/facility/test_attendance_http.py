"""Attendance over HTTP and from the command line: the answers, and how they refuse."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from stays import MAY, at, entry, make_shift, make_stay
from tenants import TODAY, post

from facility.attendance import api, punches, views
from facility.attendance.models import Attendance
from facility.core.clock import AS_OF

MAY_DAYS = {"start": "2026-05-01", "end": "2026-05-31"}


def test_summary_as_json(tenant, client):
    """The sites asked for, and all of them where none is."""
    east = tenant.make_site("east")
    make_stay(tenant, at(6), at(14))
    make_stay(tenant, at(6), site=east)
    url = reverse("api-att-summary", args=[tenant.id])
    everywhere = client.get(url, MAY_DAYS).json()
    in_the_east = client.get(url, {**MAY_DAYS, "site": [east.id, east.id]}).json()

    assert [site["site"] for site in everywhere["sites"]] == ["acme site", "east"]
    assert in_the_east == {
        "start": "2026-05-01",
        "end": "2026-05-31",
        "sites": [
            {
                "site_id": east.id,
                "site": "east",
                "stays": 1,
                "people": 1,
                "missing": 1,
                "late": 0,
                "minutes": 0,
            }
        ],
    }


def test_period_is_the_month_so_far(tenant, client):
    """Where no period is given."""
    answer = client.get(reverse("api-att-summary", args=[tenant.id])).json()

    assert (answer["start"], answer["end"]) == ("2026-06-01", "2026-06-30")


def test_days_as_json(tenant, client):
    """Every day of the period."""
    make_stay(tenant, at(6), at(14))
    answer = client.get(
        reverse("api-att-site-days", args=[tenant.id, tenant.site.id]),
        {"start": "2026-05-12", "end": "2026-05-13"},
    ).json()

    assert [(day["day"], day["minutes"]) for day in answer["days"]] == [
        ("2026-05-12", 480),
        ("2026-05-13", 0),
    ]


def test_month_as_json(tenant, client):
    """Every day of the month."""
    make_stay(tenant, at(6), at(14))
    url = reverse("api-att-person-month", args=[tenant.id, tenant.guard.id])
    answer = client.get(url, {"month": "2026-05"}).json()

    assert len(answer["days"]) == 31
    assert len(client.get(url).json()["days"]) == 30
    assert answer["days"][11]["stays"][0]["checkout_time"] == "2026-05-12T14:00:00Z"


def test_late_as_json(tenant, client):
    """Who came late and who did not come."""
    make_stay(tenant, at(7), shift=make_shift(tenant))
    url = reverse("api-att-late", args=[tenant.id, tenant.site.id])
    answer = client.get(url, {"day": "2026-05-12"}).json()

    assert [row["person"] for row in answer["late"]] == ["acme guard"]
    assert answer["absent"] == [{"people_id": tenant.admin.id, "person": "acme admin"}]


def test_open_leads_to_the_next_page(tenant, client, monkeypatch):
    """The list shows a page, and its link shows the one after; as JSON too."""
    monkeypatch.setattr(punches, "PAGE_SIZE", 2)
    for minutes in range(3):
        person = tenant.make_person(f"person {minutes}")
        make_stay(tenant, AS_OF - timedelta(minutes=minutes), datefor=TODAY, people=person)
    url = reverse("att-open", args=[tenant.id])
    first = client.get(url).content.decode()
    link = first.partition('rel="next" href="')[2].partition('"')[0]
    second = client.get(url + link).content.decode()
    api_url = reverse("api-att-open", args=[tenant.id])
    after = client.get(api_url).json()["next"]

    assert [f"person {n}</a>" in first for n in range(3)] == [True, True, False]
    assert [f"person {n}</a>" in second for n in range(3)] == [False, False, True]
    assert len(client.get(api_url, {"after": after}).json()["punches"]) == 1


def test_summary_leads_to_the_next_page(tenant, client, monkeypatch):
    """A page of sites; the sums are over all of them, and the pages ask the database once."""
    monkeypatch.setattr(views, "SITES_PER_PAGE", 2)
    for name in ("north", "south", "west"):
        make_stay(tenant, at(6), at(14), site=tenant.make_site(name))
    url = reverse("att-summary", args=[tenant.id])
    first = client.get(url, MAY_DAYS).content.decode()
    link = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(url + link).content.decode()

    assert [f"<td>{name}</td>" in first for name in ("north", "south", "west")] == [1, 1, 0]
    assert [f"<td>{name}</td>" in second for name in ("north", "south", "west")] == [0, 0, 1]
    assert all("All 3 sites" in page and "24 h" in page for page in (first, second))
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


def test_month_is_a_calendar(tenant, client):
    """A row for each week, a cell for each day, and ways to the months beside it."""
    make_stay(tenant, at(6, 6), at(14), shift=make_shift(tenant))
    make_stay(tenant, at(22), site=tenant.make_site("east"))
    url = reverse("att-person-month", args=[tenant.id, tenant.guard.id])
    page = client.get(url, {"month": "2026-05"}).content.decode()

    assert [page.count("<tr>"), page.count("<td>"), page.count("<strong>")] == [6, 35, 31]
    assert "06:06–14:00 <b>late</b><br>Morning" in page
    assert "22:00–?<br>no shift, east" in page
    assert 'href="?month=2026-04"' in page
    assert 'href="?month=2026-06"' in page


def test_pages_say_that_there_is_nothing(tenant, client):
    """An empty page says so."""
    summary = client.get(reverse("att-summary", args=[tenant.id])).content.decode()
    open_now = client.get(reverse("att-open", args=[tenant.id])).content.decode()

    assert "Nobody came to any site." in summary
    assert "Nobody is in." in open_now


def test_names_are_escaped(tenant, client):
    """What somebody typed is shown, not run."""
    person = tenant.make_person("<script>")
    site = tenant.make_site("<script>site")
    make_stay(tenant, AS_OF, datefor=TODAY, people=person, site=site)
    urls = [
        reverse("att-summary", args=[tenant.id]),
        reverse("att-open", args=[tenant.id]),
        reverse("att-person-month", args=[tenant.id, person.id]),
    ]

    assert not any(b"<script>" in client.get(url).content for url in urls)


def test_punching_in_and_out(tenant, client):
    """201 and the stay, 409 for who is in already, 200, and 404 for who is not in."""
    come, go = (reverse(f"api-att-punch-{way}", args=[tenant.id]) for way in ("in", "out"))
    body = {"people_id": tenant.guard.id, "site_id": tenant.site.id, "deviceid": "d1"}
    answers = [post(client, come, body), post(client, come, body)]
    answers += [post(client, go, body), post(client, go, body)]

    assert [answer.status_code for answer in answers] == [201, 409, 200, 404]
    assert answers[1].json() == {"error": f"person {tenant.guard.id} is in already"}
    assert answers[2].json()["checkout_time"] == "2026-06-30T00:00:00Z"


def test_sync_tells_what_it_refused(tenant, client):
    """The good entries are stored."""
    url = reverse("api-att-sync", args=[tenant.id])
    answer = post(client, url, {"punches": [entry(tenant, at(6)), 7]}).json()

    assert answer["created"] == 1
    assert answer["refused"] == [{"entry": 1, "error": "the entry is a JSON int, not an object"}]


def correction(tenant, **changes):
    """A correction as the supervisor sends it."""
    return {
        "by": tenant.admin.id,
        "site_id": tenant.site.id,
        "datefor": "2026-05-12",
        "checkin_time": at(6).isoformat(),
        "checkout_time": at(14).isoformat(),
        **changes,
    }


def test_correction(tenant, client):
    """200 and the stay as it is now, 409 for what cannot have been."""
    stay = make_stay(tenant, at(7))
    url = reverse("api-att-correct", args=[tenant.id, stay.id])
    right = post(client, url, correction(tenant))
    wrong = post(client, url, correction(tenant, checkout_time=at(5).isoformat()))

    assert (right.status_code, wrong.status_code) == (200, 409)
    assert right.json()["checkin_time"] == "2026-05-12T06:00:00Z"


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("api-att-summary", {"start": "2026-13-01"}),
        ("api-att-summary", {"start": "2026-06-02", "end": "2026-06-01"}),
        ("api-att-summary", {"start": "2025-06-29", "end": "2026-06-30"}),
        ("api-att-summary", {"end": "9999-12-31"}),
        ("api-att-summary", {"site": "x"}),
        ("api-att-summary", {"site": "9" * 20}),
        ("api-att-summary", {"site": [str(number) for number in range(1, 102)]}),
        ("att-summary", {"page": "0"}),
        ("att-summary", {"page": "²"}),
        ("att-summary", {"start": "today"}),
        ("att-open", {"after": "x"}),
        ("api-att-open", {"after": "x"}),
    ],
)
def test_unreadable_parameter_is_refused(tenant, client, name, query):
    """What cannot be understood is answered with 400."""
    assert client.get(reverse(name, args=[tenant.id]), query).status_code == 400


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("att-person-month", {"month": "2026-13"}),
        ("api-att-person-month", {"month": "0001-01"}),
        ("api-att-late", {"day": "2026-02-30"}),
        ("api-att-site-days", {"end": "x"}),
    ],
)
def test_unreadable_day_is_refused(tenant, client, name, query):
    """So is a day or a month that there is not."""
    whose = tenant.guard.id if "person" in name else tenant.site.id

    assert client.get(reverse(name, args=[tenant.id, whose]), query).status_code == 400


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("api-att-punch-in", "{"),
        ("api-att-punch-in", '{"people_id": 1}'),
        ("api-att-punch-in", '{"people_id": 1, "site_id": 2, "deviceid": 3}'),
        ("api-att-punch-out", '{"people_id": "1"}'),
        ("api-att-sync", "[]"),
        ("api-att-sync", "{}"),
        ("api-att-correct", '{"site_id": 1, "datefor": "x"}'),
        ("api-att-correct", '{"site_id": 1, "datefor": "2026-05-12", "checkin_time": "06:00"}'),
    ],
)
def test_unreadable_body_is_refused(tenant, client, name, body):
    """So is a body."""
    stay = [make_stay(tenant, at(6)).id] if name == "api-att-correct" else []
    response = client.post(
        reverse(name, args=[tenant.id, *stay]), body, content_type="application/json"
    )

    assert response.status_code == 400


def test_too_many_punches_are_refused(tenant, client, monkeypatch):
    """A device sends in parts what it cannot send at once."""
    monkeypatch.setattr(api, "MOST_PUNCHES", 1)
    url = reverse("api-att-sync", args=[tenant.id])

    assert post(client, url, {"punches": [{}, {}]}).status_code == 400


def test_another_clients_things_are_not_found(tenant, other, client):
    """Sites, people and stays of another client are 404, to read and to write."""
    theirs = make_stay(other, AS_OF, datefor=TODAY)
    in_url, out_url = (reverse(f"api-att-punch-{way}", args=[tenant.id]) for way in ("in", "out"))
    fix = reverse("api-att-correct", args=[tenant.id, make_stay(tenant, at(6)).id])
    answers = [
        client.get(reverse("api-att-site-days", args=[tenant.id, other.site.id])),
        client.get(reverse("api-att-late", args=[tenant.id, other.site.id])),
        client.get(reverse("api-att-person-month", args=[tenant.id, other.guard.id])),
        client.get(reverse("att-person-month", args=[tenant.id, other.guard.id])),
        post(client, in_url, {"people_id": other.guard.id, "site_id": tenant.site.id}),
        post(client, in_url, {"people_id": tenant.guard.id, "site_id": other.site.id}),
        post(client, out_url, {"people_id": other.guard.id}),
        post(
            client,
            reverse("api-att-correct", args=[tenant.id, theirs.id]),
            correction(tenant),
        ),
        post(client, fix, correction(tenant, site_id=other.site.id)),
        post(client, fix, correction(tenant, by=other.admin.id)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 10


@pytest.mark.usefixtures("dead_cache")
def test_reports_come_without_the_cache(tenant, client):
    """With the cache server down every page still comes."""
    urls = [
        reverse("att-summary", args=[tenant.id]),
        reverse("att-person-month", args=[tenant.id, tenant.guard.id]),
        reverse("api-att-late", args=[tenant.id, tenant.site.id]),
    ]

    assert [client.get(url).status_code for url in urls] == [200] * 3


def test_report_on_the_command_line(tenant, capsys):
    """A line for each site under the titles."""
    make_stay(tenant, at(6), at(14))
    make_stay(tenant, at(6))
    call_command("attendance_report", client=tenant.id, start=MAY, end=MAY)
    titles, line = capsys.readouterr().out.splitlines()

    assert titles.split()[:2] == ["site", "stays"]
    assert line.split() == ["acme", "site", "2", "1", "0", "1", "8"]


def test_report_of_no_period(tenant):
    """A period that ends before it begins is an error; without one it is the month so far."""
    call_command("attendance_report", client=tenant.id)
    with pytest.raises(CommandError, match="is after"):
        call_command("attendance_report", client=tenant.id, start=TODAY, end=MAY)


def test_sync_on_the_command_line(tenant, capsys, tmp_path):
    """What was stored goes to the output, what was refused to the errors."""
    path = tmp_path / "punches.json"
    path.write_text(json.dumps([entry(tenant, at(6)), {}]))
    call_command("sync_attendance", path, client=tenant.id)
    said = capsys.readouterr()

    assert said.out == "1 created, 0 updated, 0 unchanged\n"
    assert said.err == "entry 1: people_id is None, not an integer\n"
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize(("text", "error"), [("{", "cannot be read"), ("{}", "JSON dict")])
def test_file_that_is_no_list_of_punches(tenant, tmp_path, text, error):
    """It is refused whole."""
    path = tmp_path / "punches.json"
    path.write_text(text)
    with pytest.raises(CommandError, match=error):
        call_command("sync_attendance", path, client=tenant.id)
