"""Codes of coded lists: found by their text, and renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from facility.onboarding.models import TypeAssist

if TYPE_CHECKING:
    from datetime import datetime


def find_code(client_id: int, code_list: str, code: str) -> TypeAssist:
    """A code of a list: the client's own where it has one, else the shared one. One query.

    Raises:
        TypeAssist.DoesNotExist: the list has no such code for the client.
    """
    found = TypeAssist.objects.filter(
        Q(client=client_id) | Q(client=None), tacode=code, tatype__tacode=code_list
    )
    # In PostgreSQL NULL, which marks the shared one, sorts last.
    return found.earliest("client_id")


@transaction.atomic
def rename_code(
    client_id: int | None, code_list: str, code: str, name: str, *, now: datetime
) -> TypeAssist:
    """Give a client's own code another name, or with no client a shared one. Two statements.

    Raises:
        TypeAssist.DoesNotExist: the client has no such code of its own.
    """
    found = TypeAssist.objects.select_for_update().get(
        client=client_id, tacode=code, tatype__tacode=code_list
    )
    found.taname = name
    found.modifiedon = now
    found.save(update_fields=["taname", "modifiedon"])
    return found
