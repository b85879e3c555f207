"""Faults at random moments, several at a time."""

import random
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack

from tests.faults.backing.faults import Fault

USUAL_SECONDS = (0.1, 2.0)
# Longer than a lease lasts: the others take over what is worked on.
LONG_SECONDS = (16.0, 18.0)
LONG = ("worker frozen", "database silent", "queue silent", "store cut off", "store silent")


class RandomFaults:
    """Each kind of fault as often as the others, in random order. `struck` counts them."""

    def __init__(self, faults: Mapping[str, Fault], moments: random.Random, *, long_ones: int) -> None:
        self.faults, self.moments = faults, moments
        self.struck: Counter[str] = Counter()
        self._long_ones_left = long_ones
        self._next: list[str] = []
        self._lasting: dict[str, tuple[float, ExitStack]] = {}

    @property
    def are_lasting(self) -> bool:
        return bool(self._lasting)

    def strike(self) -> str:
        """Begin another one, of a kind that does not last yet; its name."""
        self._next = self._next or self.moments.sample(list(self.faults), len(self.faults))
        name = self._next.pop()
        for other in [one for one in self._lasting if is_in_the_way(one, name)]:
            self.end(other)
        stack = ExitStack()
        stack.enter_context(self.faults[name]())
        self._lasting[name] = (time.monotonic() + self._seconds(name), stack)
        self.struck[name] += 1
        return name

    def end_what_is_over(self) -> None:
        for name, (ends_at, _) in list(self._lasting.items()):
            if time.monotonic() >= ends_at:
                self.end(name)

    def end_all(self) -> None:
        for name in list(self._lasting):
            self.end(name)

    def end(self, name: str) -> None:
        if name in self._lasting:
            self._lasting.pop(name)[1].close()

    def _seconds(self, name: str) -> float:
        if name in LONG and self._long_ones_left:
            self._long_ones_left -= 1
            return self.moments.uniform(*LONG_SECONDS)
        return self.moments.uniform(*USUAL_SECONDS)


def is_in_the_way(one: str, other: str) -> bool:
    """Whether a fault has to end before the other can begin: what is down can neither be locked nor emptied."""
    services = ("database", "queue")
    return one == other or (one.startswith(services) and other.startswith(services))
