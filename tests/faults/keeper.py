"""A process that lives in a house: runs what it is told, and forks workers that start in an instant.

Commands are lines of JSON: `{"run": code}` executes code and answers with what it printed, `{"start": [command, …]}`
forks a management command and answers with its pid. A worker that took seconds to start would make killing it a
hundred times a matter of hours.
"""

import contextlib
import io
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from renders import tasks  # noqa: E402, F401 - loaded once for all that are forked


def main() -> None:
    """Answer until there is nothing more to read."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not kept as zombies
    answers, sys.stdout = sys.stdout, sys.stderr
    room: dict[str, Any] = {}
    for line in sys.stdin:
        told = json.loads(line)
        answer = run(told["run"], room) if "run" in told else {"pid": start(told["start"])}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def run(code: str, room: dict[str, Any]) -> dict[str, str]:
    """Execute code in a room whose names stay; what it printed, or how it failed."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, room)
    except BaseException:
        return {"printed": printed.getvalue(), "failed": traceback.format_exc()}
    return {"printed": printed.getvalue()}


def start(arguments: list[str]) -> int:
    """Fork a management command; its pid. SQLite's connections must not cross a fork."""
    connections.close_all()
    if pid := os.fork():
        return pid
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(Path(settings.DATA_DIR) / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    sys.stdout = sys.stderr
    status = 1
    try:
        call_command(*arguments)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
