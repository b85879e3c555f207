"""The second half of `manage.py up`: watches web and worker. Without Django, as it only waits from here on.

`up` sets the installation up, writes a `WatchPlan` into a pipe, and becomes this program, which keeps its process id,
its terminal and the open port.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from socket import socket
from typing import Any

from config.supervision.listening import answers
from config.supervision.supervisor import Child, Supervisor


@dataclass(frozen=True)
class Query:
    """One SQL query, and how to reach the database. `kind` is sqlite or postgresql."""

    kind: str
    connect: dict[str, Any]
    sql: str
    values: Sequence[Any]


@dataclass(frozen=True)
class WatchPlan:
    """`programs` are names and commands, which inherit the port; `ready` is printed once the web answers there.

    While `open_requests` finds a row, stopping is waited for.
    """

    programs: dict[str, list[str]]
    environment: dict[str, str]
    port: int
    host: str
    ready: str
    open_requests: Query


def become(command: Sequence[str], plan: WatchPlan) -> None:
    """Continue this process as `command` with the number of a file that holds `plan`. It does not return."""
    reading, writing = os.pipe()
    os.write(writing, json.dumps(asdict(plan)).encode())  # a pipe takes 64 KiB without a reader
    os.close(writing)
    for descriptor in (reading, plan.port):
        os.set_inheritable(descriptor, True)
    os.execv(command[0], [*command, str(reading)])  # noqa: S606 - our own interpreter


def main(number: int) -> None:
    """Run the plan in file `number` until stopped."""
    with open(number, "rb") as file:
        plan = json.load(file)
    plan["open_requests"] = Query(**plan["open_requests"])
    run(WatchPlan(**plan))


def run(plan: WatchPlan) -> None:
    environment = {**os.environ, **plan.environment}
    listener = socket(fileno=plan.port)
    children = [Child(name, command, environment, (plan.port,)) for name, command in plan.programs.items()]
    supervisor = Supervisor(children, say=say, must_wait=lambda: finds_a_row(plan.open_requests))
    supervisor.start()
    while not supervisor.is_stopping and not answers(listener, plan.host):
        supervisor.watch()
    if not supervisor.is_stopping:
        say(plan.ready)
    supervisor.run()
    sys.exit(supervisor.is_forced)


def say(sentence: str) -> None:
    """One line on the screen, at once."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def finds_a_row(query: Query) -> bool:
    """Whether the query has a result; when the database cannot be asked, yes."""
    with suppress(Exception), closing(connected(query)) as connection:  # each driver has errors of its own
        cursor = connection.cursor()
        cursor.execute(query.sql, query.values)
        return cursor.fetchone() is not None
    return True


def connected(query: Query) -> Any:
    if query.kind == "sqlite":
        return sqlite3.connect(**query.connect)
    import psycopg  # noqa: PLC0415 - an extra, and not needed before the end

    return psycopg.connect(**query.connect)
