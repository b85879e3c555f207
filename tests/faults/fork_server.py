"""Runs code inside an installation and forks its management commands. A fork starts at once, a process takes seconds.

Commands are lines of JSON on standard input: `{"run": code}` executes code and answers with what it printed,
`{"start": [command, …]}` forks a management command and answers with its pid.
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

from tests.faults import order_commands  # noqa: E402 - loaded once for all that are forked


def main() -> None:
    """Answer until standard input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended children do not stay as zombies
    answers, sys.stdout = sys.stdout, sys.stderr
    names: dict[str, Any] = dict(vars(order_commands))
    for line in sys.stdin:
        command = json.loads(line)
        answer = run(command["run"], names) if "run" in command else {"pid": start(command["start"])}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def run(code: str, names: dict[str, Any]) -> dict[str, str]:
    """Execute code with these names, which it may add to; what it printed, or the traceback."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, names)
    except BaseException:
        return {"printed": printed.getvalue(), "failed": traceback.format_exc()}
    return {"printed": printed.getvalue()}


def start(arguments: list[str]) -> int:
    """Fork a management command; its pid."""
    connections.close_all()  # SQLite's connections must not cross a fork
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
