"""Trees of capabilities by recursion: a query for each node's children, and one more for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from facility.core.capability_tree import granted_only, walk
from facility.core.models import Capability
from facility.onboarding.models import Bt
from facility.peoples.models import People

if TYPE_CHECKING:
    from facility.core.capability_tree import Node


def capability_tree(client_id: int, cfor: str) -> list[Node]:
    """All enabled capabilities of a client: a query for the client, and one or two for a node."""
    client = Bt.objects.get(id=client_id)
    bought = client.preferences.get("capabilities", {}).get(cfor, [])
    return _below(None, client_id, cfor, bought)


def get_web_caps_for_client(client_id: int) -> list[Node]:
    """What the client bought for the browser, with the menus on the way to it."""
    return granted_only(capability_tree(client_id, Capability.For.WEB))


def get_mob_caps_for_client(client_id: int) -> list[Node]:
    """What the client bought for the mobile app, with the menus on the way to it."""
    return granted_only(capability_tree(client_id, Capability.For.MOB))


def capability_choices(client_id: int, cfor: str) -> list[tuple[str, str]]:
    """Codes and labels for a menu of choices; the whole tree is asked for again."""
    return [
        (node["code"], "\N{EM DASH} " * depth + (node["name"] or node["code"]))
        for depth, node in walk(capability_tree(client_id, cfor))
    ]


def effective_capabilities(client_id: int, people_id: int, cfor: str) -> list[Node]:
    """What a person may use; the whole tree is asked for again for each person."""
    person = People.objects.get(id=people_id, client=client_id, enable=True)
    tree = capability_tree(client_id, cfor)
    if person.isadmin:
        return granted_only(tree)
    return granted_only(tree, frozenset(person.extras.get("capabilities", {}).get(cfor, [])))


def _below(menu: str | None, client_id: int, cfor: str, bought: list[str]) -> list[Node]:
    """The nodes below a menu, each with what is below it."""
    found = Capability.objects.filter(Q(client=client_id) | Q(client=None), enable=True, cfor=cfor)
    found = found.filter(parent=None) if menu is None else found.filter(parent__capscode=menu)
    nodes = []
    for capability in found.order_by("capscode"):
        if capability.client is None and _replaced(capability, client_id):
            continue
        nodes.append(
            {
                "code": capability.capscode,
                "name": capability.capsname,
                "granted": capability.capscode in bought,
                "children": _below(capability.capscode, client_id, cfor, bought),
            }
        )
    return nodes


def _replaced(capability: Capability, client_id: int) -> bool:
    own = Capability.objects.filter(
        client=client_id, cfor=capability.cfor, capscode=capability.capscode
    )
    return own.exists()
