"""How long assets did not work: the time between changes of status, added up by the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from facility.activity.assets.pages import TTL_S
from facility.activity.assets.statuses import Status
from facility.activity.assets.tags import answer_tags
from facility.core.cache_manager import cached

if TYPE_CHECKING:
    from datetime import datetime

#: How long a period is that is asked for without saying so.
USUAL = timedelta(days=30)

#: Assets that are listed, those first that stood still the longest.
LONGEST_SHOWN = 200

# Of two changes at the same moment the later one, by id, is the one that lasts. GREATEST and LEAST
# leave NULL out of account: what LEAD gives for the last change, and the join for one without any.
_DOWNTIME = """
    WITH change AS (
        SELECT asset.id AS asset_id, log.at, log.old_id AS before_id,
            COALESCE(log.new_id, asset.status_id) AS status_id,
            LEAD(log.at) OVER changes AS until,
            ROW_NUMBER() OVER changes = 1 AS is_first
        FROM activity_asset asset LEFT JOIN activity_assetlog log ON log.asset_id = asset.id
        WHERE asset.client_id = %(client)s AND asset.enable
            AND (%(site)s::bigint IS NULL OR asset.site_id = %(site)s)
        WINDOW changes AS (PARTITION BY asset.id ORDER BY log.at, log.id)
    ),
    stretch AS (
        -- What each change led to, and what the asset was before the first one.
        SELECT asset_id, status_id, GREATEST(at, %(start)s) AS since, LEAST(until, %(end)s) AS until
        FROM change
        UNION ALL
        SELECT asset_id, before_id, %(start)s, LEAST(at, %(end)s) FROM change WHERE is_first
    ),
    total AS (
        SELECT asset_id, EXTRACT(EPOCH FROM SUM(until - since))::float8 / 3600 AS hours
        FROM stretch JOIN onboarding_typeassist status ON status.id = stretch.status_id
        WHERE status.tacode <> %(working)s AND since < until
        GROUP BY asset_id
    )
    SELECT asset.id, asset.assetcode, asset.assetname, asset.site_id, site.buname, total.hours
    FROM total
    JOIN activity_asset asset ON asset.id = total.asset_id
    JOIN onboarding_bt site ON site.id = asset.site_id
    ORDER BY total.hours DESC, asset.assetcode, asset.id
    LIMIT %(shown)s
"""


@cached(prefix="ast", ttl_s=TTL_S, tags=answer_tags)
def downtime(
    client_id: int, start: datetime, end: datetime, site_id: int | None = None
) -> list[dict[str, Any]]:
    """The assets that did not work at some time from ``start`` to ``end``, and how many hours.

    The longest first. A stretch that is still open ends at ``end``; before its first change an
    asset was what that change says it was, and where it says nothing it was not there yet. One
    query.
    """
    arguments = {
        "client": client_id,
        "site": site_id,
        "start": start,
        "end": end,
        "working": Status.WORKING.value,
        "shown": LONGEST_SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DOWNTIME, arguments)
        return [
            {
                "id": asset_id,
                "assetcode": assetcode,
                "assetname": assetname,
                "site_id": at_site,
                "site": site,
                "hours": hours,
            }
            for asset_id, assetcode, assetname, at_site, site, hours in cursor.fetchall()
        ]
