"""Waiting for what another process or thread does."""

import time
from collections.abc import Callable

# Seconds. A wait that comes true ends at once, so a long limit costs nothing where all is well; it only bounds a hang.
# A short one would measure how busy the machine is that runs the tests.
PATIENCE = 120.0


def until(condition: Callable[[], object], seconds: float = PATIENCE, pause: float = 0.01) -> bool:
    """Whether the condition comes true in time."""
    ends_at = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends_at:
            return False
        time.sleep(pause)
    return True
