"""The provider's clock: faster or slower than ours, and able to advance, so that nothing has to be waited for."""

import asyncio
import contextlib
import math
import time


class ProviderClock:
    """Counts provider seconds from 0. At `scale` 0.1 thirty of them pass in three of ours.

    Instants and durations of the simulators are provider seconds; stamps shown to a client are Unix seconds on the
    client's own clock, shifted by every advance.
    """

    def __init__(self, scale: float = 1.0) -> None:
        if not scale > 0:
            raise ValueError("scale is a positive number: wall seconds per provider second")
        self.scale = scale
        self._began = time.monotonic()
        self._epoch = time.time()
        self._advanced = 0.0
        self._advance = asyncio.Event()

    def now(self) -> float:
        """Provider seconds since the start."""
        return (time.monotonic() - self._began) / self.scale + self._advanced

    def stamp(self, at: float | None = None) -> float:
        """The Unix time of a provider instant, by default of now."""
        return self._epoch + (self.now() if at is None else at) * self.scale

    def wall(self, seconds: float) -> float:
        """How many of our seconds that many provider seconds last."""
        return seconds * self.scale

    def advance(self, seconds: float) -> None:
        """Let that many provider seconds have passed; waiting coroutines check again."""
        self._advanced += seconds
        self._advance.set()
        self._advance = asyncio.Event()

    async def until(self, at: float, limit: float = math.inf) -> None:
        """Wait for a provider instant, at most `limit` of our seconds."""
        deadline = time.monotonic() + limit
        while True:
            left = min(self.wall(at - self.now()), deadline - time.monotonic())
            if left <= 0:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._advance.wait(), min(left, 3600))
