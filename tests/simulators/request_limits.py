"""How often an account may call, what it is answered when it calls too often, and whether it waits."""

from collections import Counter, deque
from dataclasses import dataclass

MINUTE = 60.0
GRACE = 0.05  # our seconds a request may come before its time is up, for those already on the way


@dataclass(frozen=True, slots=True)
class BudgetState:
    """An account's budget after one more request. `resets_at` is a provider instant."""

    is_over: bool
    remaining: int
    resets_at: float


class RequestBudget:
    """So many requests a provider minute, in fixed windows that begin with the first request. 0 is no limit."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[float, int]] = {}

    def spend(self, account: str, limit: int, now: float) -> BudgetState:
        """Count one request."""
        resets_at, used = self._windows.get(account, (0.0, 0))
        if now >= resets_at:
            resets_at, used = now + MINUTE, 0
        used += 1
        self._windows[account] = resets_at, used
        return BudgetState(0 < limit < used, max(0, limit - used), resets_at)


class CallRates:
    """What each account asks when: its busiest minute, and calls made before a Retry-After had passed."""

    def __init__(self) -> None:
        self.busiest_minute: Counter[str] = Counter()
        self.too_soon: Counter[str] = Counter()
        self._recent: dict[str, deque[float]] = {}
        self._wait_until: dict[str, float] = {}

    def note(self, account: str, now: float, wall: float) -> None:
        """A request came, at a provider instant and at our Unix time."""
        recent = self._recent.setdefault(account, deque())
        recent.append(now)
        while recent[0] <= now - MINUTE:
            recent.popleft()
        self.busiest_minute[account] = max(self.busiest_minute[account], len(recent))
        self.too_soon[account] += wall < self._wait_until.get(account, 0.0) - GRACE

    def must_wait(self, account: str, until: float) -> None:
        """The account was sent a Retry-After that ends at this Unix time."""
        self._wait_until[account] = max(until, self._wait_until.get(account, 0.0))
