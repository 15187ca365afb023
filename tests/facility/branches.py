"""A client's tree of a few levels, and what can be asked about it."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist

from facility.naive import hierarchy as naive
from facility.onboarding import hierarchy
from facility.onboarding.models import Bt
from facility.peoples.models import Pgbelonging, Pgroup


def make_node(tenant, kind, name, parent, **fields):
    """Another node of the client; its code is its name."""
    return Bt.objects.create(
        bucode=name,
        buname=name,
        parent=parent,
        identifier=tenant.codes[kind],
        **{"client": tenant.client, **fields},
    )


class Branches:
    """Client, region ``north``, branch ``first`` with sites ``a`` and ``b``, and a zone of ``a``.

    The tenant's own site hangs directly below its client.
    """

    def __init__(self, tenant):
        self.tenant = tenant
        self.north = make_node(tenant, "REGION", f"{tenant.client} north", tenant.client)
        self.first = make_node(tenant, "BRANCH", f"{tenant.client} first", self.north)
        self.a = make_node(tenant, "SITE", f"{tenant.client} a", self.first)
        self.b = make_node(tenant, "SITE", f"{tenant.client} b", self.first)
        self.gate = make_node(tenant, "ZONE", f"{tenant.client} gate", self.a)
        self.team = Pgroup.objects.create(groupname=f"{tenant.client} team", client=tenant.client)

    def belong(self, person=None, site=None, **fields):
        """That a person is in the team, a site is, or a person is in it at a site."""
        return Pgbelonging.objects.create(
            pgroup=self.team,
            people=person,
            assignsites=site,
            **{"client": self.tenant.client, **fields},
        )


def outcome(question, *args):
    """The answer, or the name of the error where what is asked for is not there."""
    try:
        return question(*args)
    except ObjectDoesNotExist as error:
        return type(error).__qualname__


def answers(client_id, node_ids=(), people_ids=(), of=hierarchy):
    """Everything that can be asked about a client's tree, by question and id."""
    found = {"tree": outcome(of.client_tree, client_id), "sites": of.sites_of_client(client_id)}
    for node_id in node_ids:
        for question in (of.subtree, of.ancestors, of.children, of.sites_of_client):
            found[question.__name__, node_id] = outcome(question, client_id, node_id)
    for people_id in people_ids:
        found["person", people_id] = outcome(of.sites_of_person, client_id, people_id)
    return found


def naive_answers(client_id, node_ids=(), people_ids=()):
    """The same, asked one node at a time and of no cache."""
    return answers(client_id, node_ids, people_ids, of=naive)


def names(nodes):
    """The names of a list of nodes."""
    return [node["name"] for node in nodes]


def shape(node):
    """Nested lists ``[name, [children]]`` of a node and all below it."""
    return [node["name"], [shape(child) for child in node["children"]]]
