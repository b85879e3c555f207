"""When things are due: leases, waits, back-off, deadlines and fair shares. Pure arithmetic, no clock of its own."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

LEASE = timedelta(seconds=15)
"""How long a step may be silent before another worker takes its row."""

RENEW_EVERY = timedelta(seconds=5)
"""Three renewals fit into a lease, so that one late clock tick loses nothing."""

GRACE = timedelta(seconds=5)
"""How long a row that was rung for waits before the clock rings again; a lost message costs this much."""

TICK = timedelta(milliseconds=100)
IDLE_TICK = timedelta(seconds=1)

IN_DOUBT_WINDOW = timedelta(minutes=15)
"""How long Packshot itself tries to find out what became of an order before a person is asked."""

RETRY_POOL_PERCENT = 30
"""Share of a quote kept for automatic second tries: at most 13 pictures are paid for 10 ordered."""


@dataclass(frozen=True)
class Ring:
    """What a step wants done next: the name of a step and the ids to do it for. Only tasks ring."""

    step: str
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Waiting:
    """A set with renders that wait for a slot, how many of its renders hold one, and who draws them."""

    shot_set: int
    is_preview: bool
    waiting: int
    holding: int
    image_model: int = 0


def free_slots(cap: int, in_flight: int, uncollected: int) -> int:
    """How many more renders an account may be given.

    In flight at the provider never exceeds `cap`. What has ended there but is not home yet is bounded by
    `cap` too: ordering faster than we can fetch would let paid pictures expire.
    """
    return max(0, min(cap - in_flight, 2 * cap - in_flight - uncollected))


def calls_left(per_minute: int, left: float | None, counted_at: datetime | None, now: datetime) -> float:
    """What is left of a request budget.

    A tenth of it may be used at once and the rest flows evenly, so that no minute, wherever it begins, sees more.
    """
    burst = max(1, per_minute // 10)
    if left is None or counted_at is None:
        return float(burst)
    flow = (per_minute - burst) / 60
    return min(float(burst), left + (now - counted_at).total_seconds() * flow)


def fair_shares(slots: int, sets: Iterable[Waiting], room: Mapping[int, int] | None = None) -> dict[int, int]:
    """Who gets the free slots: set id -> number. Previews first, then whoever holds fewest. `room` says how many more
    an image model of its own cap takes, by its id; a set whose model is full steps aside for the others."""
    queue = list(sets)
    left = Counter(room or {})
    given: Counter[int] = Counter()
    for _ in range(slots):
        open_sets = [
            one
            for one in queue
            if one.waiting > given[one.shot_set] and (one.image_model not in left or left[one.image_model] > 0)
        ]
        if not open_sets:
            break
        chosen = min(open_sets, key=lambda one: (not one.is_preview, one.holding + given[one.shot_set], one.shot_set))
        given[chosen.shot_set] += 1
        if chosen.image_model in left:
            left[chosen.image_model] -= 1
    return dict(given)


def first_look(sent_at: datetime, typical: timedelta, is_told: bool = False) -> datetime:
    """When a task is worth its first look: at 60 % of what its model usually takes, and where ends are reported to us
    only once its report must be lost, at twice that time."""
    return sent_at + typical * (2.0 if is_told else 0.6)


def pause(typical: timedelta, tasks_per_look: int = 1) -> timedelta:
    """The wait between looks: a fifteenth of the usual time where one call tells about all tasks, a seventh where
    each is asked about alone; never under 0.2 s nor over 15 s."""
    share = 15 if tasks_per_look > 1 else 7
    return min(max(typical / share, timedelta(seconds=0.2)), timedelta(seconds=15))


def back_off(tries: int, key: str) -> timedelta:
    """The wait before try number `tries + 1`: 2, 4, 8 … 60 s, spread by up to a quarter so that rows do not march
    in step; the same key waits the same time."""
    base = min(60.0, 2.0 * 2**tries)
    spread = int.from_bytes(hashlib.sha256(f"{key}/{tries}".encode()).digest()[:4]) / 2**32
    return timedelta(seconds=base * (1 + spread / 4))


def worst_case(count: int) -> int:
    """How many paid pictures `count` ordered ones can become: the retry pool is rounded up."""
    return count - (-count * RETRY_POOL_PERCENT // 100)
