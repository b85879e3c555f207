"""When things are due: leases, waits, back-off, deadlines and fair shares. Pure arithmetic, no clock of its own."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

# How long a step may be silent before another worker takes its row.
LEASE_TIME = timedelta(seconds=15)

# Three renewals fit into a lease, so that one late clock tick loses nothing.
RENEW_INTERVAL = timedelta(seconds=5)

# How long the clock waits before it notifies of the same row again: what a lost message costs.
NOTIFY_INTERVAL = timedelta(seconds=5)

# How often in a row a step may end in an error that nobody foresaw before its row is given up.
MAX_FAILED_TRIES = 5

# From which number on a row counts the tries at which its store was away. They are counted apart from other errors,
# because a step waits for its store for days and must not be given up at the first other error after it.
TRIES_WITH_STORE_AWAY = 1000

# How often the clock does its chores, such as adding the changes of the tallies to the sums.
CHORE_INTERVAL = timedelta(seconds=30)

TICK = timedelta(milliseconds=100)
IDLE_TICK = timedelta(seconds=1)

# How long a doubt waits for a callback before a person is asked; replays by key have a window of their own.
IN_DOUBT_WINDOW = timedelta(minutes=15)

# Vendors remember an idempotency key for about a day; a replay must come well before they forget it.
REPLAY_WINDOW = timedelta(hours=20)

# Finished tasks from which on the learned time replaces the image model's own figure.
TRUSTED_AFTER = 3
# A slow task counts an eighth: polling too early costs one request.
WEIGHT_OF_SLOW = 8
# A fast task counts a quarter: polling too late leaves a slot empty.
WEIGHT_OF_FAST = 4
# A task that took less than this share of what was learned shows that it no longer holds.
FAR_FASTER = 0.7

# All of these are shares of a model's usual time. A task is first polled a little before it.
FIRST_POLL = 0.8
# The oldest task is polled earlier, each time at twice its age, because a row may say ten times too much, or the vendor
# may have become faster.
EARLY_POLL, EARLY_POLL_OF_UNKNOWN = 0.4, 1 / 16
# From then on the interval is this part of it: smaller where one request tells about many tasks than where each task
# needs its own. It grows by a multiple of what a task is over twice that time, because a row may say ten times too
# little; a task beyond the cap waits at its vendor for nearly as long as it takes.
INTERVAL_TOGETHER, INTERVAL_ALONE = 1 / 15, 1 / 5.5
OVERDUE_FACTOR = 6
MIN_POLL_INTERVAL, MAX_POLL_INTERVAL = timedelta(seconds=0.2), timedelta(seconds=15)

# A picture that could not be fetched so often holds back no further order.
FETCHES_THAT_HOLD_SLOTS = 3

# Share of a quote set aside for automatic retries: at most 13 pictures are paid for 10 ordered.
RETRY_POOL_PERCENT = 30


@dataclass(frozen=True)
class Enqueue:
    """What a step wants done next: a step's name and the keys of the rows that owe it. Only tasks enqueue."""

    step: str
    keys: tuple[int, ...]


@dataclass(frozen=True)
class QueuedSet:
    """What a set has queued of one image model, and how many of all its renders have a slot; set and model are ids."""

    shot_set: int
    is_preview: bool
    queued: int
    with_slot: int
    image_model: int = 0
    # Whether the set has shots of other image models too.
    is_mixed: bool = False
    # The campaign that it belongs to, by its id; 0 for none.
    campaign: int = 0


@dataclass(frozen=True)
class UsualTime:
    """How many seconds pictures of an image model take: what its row says, and the running mean over `seen` tasks."""

    preset: float
    learned: float = 0.0
    seen: int = 0

    @property
    def is_known(self) -> bool:
        return self.seen >= TRUSTED_AFTER

    @property
    def typical(self) -> timedelta:
        """What a picture takes. A few fast tasks count before they prove anything: polling early costs little."""
        provisional = min(self.preset, self.learned) if self.seen else self.preset
        return timedelta(seconds=self.learned if self.is_known else provisional)

    def after(self, seconds: float) -> "UsualTime":
        """What is known once one more task was seen to have taken so long."""
        if self.is_known and seconds < FAR_FASTER * self.learned:
            return UsualTime(self.preset, seconds, 1)
        weight = min(self.seen + 1, WEIGHT_OF_SLOW if seconds > self.learned else WEIGHT_OF_FAST)
        return UsualTime(self.preset, self.learned + (seconds - self.learned) / weight, self.seen + 1)


def free_slots(cap: int, in_flight: int, uncollected: int) -> int:
    """How many more slots an account may assign.

    Tasks in flight never exceed `cap`, in which the caller has included what it orders ahead. Pictures that are
    finished there and not collected are bounded by `cap` too: ordering faster than we can fetch would let paid pictures
    expire.
    """
    return max(0, min(cap - in_flight, 2 * cap - in_flight - uncollected))


