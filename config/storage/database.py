"""The database of an installation: SQLite in its folder, or Postgres."""

from pathlib import Path
from typing import Any

import dj_database_url

from config.private_files import private_file

# Seconds, and milliseconds for the last. By default a server that vanished is waited for two minutes at each connect,
# and a quarter of an hour at each statement.
POSTGRES_TIMEOUTS = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "tcp_user_timeout": 10_000}

# A machine of ours that vanished in the middle of a transaction leaves its locks to Postgres, which by default notices
# two hours later. No transaction of ours waits for anything else than Postgres for long.
VANISHED_IN_TRANSACTION = "60s"


def database(url: str, data_dir: Path) -> dict[str, Any]:
    """The database of `url`, or SQLite below `data_dir`.

    IMMEDIATE takes the write lock at the start of a transaction: with the default, two transactions that
    read and then write fail with "database is locked" whatever the timeout.
    """
    parsed: dict[str, Any] = dict(dj_database_url.parse(url or f"sqlite:///{data_dir / 'packshot.sqlite3'}"))
    if parsed["ENGINE"].endswith("sqlite3"):
        if parsed["NAME"] and ":memory:" not in parsed["NAME"]:
            private_file(Path(parsed["NAME"]))
        parsed["CONN_MAX_AGE"] = None
        parsed["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; "
            "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-2000",
        }
    else:
        parsed["CONN_MAX_AGE"] = 60
        parsed["CONN_HEALTH_CHECKS"] = True
        # Pages name many rows beside the one they list. Postgres tried every order of up to eight joins, which took
        # 27 ms for the list of reviews and 250 ms for a marketer's work, a hundred times as long as the queries.
        limits = {"join_collapse_limit": 6, "idle_in_transaction_session_timeout": VANISHED_IN_TRANSACTION}
        options = " ".join(f"-c {name}={value}" for name, value in limits.items())
        parsed["OPTIONS"] = {"options": options, **POSTGRES_TIMEOUTS, **parsed.get("OPTIONS", {})}
    return parsed
