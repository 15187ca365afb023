"""The addresses of tasks, their answers, and how they refuse."""

from __future__ import annotations

import pytest
from django.urls import reverse
from schedules import HOUR, make_schedule, make_task

from facility.activity.models import TaskSchedule, TourActivity
from facility.activity.tasks import pages
from facility.activity.tasks.statuses import Status
from facility.core.clock import AS_OF
from facility.core.days import DAY

NO_BODIES = ["{", "[]", "{}"]


def get(client, name, *ids, **query):
    """The answer's JSON."""
    return client.get(reverse(name, args=ids), query).json()


def post(client, name, *ids, **body):
    """The response to a JSON body."""
    return client.post(reverse(name, args=ids), body, content_type="application/json")


def test_day_of_a_site(tenant, client):
    """Today where no day is given, else the day."""
    make_schedule(tenant)
    later = make_schedule(tenant, AS_OF + DAY)
    today = get(client, "api-task-site-day", tenant.id, tenant.site.id)
    tomorrow = get(client, "api-task-site-day", tenant.id, tenant.site.id, day="2026-07-01")

    assert (today["day"], len(today["tasks"])) == ("2026-06-30", 1)
    assert [row["id"] for row in tomorrow["tasks"]] == [later.id]


def test_tasks_of_a_person(tenant, client):
    """A week where no period is given, else the period."""
    for days in (0, 6, 7):
        make_schedule(tenant, AS_OF + days * DAY)
    week = get(client, "api-task-mine", tenant.id, tenant.guard.id)
    days = {"start": "2026-07-06", "end": "2026-07-07"}
    later = get(client, "api-task-mine", tenant.id, tenant.guard.id, **days)

    assert [len(week["tasks"]), len(later["tasks"])] == [2, 2]


def test_summary(tenant, client):
    """The last week where no period is given; of some sites where they are named."""
    far = tenant.make_site("far away")
    for site in (tenant.site, far):
        make_schedule(tenant, AS_OF - 6 * DAY, site=site)
    both = get(client, "api-task-summary", tenant.id)
    one = get(client, "api-task-summary", tenant.id, site=far.id)

    assert (both["start"], both["end"]) == ("2026-06-24", "2026-06-30")
    assert [row["open"] for row in both["sites"]] == [1, 1]
    assert [row["site_id"] for row in one["sites"]] == [far.id]


def test_overdue_leads_to_the_next_page(tenant, client, monkeypatch):
    """``next`` is the ``after`` of the page that follows."""
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    made = [make_schedule(tenant, AS_OF - DAY - n * HOUR) for n in range(3)][::-1]
    first = get(client, "api-task-overdue", tenant.id)
    second = get(client, "api-task-overdue", tenant.id, after=first["next"])

    shown = [row["id"] for page in (first, second) for row in page["tasks"]]
    assert shown == [schedule.id for schedule in made]
    assert second["next"] is None


def test_detail_and_tour(tenant, client):
    """One occurrence, and its checkpoints where it is a tour."""
    walked = make_schedule(tenant, identifier="TOUR")
    TourActivity.objects.create(tour=walked, client=tenant.client, visitedon=AS_OF)

    assert get(client, "api-task-detail", tenant.id, walked.id)["name"] == "Round"
    assert get(client, "api-task-tour", tenant.id, walked.id)["checkpoints"] == [
        {"checkpoint": None, "location": None, "visitedon": "2026-06-30T00:00:00Z"}
    ]


def test_start_and_complete(tenant, client):
    """An occurrence goes along its life, and a body is not needed for it."""
    schedule = make_schedule(tenant)
    begun = post(client, "api-task-start", tenant.id, schedule.id)
    part = post(client, "api-task-complete", tenant.id, schedule.id, partial=True)
    url = reverse("api-task-complete", args=[tenant.id, schedule.id])
    whole = client.post(url, "", content_type="application/json")

    answers = [response.json()["status"] for response in (begun, part, whole)]
    assert answers == ["INPROGRESS", "PARTIAL", "COMPLETED"]


def test_reschedule(tenant, client):
    """The answer says when it is due and until when."""
    schedule = make_schedule(tenant)
    answer = post(
        client, "api-task-reschedule", tenant.id, schedule.id, scheduledon="2026-07-01T02:00+02:00"
    )
    schedule.refresh_from_db()

    assert schedule.scheduledon == AS_OF + DAY
    assert set(answer.json()) == {"id", "scheduledon", "expireson"}


def test_reassign(tenant, client):
    """The person asked for is the person found."""
    schedule = make_schedule(tenant)
    post(client, "api-task-reassign", tenant.id, schedule.id, people_id=tenant.admin.id)

    detail = get(client, "api-task-detail", tenant.id, schedule.id)
    assert detail["assignedto"] == "acme admin"


def test_sweeps(tenant, client):
    """The client's plan is made, and what expired is closed."""
    make_task(tenant)
    make_schedule(tenant, AS_OF - DAY)
    until = (AS_OF + DAY).isoformat()

    assert post(client, "api-task-generate", tenant.id, until=until).json() == {"generated": 2}
    assert post(client, "api-task-autoclose", tenant.id).json() == {"closed": 1}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("api-task-start", {}),
        ("api-task-complete", {}),
        ("api-task-reschedule", {"scheduledon": "2026-07-01T00:00:00+00:00"}),
        ("api-task-reassign", {"people_id": None}),
    ],
)
def test_what_is_over_is_a_conflict(tenant, client, name, body):
    """What life does not allow is answered with 409 and the reason."""
    if "people_id" in body:
        body = {"people_id": tenant.guard.id}
    schedule = make_schedule(tenant, status=Status.COMPLETED)
    response = post(client, name, tenant.id, schedule.id, **body)

    assert response.status_code == 409
    assert f"occurrence {schedule.id} is COMPLETED; it cannot" in response.json()["error"]


