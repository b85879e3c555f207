"""The child's side: `python -m catalog.processes.serving MEGABYTES SECONDS` answers until its parent closes the pipe.

It does not import Django and inherits neither keys nor open files.
"""

import os
import resource
import signal
import sys
import traceback
from contextlib import suppress
from math import ceil

from catalog import texts
from catalog.processes import messages

# What a child may take longer than its parent waits; only one whose parent was killed lives that long.
GRACE_SECONDS = 2
# On a busy machine pages and paid requests come before pictures.
NICENESS = 5


def main(megabytes: int, seconds: float) -> None:
    # Ctrl-C and a manager's TERM go to the whole group; the parent finishes its work and then closes the pipe.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    limit_memory(megabytes * 1024 * 1024)
    os.nice(NICENESS)
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not end up between the answers
    with suppress(BrokenPipeError):  # the parent was killed
        while (message := messages.read(requests)) is not None:
            signal.alarm(ceil(seconds) + GRACE_SECONDS)  # ends the process, whatever code it is in
            kind, answer = answered(message)
            signal.alarm(0)
            messages.write(answers, answer)
            if kind == "no memory":
                return  # what is left of its memory is in pieces; the parent starts another


def limit_memory(size: int) -> None:
    """Bound what it may allocate. Address space would count libraries too; the data segment is what grows."""
    with suppress(OSError, ValueError):  # systems that know no such limit still have the parent's clock
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def answered(message: bytes) -> tuple[messages.Kind, bytes]:
    """The answer to a request, and which kind it is."""
    try:
        function, arguments, language = messages.read_request(message)
        texts.use_language(language)
        return "value", messages.answer("value", function(*arguments))
    except MemoryError:
        return "no memory", messages.answer("no memory", None)
    except Exception as error:
        if messages.may_cross(error):
            return "refused", messages.answer("refused", error.with_traceback(None))
        return "failed", messages.answer("failed", traceback.format_exc())


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
