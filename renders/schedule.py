"""When things are due: leases, waits, back-off, deadlines and fair shares. Pure arithmetic, no clock of its own."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# How long a step may be silent before another worker takes its row.
LEASE_TIME = timedelta(seconds=15)

# Three renewals fit into a lease, so that one late clock tick loses nothing.
RENEW_INTERVAL = timedelta(seconds=5)

# How long the clock waits before it notifies of the same row again: what a lost message costs.
NOTIFY_INTERVAL = timedelta(seconds=5)

TICK = timedelta(milliseconds=100)
IDLE_TICK = timedelta(seconds=1)

# How long a doubt waits for a callback before a person is asked; replays by key have a window of their own.
IN_DOUBT_WINDOW = timedelta(minutes=15)

# Share of a quote set aside for automatic retries: at most 13 pictures are paid for 10 ordered.
RETRY_POOL_PERCENT = 30


@dataclass(frozen=True)
class Enqueue:
    """What a step wants done next: a step's name and the keys of the rows that owe it. Only tasks enqueue."""

    step: str
    keys: tuple[int, ...]


@dataclass(frozen=True)
class QueuedSet:
    """A set with queued renders: how many are queued, how many have a slot, and the image model, by ids."""

    shot_set: int
    is_preview: bool
    queued: int
    with_slot: int
    image_model: int = 0


def free_slots(cap: int, in_flight: int, uncollected: int) -> int:
    """How many more slots an account may assign.

    Tasks in flight never exceed `cap`, in which the caller has included what it orders ahead. Pictures that are
    finished there and not collected are bounded by `cap` too: ordering faster than we can fetch would let paid pictures
    expire.
    """
    return max(0, min(cap - in_flight, 2 * cap - in_flight - uncollected))


def requests_left(per_minute: int, left: float | None, counted_at: datetime | None, now: datetime) -> float:
    """What is left of a request budget.

    A tenth of it may be used at once and the rest flows evenly, so that no minute, wherever it begins, sees more.
    """
    burst = max(1, per_minute // 10)
    if left is None or counted_at is None:
        return float(burst)
    flow = (per_minute - burst) / 60
    return min(float(burst), left + (now - counted_at).total_seconds() * flow)


def fair_shares(slots: int, sets: Iterable[QueuedSet], capacity: Mapping[int, int] | None = None) -> dict[int, int]:
    """How the free slots are shared: set id -> number. Previews first, then the set with the fewest slots.

    `capacity` says how many more pictures an image model with a cap of its own takes, by its id; a set whose model is
    full lets the others go first.
    """
    queue = list(sets)
    left = Counter(capacity or {})
    shares: Counter[int] = Counter()
    for _ in range(slots):
        open_sets = [
            one
            for one in queue
            if one.queued > shares[one.shot_set] and (one.image_model not in left or left[one.image_model] > 0)
        ]
        if not open_sets:
            break
        chosen = min(
            open_sets, key=lambda one: (not one.is_preview, one.with_slot + shares[one.shot_set], one.shot_set)
        )
        shares[chosen.shot_set] += 1
        if chosen.image_model in left:
            left[chosen.image_model] -= 1
    return dict(shares)


def first_poll_at(sent_at: datetime, typical: timedelta, has_callbacks: bool = False) -> datetime:
    """When a task is first polled: at 60 % of what its model usually takes; with working callbacks only at twice that
    time, when its callback must be lost."""
    return sent_at + typical * (2.0 if has_callbacks else 0.6)


def poll_interval(typical: timedelta, tasks_per_poll: int = 1) -> timedelta:
    """The wait between polls: a fifteenth of the usual time where one request tells about many tasks, a seventh where
    each task needs its own; never under 0.2 s nor over 15 s."""
    share = 15 if tasks_per_poll > 1 else 7
    return min(max(typical / share, timedelta(seconds=0.2)), timedelta(seconds=15))


def back_off(tries: int, key: str) -> timedelta:
    """The wait before try number `tries + 1`: 2, 4, 8 … 60 s, spread by up to a quarter so that rows do not retry
    together; the same key waits the same time."""
    base = min(60.0, 2.0 * 2**tries)
    spread = int.from_bytes(hashlib.sha256(f"{key}/{tries}".encode()).digest()[:4]) / 2**32
    return timedelta(seconds=base * (1 + spread / 4))


def worst_case(count: int) -> int:
    """How many paid pictures `count` ordered ones can become: the retry pool is rounded up."""
    return count - (-count * RETRY_POOL_PERCENT // 100)
