"""What is written into a restored database in the same step that puts it in place: its accounts are held.

As SQL, because it has to be there before any worker can read the first row.
"""

from datetime import UTC, datetime

from renders import providers
from renders.models import Account, Restore

WHY = "A backup was restored. What was bought since then is not known here, so nothing is ordered."


def holding(backed_up_at: datetime, restored_at: datetime, *, is_postgres: bool) -> list[str]:
    """The statements, in the dialect of the database."""
    local = ", ".join(quoted(name) for name in providers.local_providers())
    before, now = (moment(at, is_postgres=is_postgres) for at in (backed_up_at, restored_at))
    accounts, restores = Account._meta.db_table, Restore._meta.db_table
    return [
        f"UPDATE {accounts} SET paused_reason = {quoted(WHY)}, paused_code = {quoted(Account.Pause.RESTORED)}, "  # noqa: S608
        f"paused_at = {now}, probe_at = NULL, failure_count = 0, read_failure_count = 0 "
        f"WHERE provider NOT IN ({local})",
        f"UPDATE {restores} SET lifted_at = {now} WHERE lifted_at IS NULL",  # noqa: S608 - the newer one says all
        f"INSERT INTO {restores} (backed_up_at, restored_at, unknown_tasks, paused_sets) "  # noqa: S608
        f"VALUES ({before}, {now}, 0, 0)",
    ]


def quoted(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"


def moment(at: datetime, *, is_postgres: bool) -> str:
    """A moment as Django stores it."""
    text = at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return quoted(f"{text}+00" if is_postgres else text)
