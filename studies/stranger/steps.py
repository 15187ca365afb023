"""What a newcomer does, step by step: a file written, an edit, or a command."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step, and what it must come to.

    Attributes:
        says: what the newcomer wants, in a sentence.
        command: what is typed in the project's folder, or empty.
        exit_code: how the command must end.
        shows: what the command must print.
        file: the file written or edited, or empty.
        content: the whole new content of the file; where ``old`` is given, what replaces it.
        old: the part of the file that is replaced.
    """

    says: str
    command: str = ""
    exit_code: int = 0
    shows: tuple[str, ...] = ()
    file: str = ""
    content: str = ""
    old: str = ""


_TEST = dedent("""\
    import datetime

    import pytest

    from rooms.models import Booking, Guest, House, Room


    @pytest.fixture
    def house(db):
        house = House.objects.create(name="Seaview")
        rooms = Room.objects.bulk_create(Room(house=house, number=str(n)) for n in range(10))
        guests = Guest.objects.bulk_create(Guest(name=f"Guest {n}") for n in range(30))
        Booking.objects.bulk_create(
            Booking(room=rooms[n % 10], guest=guest, arrival=datetime.date(2026, 6, 1 + n % 28))
            for n, guest in enumerate(guests)
        )
        return house


    @pytest.mark.perf(max_queries=5)
    def test_arrivals(perf, client, house):
        response = perf(client.get, f"/arrivals/{house.id}/")
        assert response.status_code == 200
""")

STEPS = (
    Step(
        says="Install it, with the servers that need no Docker.",
        command="python3 -m venv .venv && "
        ".venv/bin/pip install -q 'pytest-perfgate[embedded,redis,psycopg]'",
    ),
    Step(says="Write a perf test.", file="perf_tests/test_arrivals.py", content=_TEST),
    Step(
        says="Run it.",
        command=".venv/bin/pytest perf_tests",
        shows=("test_arrivals::call", "new", "--perf-update"),
    ),
    Step(
        says="It is new, and the report says how to create its baseline.",
        command=".venv/bin/pytest perf_tests --perf-update",
        shows=("wrote", "baselines/perf_tests/test_arrivals.json"),
    ),
    Step(
        says="Commit the baseline beside the code.",
        command="git add . && git commit -qm 'Gate the arrivals page' && git show --stat HEAD",
        shows=("baselines/perf_tests/test_arrivals.json",),
    ),
    Step(
        says="Somebody tidies up the view.",
        file="rooms/views.py",
        old='        .select_related("room", "guest")\n',
    ),
    Step(
        says="Run the gate, as CI would.",
        command="CI=true .venv/bin/pytest perf_tests",
        exit_code=1,
        shows=("perf REGRESSED", "rooms/templates/arrivals.html:4", "max_queries"),
    ),
    Step(
        says="Look closer at the run.",
        command=".venv/bin/perfgate show -k arrivals -v",
        exit_code=1,
        shows=("rooms/templates/arrivals.html:4",),
    ),
    Step(says="Take the edit back.", command="git checkout -q rooms/views.py"),
    Step(
        says="The gate is green again.",
        command=".venv/bin/pytest perf_tests",
        shows=("1 measurement: 1 ok",),
    ),
    Step(
        says="A change that is meant: the page also says how many rooms the house has.",
        file="rooms/views.py",
        old='{"house": house_name(house_id), "bookings": bookings}',
        content='{\n            "house": house_name(house_id),\n'
        '            "bookings": bookings,\n'
        '            "rooms": House.objects.get(id=house_id).rooms.count(),\n        }',
    ),
    Step(
        says="The gate tells what it costs, and the command that accepts it.",
        command=".venv/bin/pytest perf_tests",
        exit_code=1,
        shows=("--perf-reason", "rooms/views.py"),
    ),
    Step(
        says="Without a terminal, review says what to type; in one, it asks for each change.",
        command=".venv/bin/perfgate review",
        exit_code=1,
        shows=("perfgate accept",),
    ),
    Step(
        says="Accept it, and say why.",
        command=".venv/bin/perfgate accept --all --reason 'the page shows the number of rooms'",
        shows=("baselines/perf_tests/test_arrivals.json",),
    ),
    Step(
        says="What does this branch change, for the one who reviews it?",
        command=".venv/bin/perfgate compare HEAD",
        exit_code=1,
        shows=("the page shows the number of rooms",),
    ),
    Step(
        says="And it is green.",
        command=".venv/bin/pytest perf_tests",
        shows=("1 measurement: 1 ok",),
    ),
)
