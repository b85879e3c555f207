"""The latest shot sets of a product, without reading all of its shots."""

from django.db import connection

# From the newest set of each colorway to the next older one, by the index of a colorway's shots. The shots of a product
# that sells for years are many; those of its latest sets are few. A banner has a set for each name: they are skipped.
NEXT_OLDER = """
    SELECT shot.shot_set_id
    FROM renders_shot shot
    JOIN renders_shotset ordered ON ordered.id = shot.shot_set_id
    WHERE shot.colorway_id = newer.colorway AND shot.shot_set_id < newer.shot_set AND ordered.banner_id IS NULL
    ORDER BY shot.shot_set_id DESC
    LIMIT 1
"""
LATEST = f"""
    WITH RECURSIVE newer(colorway, shot_set, depth) AS (
        SELECT id, CAST(9223372036854775807 AS bigint), 0 FROM catalog_colorway WHERE product_id = %s
        UNION ALL
        SELECT colorway, ({NEXT_OLDER}), depth + 1 FROM newer WHERE shot_set IS NOT NULL AND depth < %s
    )
    SELECT DISTINCT shot_set FROM newer WHERE shot_set IS NOT NULL AND depth > 0 ORDER BY shot_set DESC LIMIT %s
"""  # noqa: S608 - no input in it


def latest_sets_of(product: int, count: int) -> list[int]:
    """The ids of the latest sets with a shot of any colorway of this product, the latest first; no banner's."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST, [product, count, count])
        return [row[0] for row in cursor.fetchall()]
