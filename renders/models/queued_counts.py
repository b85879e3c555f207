"""How many renders wait for an account in each set, without reading the queue."""

from renders.models.fast_execution import rows_of

# From each set that waits to the next one, by the index of an account's renders. A queue may be a million renders long;
# its sets are few. The columns of the index are compared together and in its order: where Postgres may choose, it reads
# the whole history of the sets instead, because it does not know that what waits came last. SQLite compares a column by
# an index only with what it knows to be a number, hence the sums.
BEGINNING_WITH = """
    SELECT account_id, state, shot_set_id
    FROM renders_render
    WHERE (account_id, state, shot_set_id) >= (%s, 'queued', {shot_set})
    ORDER BY account_id, state, shot_set_id
    LIMIT {limit}
"""
QUEUED = f"FROM ({BEGINNING_WITH}) beginning WHERE account_id = %s AND state = 'queued'"
FIRST = f"SELECT shot_set_id {QUEUED.format(shot_set='0', limit='1')}"
NEXT = f"SELECT shot_set_id {QUEUED.format(shot_set='waiting.shot_set + 1', limit='1')}"
OF_SET = QUEUED.format(shot_set="waiting.shot_set + 0", limit="%s")
COUNT = f"SELECT COUNT(*) {OF_SET} AND shot_set_id = waiting.shot_set"
BY_SET = f"""
    WITH RECURSIVE waiting(shot_set) AS (
        SELECT ({FIRST})
        UNION ALL
        SELECT ({NEXT}) FROM waiting WHERE waiting.shot_set IS NOT NULL
    )
    SELECT shot_set, ({COUNT}) FROM waiting WHERE shot_set IS NOT NULL
"""  # noqa: S608 - no input in it


def queued_by_set(account: int, up_to: int) -> dict[int, int]:
    """How many renders of each set wait for this account, by the set's id; `up_to` for a set with more."""
    return dict(rows_of(BY_SET, (account, account, account, account, account, up_to, account)))
