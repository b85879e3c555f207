"""Runs code inside an installation and forks its management commands. A fork starts at once, a process takes seconds.

Commands are lines of JSON on standard input: `{"run": code}` executes code and answers with what it printed,
`{"start": [command, …]}` forks a management command and answers with its pid, `{"finish": [command, …]}` with its
status and output once it has ended.
"""

import contextlib
import gc
import io
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import django

gc.disable()  # looking for garbage among what is loaded is a fifth of the start
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command, execute_from_command_line  # noqa: E402
from django.db import close_old_connections  # noqa: E402

from tests.faults import order_commands  # noqa: E402 - loaded once for all that are forked
from tests.waiting import COMMAND_TIMEOUT  # noqa: E402

gc.freeze()
gc.enable()


def main() -> None:
    """Answer until standard input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended children do not stay as zombies
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        command = json.loads(line)
        (verb, argument), *_ = command.items()
        answer = VERBS[verb](argument)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def run(code: str) -> dict[str, str]:
    """Execute code with the names of `order_commands.py`, and its own; what it printed, or the traceback."""
    close_old_connections()  # one of them may have broken
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, NAMES)
    except BaseException:
        return {"printed": printed.getvalue(), "failed": traceback.format_exc()}
    return {"printed": printed.getvalue()}


def start(arguments: list[str]) -> dict[str, int]:
    """Fork a management command; its pid."""
    order_commands.close_files()  # connections must not cross a fork
    pid = os.fork()
    if not pid:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        log = os.open(Path(settings.DATA_DIR) / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        become(log, log, lambda: call_command(*arguments))
    return {"pid": pid}


def finish(arguments: list[str]) -> dict[str, Any]:
    """Fork `manage.py` and wait for its end: its exit status and what it printed."""
    order_commands.close_files()
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as errors:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # or its status is lost
        pid = os.fork()
        if not pid:
            signal.alarm(int(COMMAND_TIMEOUT))
            sys.argv = ["manage.py", *arguments]
            become(printed.fileno(), errors.fileno(), lambda: execute_from_command_line(sys.argv))
        _, status = os.waitpid(pid, 0)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        printed.seek(0)
        errors.seek(0)
        texts = {"stdout": printed.read().decode(), "stderr": errors.read().decode()}
    return {"status": os.waitstatus_to_exitcode(status), **texts}


def become(output: int, errors: int, command: Callable[[], object]) -> NoReturn:
    """Be a process that runs this command and prints to these files."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (errors, 2)):
        os.dup2(source, target)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    status = 1
    try:
        command()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


NAMES: dict[str, Any] = dict(vars(order_commands))
VERBS: dict[str, Callable[[Any], dict[str, Any]]] = {"run": run, "start": start, "finish": finish}


if __name__ == "__main__":
    main()
