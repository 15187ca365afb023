"""The recursive queries over the business tree.

All take ``client``. A node is the client's if its ``client_id`` says so, or if it is the client's
own node, whose ``client_id`` is NULL. What begins at a ``node`` finds nothing where a disabled
node, another client's or a cycle stands between it and the client.
"""

from __future__ import annotations

_ABOVE = """
WITH RECURSIVE above AS (
    SELECT id, parent_id, 0 AS height FROM onboarding_bt
    WHERE id = %(node)s AND enable
        AND (client_id = %(client)s OR id = %(client)s AND client_id IS NULL)
  UNION ALL
    SELECT bt.id, bt.parent_id, above.height + 1
    FROM above JOIN onboarding_bt bt ON bt.id = above.parent_id
    WHERE above.id <> %(client)s AND bt.enable
        AND (bt.client_id = %(client)s OR bt.id = %(client)s AND bt.client_id IS NULL)
) CYCLE id SET looped USING way
"""

_BELOW = f"""{_ABOVE}, below AS (
    SELECT id FROM above
    WHERE height = 0 AND EXISTS (SELECT FROM above WHERE id = %(client)s)
  UNION
    SELECT bt.id FROM below JOIN onboarding_bt bt ON bt.parent_id = below.id
    WHERE bt.enable AND bt.client_id = %(client)s
)
"""  # noqa: S608 - the parts are constants

#: From a node up to the client: id, code, name, kind. Where the client is missing, so is the way.
ANCESTORS = f"""{_ABOVE}
SELECT bt.id, bt.bucode, bt.buname, kind.taname
FROM above JOIN onboarding_bt bt USING (id)
JOIN onboarding_typeassist kind ON kind.id = bt.identifier_id
WHERE NOT looped ORDER BY height
"""  # noqa: S608

#: A node and all below it that can be reached: id, name.
SUBTREE = f"""{_BELOW}
SELECT bt.id, bt.buname FROM below JOIN onboarding_bt bt USING (id) ORDER BY bt.id
"""  # noqa: S608

#: The nodes of one ``kind`` below a node that can be reached: id, code, name.
OF_KIND = f"""{_BELOW}
SELECT bt.id, bt.bucode, bt.buname
FROM below JOIN onboarding_bt bt USING (id)
JOIN onboarding_typeassist kind ON kind.id = bt.identifier_id
WHERE kind.tacode = %(kind)s AND bt.id <> %(node)s ORDER BY bt.bucode, bt.id
"""  # noqa: S608

#: For writes: ``nodes`` of the client and all below them, enabled or not: id, whether a site.
AT_OR_BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM onboarding_bt
    WHERE id = ANY(%(nodes)s)
        AND (client_id = %(client)s OR id = %(client)s AND client_id IS NULL)
  UNION
    SELECT bt.id FROM below JOIN onboarding_bt bt ON bt.parent_id = below.id
    WHERE bt.client_id = %(client)s
)
SELECT bt.id, kind.tacode = %(kind)s
FROM below JOIN onboarding_bt bt USING (id)
JOIN onboarding_typeassist kind ON kind.id = bt.identifier_id ORDER BY bt.id
"""

#: References to a row that is deleted are looked for at once, not at the end of the transaction.
CHECK_NOW, CHECK_LATER = "SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"

DELETE = "DELETE FROM onboarding_bt WHERE id = %(node)s AND client_id = %(client)s"
