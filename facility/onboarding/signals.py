"""What other areas are told about the business tree beyond the signals of ``save()``."""

from __future__ import annotations

from django.dispatch import Signal

#: Sent, inside the transaction of the write, where nodes change by ``update()``. Arguments:
#: ``client_ids``, the clients that have or had the nodes, and ``site_ids``, every site among the
#: nodes and below them: it comes, goes or changes its place with them. Capabilities and tickets
#: need not listen: of a node they show what is written by ``save()``, purchases and the name.
business_units_changed = Signal()