def slots_of_share(cap: int, percent: int) -> int:
    """How many of an account's slots a share of its cap is: whole ones, at least one."""
    return max(1, cap * percent // 100)


def requests_left(per_minute: int, left: float | None, counted_at: datetime | None, now: datetime) -> float:
    """What is left of a request budget.

    A tenth of it may be used at once and the rest flows evenly, so that no minute, wherever it begins, sees more.
    """
    burst = max(1, per_minute // 10)
    if left is None or counted_at is None:
        return float(burst)
    flow = (per_minute - burst) / 60
    return min(float(burst), left + (now - counted_at).total_seconds() * flow)


def fair_shares(
    slots: int,
    sets: Iterable[QueuedSet],
    capacity: Mapping[int, int] | None = None,
    reserved: Mapping[int, int] | None = None,
) -> dict[QueuedSet, int]:
    """How the free slots are shared. Previews first, then campaigns below their share of the account, then the set with
    the fewest slots, whatever it draws with.

    `capacity` says how many more pictures an image model with a cap of its own takes, by its id; what a full model
    draws lets everything else go first, of the same set too. `reserved` says how many more slots a campaign gets until
    its share is full, by its id. A slot that a campaign does not need is never left empty.
    """
    queue = list(sets)
    left, of_share = Counter(capacity or {}), Counter(reserved or {})
    shares: Counter[int] = Counter()
    of_set: Counter[int] = Counter()

    def turn(position: int) -> tuple[int, ...]:
        """When it is this one's turn. The more slots are shared out, the later."""
        one = queue[position]
        first = (not one.is_preview, of_share[one.campaign] <= 0)
        return (*first, one.with_slot + of_set[one.shot_set], one.shot_set, shares[position], position)

    # There may be hundreds of sets for a few slots, so only of the one in front is it seen whether its turn is later
    # by now.
    turns = [turn(position) for position in range(len(queue))]
    heapify(turns)
    while turns and slots:
        earlier = heappop(turns)
        position = earlier[-1]
        chosen = queue[position]
        if chosen.queued <= shares[position] or left.get(chosen.image_model, 1) <= 0:
            continue
        if turn(position) == earlier:
            slots -= 1
            shares[position] += 1
            of_set[chosen.shot_set] += 1
            of_share[chosen.campaign] -= 1
            if chosen.image_model in left:
                left[chosen.image_model] -= 1
        heappush(turns, turn(position))
    return {queue[position]: share for position, share in shares.items()}


def first_poll_at(
    sent_at: datetime, usual: UsualTime, *, has_callbacks: bool = False, is_oldest: bool = False
) -> datetime:
    """When a task is first polled; with working callbacks only at twice the usual time, when its callback must be lost.

    `is_oldest` is whether its account has no older task of its image model.
    """
    if has_callbacks:
        return sent_at + usual.typical * 2
    early = EARLY_POLL if usual.is_known else EARLY_POLL_OF_UNKNOWN
    return sent_at + usual.typical * (early if is_oldest else FIRST_POLL)


def poll_interval(usual: UsualTime, age: timedelta, tasks_per_poll: int = 1) -> timedelta:
    """The wait until the next poll of a task that was `age` old at its last one."""
    early = usual.typical * FIRST_POLL - age
    if early > MIN_POLL_INTERVAL:
        return max(MIN_POLL_INTERVAL, min(age, early))
    share = INTERVAL_TOGETHER if tasks_per_poll > 1 else INTERVAL_ALONE
    wait = share * max(usual.typical, OVERDUE_FACTOR * (age - 2 * usual.typical))
    return min(max(wait, MIN_POLL_INTERVAL), MAX_POLL_INTERVAL)


def next_poll_at(first: datetime, sent_at: datetime, usual: UsualTime, polled_at: datetime) -> datetime:
    """When a task that needs a request of its own is polled next: the first of its own moments after `polled_at`."""
    at = first
    while at <= polled_at:
        interval = poll_interval(usual, at - sent_at)
        # A task of a worker that stood still for days is brought up to date in one step.
        at += interval * ((polled_at - at) // interval) if interval == MAX_POLL_INTERVAL else timedelta()
        at += interval
    return at


def back_off(tries: int, key: str) -> timedelta:
    """The wait before try number `tries + 1`: 2, 4, 8 … 60 s, spread by up to a quarter so that rows do not retry
    together; the same key waits the same time."""
    base = min(60.0, 2.0 ** min(tries + 1, 6))  # a store may be away for days
    spread = int.from_bytes(hashlib.sha256(f"{key}/{tries}".encode()).digest()[:4]) / 2**32
    return timedelta(seconds=base * (1 + spread / 4))


def doubt_ends_at(sent_at: datetime, *, replays: bool, may_be_called_back: bool) -> datetime | None:
    """Until when Packshot itself can find out what became of an order; None where nothing tells."""
    if replays:
        return sent_at + REPLAY_WINDOW
    return sent_at + IN_DOUBT_WINDOW if may_be_called_back else None


def worst_case(count: int) -> int:
    """How many paid pictures `count` ordered ones can become: the retry pool is rounded up."""
    return count - (-count * RETRY_POOL_PERCENT // 100)