def test_the_past_is_a_conflict(tenant, client):
    """Nothing can be moved to where it would be overdue."""
    schedule = make_schedule(tenant)
    response = post(
        client, "api-task-reschedule", tenant.id, schedule.id, scheduledon="2026-06-29T00:00+00:00"
    )

    assert response.status_code == 409


@pytest.mark.parametrize(
    ("name", "bodies"),
    [
        ("api-task-reassign", [*NO_BODIES, '{"people_id": "1"}']),
        (
            "api-task-reschedule",
            [
                *NO_BODIES,
                '{"scheduledon": "soon"}',
                '{"scheduledon": 1}',
                '{"scheduledon": "2026-07-01T00:00"}',
                '{"scheduledon": "2026-09-01T00:00+00:00"}',
            ],
        ),
        ("api-task-complete", ["{", "[]", '{"partial": 1}']),
    ],
)
def test_unreadable_body_is_refused(tenant, client, name, bodies):
    """What cannot be understood is answered with 400."""
    url = reverse(name, args=[tenant.id, make_schedule(tenant).id])
    refused = [client.post(url, body, content_type="application/json") for body in bodies]

    assert [response.status_code for response in refused] == [400] * len(bodies)


@pytest.mark.parametrize("body", [*NO_BODIES, '{"until": "2027-06-30T00:00:00+00:00"}'])
def test_unreadable_horizon_is_refused(tenant, client, body):
    """A plan is made up to a moment that is not too far away."""
    url = reverse("api-task-generate", args=[tenant.id])

    assert client.post(url, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("api-task-site-day", {"day": "today"}),
        ("api-task-site-day", {"day": "9999-12-31"}),
        ("api-task-site-day", {"day": "0001-01-01"}),
        ("task-site-day", {"day": "2026-02-30"}),
        ("api-task-mine", {"start": "x"}),
        ("api-task-mine", {"start": "2026-07-02", "end": "2026-07-01"}),
        ("api-task-summary", {"start": "2025-01-01"}),
        ("api-task-summary", {"site": "x"}),
        ("task-summary", {"end": "2026-06-31"}),
        ("api-task-overdue", {"after": "x"}),
        ("task-overdue", {"after": "2026-06-30_1"}),
    ],
)
def test_unreadable_query_is_refused(tenant, client, name, query):
    """A day that is none, a period that is none or too long, a page that is none: 400."""
    ids = {"site": [tenant.site.id], "mine": [tenant.guard.id]}
    which = next((ids[kind] for kind in ids if kind in name), [])
    response = client.get(reverse(name, args=[tenant.id, *which]), query)

    assert response.status_code == 400


@pytest.mark.parametrize(
    "name", ["api-task-start", "api-task-generate", "api-task-autoclose", "api-task-complete"]
)
def test_writing_needs_post(tenant, client, name):
    """A link that is followed writes nothing."""
    sweeps = {"api-task-generate", "api-task-autoclose"}
    ids = [] if name in sweeps else [make_schedule(tenant).id]

    assert client.get(reverse(name, args=[tenant.id, *ids])).status_code == 405


def test_page_of_a_day(tenant, client):
    """The list has a row for each occurrence and leads to the days beside it."""
    make_schedule(tenant)
    url = reverse("task-site-day", args=[tenant.id, tenant.site.id])
    content = client.get(url).content.decode()

    assert content.count("<tr>") == 2
    assert all(text in content for text in ("acme site", "?day=2026-06-29", "?day=2026-07-01"))


def test_page_of_what_is_overdue(tenant, client, monkeypatch):
    """The link shows the page after."""
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    for _ in range(3):
        make_schedule(tenant, AS_OF - DAY)
    url = reverse("task-overdue", args=[tenant.id])
    first = client.get(url).content.decode()
    link = first.partition('rel="next" href="')[2].partition('"')[0]
    second = client.get(url + link).content.decode()

    assert [first.count("<tr>"), second.count("<tr>")] == [3, 2]
    assert 'rel="next"' not in second


def test_page_of_the_summary(tenant, client):
    """A row for each site leads to its day, and links to the weeks before and after."""
    make_schedule(tenant)
    content = client.get(reverse("task-summary", args=[tenant.id])).content.decode()
    links = ("?start=2026-06-17&amp;end=2026-06-23", "?start=2026-07-01&amp;end=2026-07-07")

    assert content.count("<tr>") == 2
    assert reverse("task-site-day", args=[tenant.id, tenant.site.id]) in content
    assert all(link in content for link in links)


@pytest.mark.parametrize("name", ["task-site-day", "task-overdue", "task-summary"])
def test_empty_page_says_so(tenant, client, name):
    """Where there is nothing, no empty table is shown."""
    ids = [tenant.site.id] if name == "task-site-day" else []
    content = client.get(reverse(name, args=[tenant.id, *ids])).content.decode()

    assert "<table>" not in content
    assert 'class="empty"' in content


def test_texts_are_escaped(tenant, client):
    """What somebody typed is shown, not run."""
    make_schedule(tenant, AS_OF - DAY, task=make_task(tenant, "<script>"))

    assert b"<script>" not in client.get(reverse("task-overdue", args=[tenant.id])).content


@pytest.mark.usefixtures("dead_cache")
def test_tasks_work_without_the_cache(tenant, client):
    """With the cache server down everything is read and written as before."""
    schedule = make_schedule(tenant)
    assert post(client, "api-task-complete", tenant.id, schedule.id).status_code == 200
    done = get(client, "api-task-site-day", tenant.id, tenant.site.id)["tasks"]

    assert [row["status"] for row in done] == ["COMPLETED"]
    assert TaskSchedule.objects.get().completedon == AS_OF
