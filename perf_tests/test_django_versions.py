"""What the ORM itself sends in another way from one version of Django to the next."""

from __future__ import annotations

import pytest
from django.db.models import F

from facility.y_helpdesk.models import Ticket

pytestmark = pytest.mark.perf(dataset="medium")


@pytest.mark.perf(dataset="medium", max_queries=1)
def test_saved_expression(perf, largest_client):
    """One UPDATE; from Django 6.0 on it returns what the expression has come to."""
    ticket = Ticket.objects.filter(client=largest_client).earliest("id")
    level = ticket.level

    def climb():
        ticket.level = F("level") + 1
        ticket.save(update_fields=["level"])

    perf(climb)

    assert Ticket.objects.values_list("level", flat=True).get(pk=ticket.pk) == level + 1
