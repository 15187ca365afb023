"""No client is ever shown another's nodes, however the rows hang together, and none is lost."""

from __future__ import annotations

import pytest
from branches import Branches, answers, make_node, naive_answers
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facility.onboarding.models import Bt
from facility.peoples.models import Pgbelonging

#: Kinds of the nodes that Hypothesis hangs anywhere: below a client, each other or themselves.
KINDS = ("SITE", "REGION", "SITE", "ZONE", "SITE")
LOOSE = len(KINDS)

#: Numbers of loose nodes, then of the two clients; most hang below the first and are its own.
PARENTS = st.sampled_from([None, *range(LOOSE), LOOSE, LOOSE, LOOSE, LOOSE + 1])
ROWS = st.lists(
    st.tuples(PARENTS, st.sampled_from([0, 0, 0, 1]), st.sampled_from([True, True, False])),
    min_size=LOOSE,
    max_size=LOOSE,
)
BELONGINGS = st.lists(
    st.tuples(
        st.integers(0, 1), st.booleans(), st.none() | st.integers(0, LOOSE - 1), st.booleans()
    ),
    max_size=6,
    unique_by=lambda row: row[:3],
)


@pytest.fixture
def both(tenant, other):
    """Two clients with their trees, and nodes that are loose."""
    trees = [Branches(tenant), Branches(other)]
    loose = [make_node(tenant, kind, f"loose {n}", None) for n, kind in enumerate(KINDS)]
    return trees, loose


def hang(trees, loose, rows):
    """Hang the loose nodes as the rows say: number of the parent, client, enabled."""
    places = [*loose, *(tree.tenant.client for tree in trees)]
    for node, (parent, client, enable) in zip(loose, rows, strict=True):
        node.parent = None if parent is None else places[parent]
        node.client = trees[client].tenant.client
        node.enable = enable
    Bt.objects.bulk_update(loose, ["parent", "client", "enable"])


def belong(trees, loose, rows):
    """Let sites belong to groups: which client's group, whether its guard's too, and enabled."""
    Pgbelonging.objects.all().delete()
    Pgbelonging.objects.bulk_create(
        Pgbelonging(
            client=trees[client].tenant.client,
            pgroup=trees[client].team,
            people=trees[client].tenant.guard if personal else None,
            assignsites=None if site is None else loose[site],
            enable=enable,
        )
        for client, personal, site, enable in rows
    )


def ids_of(value):
    """All ids of nodes anywhere in an answer."""
    if isinstance(value, dict):
        own = {value["id"]} if "id" in value else set()
        return own.union(*map(ids_of, value.values()))
    return set().union(*map(ids_of, value)) if isinstance(value, list) else set()


@given(rows=ROWS, belongings=BELONGINGS)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_answers_are_the_naive_ones_and_the_clients_own(both, empty_cache, rows, belongings):
    """Cold and warm, the answers are what walking node by node gives, and nobody else's."""
    trees, loose = both
    hang(trees, loose, rows)
    belong(trees, loose, belongings)
    empty_cache.empty()
    node_ids = [node.id for node in loose]
    people_ids = [person.id for tree in trees for person in (tree.tenant.guard, tree.tenant.admin)]

    for tree in trees:
        client_id = tree.tenant.id
        cold = answers(client_id, node_ids, people_ids)
        own = Bt.objects.filter(Q(client=client_id) | Q(id=client_id), enable=True)

        assert cold == naive_answers(client_id, node_ids, people_ids)
        assert answers(client_id, node_ids, people_ids) == cold
        assert ids_of(cold) <= set(own.values_list("id", flat=True))


@given(asked=st.lists(st.integers(0, 1), max_size=10))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_same_question_never_has_the_same_answer(both, empty_cache, asked):
    """Warm or cold, a client is answered about its own nodes only, whosever it asks for."""
    trees, _ = both
    node_ids = [tree.north.id for tree in trees]
    people_ids = [tree.tenant.guard.id for tree in trees]
    uncached = []
    for tree in trees:
        empty_cache.empty()
        uncached.append(answers(tree.tenant.id, node_ids, people_ids))
    empty_cache.empty()

    for which in asked:
        answer = answers(trees[which].tenant.id, node_ids, people_ids)
        assert answer == uncached[which]
        assert all(answer[question] != uncached[1 - which][question] for question in answer)
