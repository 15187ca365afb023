"""Whom the perf tests ask about; looked up before anything is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db.models import Count

from facility.peoples.models import People
from facility.y_helpdesk.models import Ticket

if TYPE_CHECKING:
    from perfgate.exercise.perf import Perf


@pytest.fixture
def largest_client(perf: Perf) -> int:  # noqa: ARG001  # the fixture brings the dataset
    """Id of the client with the most tickets: the one that slow queries show at first."""
    sizes = Ticket.objects.values("client").annotate(tickets=Count("id"))
    return sizes.order_by("-tickets", "client")[0]["client"]


@pytest.fixture
def guard(largest_client: int) -> People:
    """A person of the largest client who needs grants, the first by id."""
    return People.objects.filter(client=largest_client, isadmin=False, enable=True).earliest("id")
