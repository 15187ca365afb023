"""The capability tree: one query where the cache is cold, none where it is warm."""

from __future__ import annotations

import pytest
from django.urls import reverse

from facility.core import clock
from facility.core.capabilities import (
    capability_choices,
    capability_tree,
    effective_capabilities,
    get_mob_caps_for_client,
    get_web_caps_for_client,
)
from facility.core.capability_tree import walk
from facility.core.capability_writes import (
    create_capabilities,
    move_capabilities,
    rename_capability,
    set_capabilities_enabled,
)
from facility.core.models import Capability
from facility.onboarding.models import Bt
from facility.onboarding.writes import set_client_capabilities
from facility.peoples.models import People
from facility.peoples.writes import set_administrators, set_person_capabilities

pytestmark = pytest.mark.perf(dataset="medium")


@pytest.fixture
def some_ids(largest_client):
    """Ids of three shared capabilities and of all of the largest client's own."""
    shared = Capability.objects.filter(client=None, cfor="WEB", parent__isnull=False)
    own = Capability.objects.filter(client=largest_client)
    found = [*shared.order_by("id")[:3], *own.order_by("id")]
    assert len(found) > 4
    return [capability.id for capability in found]


def codes(tree):
    """All codes of a tree, menus before their items."""
    return [node["code"] for _, node in walk(tree)]


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_tree_of_a_client(perf, largest_client):
    """All capabilities of a client come with one query, and from the cache with none."""
    cold = perf.cold(capability_tree, client_id=largest_client, cfor="WEB")
    warm = perf.warm(capability_tree, client_id=largest_client, cfor="WEB")

    assert cold == warm
    assert len(codes(cold)) >= 20


def test_web_capabilities_of_a_client(perf, largest_client):
    """The tree for the browser is part of the client's whole tree."""
    tree = perf.cold(get_web_caps_for_client, largest_client)
    again = perf.warm(get_web_caps_for_client, largest_client)

    assert tree == again
    assert set(codes(tree)) <= set(codes(capability_tree(largest_client, "WEB")))


def test_mobile_capabilities_of_a_client(perf, largest_client):
    """The tree for the app costs what the tree for the browser does."""
    tree = perf.cold(get_mob_caps_for_client, largest_client)
    again = perf.warm(get_mob_caps_for_client, largest_client)

    assert tree == again
    assert set(codes(tree)) <= set(codes(capability_tree(largest_client, "MOB")))


def test_choices(perf, largest_client):
    """The menu of choices names every capability once."""
    choices = perf.cold(capability_choices, largest_client, Capability.For.WEB)
    again = perf.warm(capability_choices, largest_client, Capability.For.WEB)

    assert choices == again
    assert [code for code, _ in choices] == codes(capability_tree(largest_client, "WEB"))


@pytest.mark.perf(dataset="medium", max_queries=2)
def test_effective_capabilities_of_a_person(perf, guard):
    """A person's capabilities take the client's tree and the person's grants, then nothing."""
    cold = perf.cold(effective_capabilities, guard.client_id, guard.id, "WEB")
    warm = perf.warm(effective_capabilities, guard.client_id, guard.id, "WEB")

    assert cold == warm
    assert set(codes(cold)) <= set(codes(get_web_caps_for_client(guard.client_id)))


def test_effective_capabilities_beside_a_warm_tree(perf, guard):
    """A second person of a client pays for the own grants only."""
    capability_tree(guard.client_id, "WEB")
    with perf.measure("second person"):
        effective_capabilities(guard.client_id, guard.id, "WEB")

    assert effective_capabilities(guard.client_id, guard.id, "WEB") is not None


def test_tree_over_http(perf, client, largest_client):
    """The JSON tree costs its one query and no more; warm it costs none."""
    url = reverse("api-capability-tree", args=[largest_client, "WEB"])
    cold = perf.cold(client.get, url)
    warm = perf.warm(client.get, url)

    assert cold.json() == warm.json() == {"capabilities": get_web_caps_for_client(largest_client)}


def test_tree_as_a_page(perf, client, largest_client):
    """Rendering the tree asks the database for nothing beyond the tree."""
    response = perf.cold(client.get, reverse("capability-tree", args=[largest_client, "WEB"]))

    expected = len(codes(capability_tree(largest_client, "WEB")))
    assert response.content.decode().count("<li") == expected


def test_rename(perf, largest_client):
    """A shared capability's new name ends every tree, a client's own too."""
    own = Capability.objects.filter(client=largest_client).earliest("id")
    shared = Capability.objects.filter(client=None).earliest("id")
    renamed = [
        perf.named("shared")(rename_capability, None, shared.id, "Renamed", now=clock.now()),
        perf.named("own")(rename_capability, largest_client, own.id, "Renamed", now=clock.now()),
    ]

    assert [capability.capsname for capability in renamed] == ["Renamed"] * 2


def test_disable(perf, some_ids):
    """The owners are asked for once and all rows written at once."""
    assert perf(set_capabilities_enabled, some_ids, enable=False, now=clock.now()) == len(some_ids)


def test_move(perf, some_ids):
    """The owners are asked for once and all rows written at once."""
    menu = Capability.objects.filter(client=None, cfor="WEB", parent=None).earliest("id")

    assert perf(move_capabilities, some_ids, parent_id=menu.id, now=clock.now()) == len(some_ids)


def test_create(perf, largest_client):
    """Many capabilities, shared and a client's own, are one INSERT."""

    def create():
        return create_capabilities(
            Capability(capscode=f"NEW{n}", cfor="WEB", client_id=largest_client if n % 2 else None)
            for n in range(20)
        )

    assert len(perf(create)) == 20


def test_client_buys(perf, largest_client):
    """The client's row is read and written."""
    perf(set_client_capabilities, largest_client, "WEB", ["NONE"], now=clock.now())

    assert Bt.objects.get(id=largest_client).preferences["capabilities"]["WEB"]


def test_person_is_granted(perf, guard):
    """The person's row is read and written."""
    perf(set_person_capabilities, guard.client_id, guard.id, "WEB", ["NONE"], now=clock.now())

    assert People.objects.get(id=guard.id).extras["capabilities"]["WEB"]


def test_administrators(perf, largest_client):
    """Many people become administrators in one UPDATE."""
    people = People.objects.filter(client=largest_client, isadmin=False).order_by("id")
    ids = list(people.values_list("id", flat=True)[:20])

    assert perf(set_administrators, largest_client, ids, isadmin=True, now=clock.now()) == 20
