"""The capability tree: one query where the cache is cold, none where it is warm."""

from __future__ import annotations

import pytest
from django.urls import reverse

from facility.core.capabilities import (
    capability_choices,
    capability_tree,
    effective_capabilities,
    get_mob_caps_for_client,
    get_web_caps_for_client,
)
from facility.core.capability_tree import walk
from facility.core.models import Capability

pytestmark = pytest.mark.perf(dataset="medium")


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
