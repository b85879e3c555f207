"""The queues on Redis: a sorted set for each kind of work."""

from collections.abc import Sequence
from typing import Any

from huey.storage import PriorityRedisExpireStorage
from redis.exceptions import TimeoutError

from config.background.work import EVERY_WORK, QUEUES, Work


class RedisMessages(PriorityRedisExpireStorage):  # type: ignore[misc]  # huey has no types
    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(name, **options)
        # Huey's own storage writes one set. Each kind has one, over the same connections.
        self._sets = {
            work: PriorityRedisExpireStorage(of_work, connection_pool=self.pool) for work, of_work in QUEUES.items()
        }

    def enqueue(self, data: bytes, priority: int | None = None, work: Work = Work.NETWORK) -> None:
        self._sets[work].enqueue(data, priority)

    def dequeue(self, works: Sequence[Work] = EVERY_WORK) -> bytes | None:
        """The first message of these kinds; where it may wait, it waits for any."""
        keys = [self._sets[work].queue_key for work in works]
        data = self._first_of(keys)
        if data is not None or not self.blocking:
            return data
        try:
            taken = self.conn.bzpopmin(keys, timeout=self.read_timeout)
        except TimeoutError:
            return None
        return without_time(taken[1]) if taken else None

    def queue_size(self) -> int:
        return sum(int(one.queue_size()) for one in self._sets.values())

    def enqueued_items(self, limit: int | None = None) -> list[bytes]:
        return [item for one in self._sets.values() for item in one.enqueued_items(limit)]

    def flush_queue(self) -> None:
        for one in self._sets.values():
            one.flush_queue()

    def _first_of(self, keys: Sequence[bytes]) -> bytes | None:
        """Another worker may take the one that was seen: then the next one of its queue, or none for this time."""
        firsts = [(found[0][1], key) for key in keys if (found := self.conn.zrange(key, 0, 0, withscores=True))]
        # The lowest score has the highest priority.
        items = self.conn.zpopmin(min(firsts)[1], count=1) if firsts else []
        return without_time(items[0][0]) if items else None


def without_time(data: bytes) -> bytes:
    """Huey puts the time before each message, in eight bytes, so that equal ones differ."""
    return data[8:]
