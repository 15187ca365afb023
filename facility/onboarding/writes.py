"""Changes of clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from facility.onboarding.models import Bt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@transaction.atomic
def set_client_capabilities(
    client_id: int, cfor: str, codes: Sequence[str], *, now: datetime
) -> None:
    """Replace the list of codes that a client bought.

    Raises:
        Bt.DoesNotExist: there is no such node.
    """
    client = Bt.objects.select_for_update().get(id=client_id)
    client.preferences.setdefault("capabilities", {})[cfor] = list(codes)
    client.modifiedon = now
    client.save(update_fields=["preferences", "modifiedon"])
