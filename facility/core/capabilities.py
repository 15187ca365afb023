"""Which capabilities a client has and which of them a person may use.

Effective is what is enabled, bought by the client and granted to the person; an administrator
needs no grant. A client's own capability takes the place of the shared one of the same code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, F, Func, OuterRef, Q
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField

from facility.core.cache_manager import cache_capability_tree, cached
from facility.core.capability_tree import Node, build_tree, granted_only, walk
from facility.core.models import Capability
from facility.onboarding.models import Bt
from facility.peoples.models import People

if TYPE_CHECKING:
    from collections.abc import Iterator


class _ArrayElements(Func):
    """One row of text for each element of a JSON array."""

    function = "jsonb_array_elements_text"
    set_returning = True
    output_field = CharField()


@cache_capability_tree()
def capability_tree(client_id: int, cfor: str) -> list[Node]:
    """All enabled capabilities of a client, bought (``granted``) or not. One query."""
    return build_tree(_rows(client_id, cfor))


@cache_capability_tree()
def get_web_caps_for_client(client_id: int) -> list[Node]:
    """What the client bought for the browser, with the menus on the way to it."""
    return granted_only(capability_tree(client_id, Capability.For.WEB))


@cache_capability_tree()
def get_mob_caps_for_client(client_id: int) -> list[Node]:
    """What the client bought for the mobile app, with the menus on the way to it."""
    return granted_only(capability_tree(client_id, Capability.For.MOB))


@cache_capability_tree()
def capability_choices(client_id: int, cfor: str) -> list[tuple[str, str]]:
    """Codes and labels for a menu of choices, labels indented by depth."""
    return [
        (node["code"], "\N{EM DASH} " * depth + (node["name"] or node["code"]))
        for depth, node in walk(capability_tree(client_id, cfor))
    ]


@cached(prefix="usr", ttl_s=600, tags=("usr:{people_id}", "cap", "cap:client:{client_id}"))
def effective_capabilities(client_id: int, people_id: int, cfor: str) -> list[Node]:
    """What a person may use. Two queries, one where the client's tree is cached.

    Raises:
        People.DoesNotExist: the client has no such enabled person.
    """
    person = People.objects.only("isadmin", "extras").get(
        id=people_id, client_id=client_id, enable=True
    )
    tree = capability_tree(client_id, cfor)
    if person.isadmin:
        return granted_only(tree)
    return granted_only(tree, frozenset(_grants(person.extras, cfor)))


def _rows(client_id: int, cfor: str) -> Iterator[Node]:
    bought = (
        Bt.objects.filter(id=client_id)
        .annotate(code=_ArrayElements(F(f"preferences__capabilities__{cfor}")))
        .values("code")
    )
    own = Capability.objects.filter(client=client_id, cfor=cfor, capscode=OuterRef("capscode"))
    found = (
        Capability.objects.filter(Q(client=client_id) | Q(client=None) & ~Exists(own))
        .filter(enable=True, cfor=cfor)
        .annotate(
            granted=ExpressionWrapper(Q(capscode__in=bought), output_field=BooleanField()),
        )
        .order_by("capscode")
        .values_list("capscode", "capsname", "parent__capscode", "granted")
    )
    for code, name, parent, granted in found:
        yield {"code": code, "name": name, "parent": parent, "granted": granted}


def _grants(holder: dict[str, Any], cfor: str) -> list[str]:
    codes: list[str] = holder.get("capabilities", {}).get(cfor, [])
    return codes
