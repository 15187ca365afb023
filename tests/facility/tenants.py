"""Small tenants, just large enough to tell right answers from wrong ones."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, settings

from facility.core.clock import AS_OF
from facility.core.models import Capability
from facility.onboarding.models import Bt, TypeAssist
from facility.peoples.models import People
from facility.y_helpdesk.models import EscalationMatrix, Ticket
from facility.y_helpdesk.statuses import STATUS_LIST, Status

TODAY = AS_OF.date()

#: For sequences of questions and writes: each is slow, and all are asked of the same two tenants.
SEQUENCES = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

#: A cache server that cannot be reached: nothing listens there.
DEAD_URL = "redis://127.0.0.1:1/0?socket_connect_timeout=1"


def make_codes():
    """The shared codes by code: statuses, kinds of nodes, and one category."""
    lists = {
        STATUS_LIST: list(Status),
        "BVIDENTIFIER": ["ROOT", "CLIENT", "REGION", "BRANCH", "SITE", "ZONE"],
        "TICKETCATEGORY": ["PLUMBING"],
        "EVENTTYPE": ["SELF", "MARK"],
        "ASSETSTATUS": ["WORKING", "STANDBY", "MAINTENANCE", "SCRAPPED"],
        "ASSETTYPE": ["PUMP", "CHILLER"],
    }
    found = {}
    for name, codes in lists.items():
        head = TypeAssist.objects.create(tacode=name, taname=name.title())
        for code in codes:
            found[str(code)] = TypeAssist.objects.create(
                tacode=code, taname=code.title(), tatype=head
            )
    return found


class Tenant:
    """A client with a site, a guard and an administrator, and makers of more."""

    _numbers = itertools.count(1)

    def __init__(self, name, codes):
        self.codes = codes
        self.client = Bt.objects.create(bucode=name, buname=name, identifier=codes["CLIENT"])
        self.id = self.client.id
        self.site = self.make_site(f"{name} site")
        self.guard = self.make_person(f"{name} guard")
        self.admin = self.make_person(f"{name} admin", isadmin=True)

    def make_site(self, name):
        """Another site of the client."""
        return Bt.objects.create(
            bucode=name,
            buname=name,
            parent=self.client,
            identifier=self.codes["SITE"],
            client=self.client,
        )

    def make_person(self, name, **fields):
        """A person who works at the client's site."""
        return People.objects.create(
            peoplecode=name,
            peoplename=name,
            loginid=name,
            bu=self.site,
            client=self.client,
            **fields,
        )

    def make_ticket(self, status=Status.OPEN, createdon=AS_OF, **fields):
        """A ticket at the client's site, unless ``fields`` say otherwise."""
        given = {"site": self.site, "category": self.codes["PLUMBING"], **fields}
        return Ticket.objects.create(
            ticketno=f"T{next(self._numbers)}",
            ticketdesc="Water comes in",
            client=self.client,
            status=self.codes[status],
            createdon=createdon,
            **given,
        )

    def make_step(self, level, minutes, **fields):
        """A row of the client's escalation matrix, in minutes."""
        return EscalationMatrix.objects.create(
            client=self.client,
            template=self.codes["PLUMBING"],
            level=level,
            frequency=EscalationMatrix.Frequency.MINUTE,
            frequencyvalue=minutes,
            **fields,
        )

    def buy(self, *codes, cfor="WEB"):
        """Replace what the client bought."""
        self.client.preferences = {"capabilities": {cfor: list(codes)}}
        self.client.save()


def post(client, url, body):
    """Send a body as JSON."""
    return client.post(url, body, content_type="application/json")


def make_capability(code, parent=None, cfor="WEB", **fields):
    """A capability that all clients share, unless one is given."""
    return Capability.objects.create(
        capscode=code, capsname=code.title(), parent=parent, cfor=cfor, **fields
    )


def codes_of(tree):
    """Nested lists ``[code, [children]]`` of a tree: its whole shape."""
    return [[node["code"], codes_of(node["children"])] for node in tree]
