"""Child processes with limits, in which pictures are decoded, drawn and measured.

`run(function, *arguments)` calls a function of ours in one of a few child processes and returns what it returns. A
picture that needs too much memory or time ends a child, never the web or the worker.

The function and everything it imports is free of Django. Values cross the border as they are: numbers, text, bytes,
paths, and our dataclasses and exceptions. Large files are named by their path, so that their bytes do not cross.
"""

from catalog.processes.pool import BACKGROUND, WEB, Limits, Pool, run, use, use_limits
from catalog.processes.refusals import ChildDied, OutOfMemory, OutOfTime, TooManyWaiting, WorkStopped

__all__ = [
    "BACKGROUND",
    "WEB",
    "ChildDied",
    "Limits",
    "OutOfMemory",
    "OutOfTime",
    "Pool",
    "TooManyWaiting",
    "WorkStopped",
    "run",
    "use",
    "use_limits",
]
