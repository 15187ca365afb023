"""The naive twins: each critical query as it is written before anybody measures it.

N+1, no cache, OFFSET, predicates that no index serves. Nothing of the application imports them;
``studies/before_after.py`` runs each beside the query that took its place, and tests hold that
both give the same answer.
"""
