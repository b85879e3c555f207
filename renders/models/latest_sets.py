"""The latest shot sets of a product, found without reading all of its shots."""

from django.db import connection

# From the newest set of each colorway to the next older one, by the index of a colorway's shots. The shots of a product
# that sells for years are many; those of its latest sets are few. A banner has a set for each name: they are passed by.
NEXT_OLDER = """
    SELECT s.shot_set_id
    FROM renders_shot s
    JOIN renders_shotset o ON o.id = s.shot_set_id
    WHERE s.colorway_id = newer.colorway AND s.shot_set_id < newer.shot_set AND o.banner_id IS NULL
    ORDER BY s.shot_set_id DESC
    LIMIT 1
"""
LATEST = f"""
    WITH RECURSIVE newer(colorway, shot_set, place) AS (
        SELECT id, CAST(9223372036854775807 AS bigint), 0 FROM catalog_colorway WHERE product_id = %s
        UNION ALL
        SELECT colorway, ({NEXT_OLDER}), place + 1 FROM newer WHERE shot_set IS NOT NULL AND place < %s
    )
    SELECT DISTINCT shot_set FROM newer WHERE shot_set IS NOT NULL AND place > 0 ORDER BY shot_set DESC LIMIT %s
"""  # noqa: S608 - our own words


def latest_sets_of(product: int, count: int) -> list[int]:
    """The ids of the latest sets with a shot of any colorway of this product, the latest first; no banner's."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [product, count, count])
        return [row[0] for row in cursor.fetchall()]
