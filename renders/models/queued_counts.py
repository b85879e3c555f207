"""How many renders wait for an account in each set, without reading the queue."""

from renders.models.fast_execution import rows_of

# From each set that waits to the next one, by the index of an account's renders. A queue may be a million renders long;
# its sets are few.
OF_ACCOUNT = "FROM renders_render WHERE account_id = %s AND state = 'queued'"
FIRST = f"SELECT MIN(shot_set_id) {OF_ACCOUNT}"
OF_SET = f"SELECT 1 {OF_ACCOUNT} AND shot_set_id = waiting.shot_set LIMIT %s"
BY_SET = f"""
    WITH RECURSIVE waiting(shot_set) AS (
        {FIRST}
        UNION ALL
        SELECT ({FIRST} AND shot_set_id > waiting.shot_set) FROM waiting WHERE waiting.shot_set IS NOT NULL
    )
    SELECT shot_set, (SELECT COUNT(*) FROM ({OF_SET}) few) FROM waiting WHERE shot_set IS NOT NULL
"""  # noqa: S608 - no input in it


def queued_by_set(account: int, up_to: int) -> dict[int, int]:
    """How many renders of each set wait for this account, by the set's id; `up_to` for a set with more."""
    return dict(rows_of(BY_SET, (account, account, account, up_to)))
