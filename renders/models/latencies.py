"""How long pictures really take: learned from each finished task, by account and image model."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models

from catalog.models import ImageModel
from renders.models.attempts import ACCEPTED, Attempt
from renders.models.fast_queries import FastQuery

# Finished tasks from which on the learned time replaces the image model's own figure.
TRUSTED_AFTER = 3

# A slow task counts one sixteenth: polling too early costs one request.
WEIGHT_OF_SLOW = 16
# A fast task counts a quarter: polling too late leaves a slot empty, and nobody knows when a task really ended that had
# ended before its first poll.
WEIGHT_OF_FAST = 4
# How many times the cap of earlier tasks are checked: few tasks take four times the mean.
EARLIER_CAPS = 4


class LatencyQuerySet(models.QuerySet["Latency"]):
    def learned(self, account: int) -> dict[int, timedelta]:
        """What pictures of an account's image models take, by the model's id, where enough tasks have finished."""
        known = FastQuery(Latency).filter(account=account, seen__gte=TRUSTED_AFTER)
        rows = known.values_list("image_model", "seconds")
        return {image_model: timedelta(seconds=seconds) for image_model, seconds in rows}

    def typical(self, account: int, image_model: ImageModel) -> timedelta:
        """What a picture of this image model takes: as learned, else as its row says."""
        return self.learned(account).get(image_model.pk, timedelta(seconds=image_model.typical_seconds))

    def learn(self, attempt: Attempt, ended_at: datetime, cap: int) -> None:
        """Learn how long a delivered task was worked on, without the time it waited for one of `cap` slots."""
        seconds = max(0.0, (ended_at - started_at(attempt, cap)).total_seconds())
        row = FastQuery(Latency).filter(account=attempt.account_id, image_model=attempt.shot.image_model_id)
        for known, seen in row.values_list("seconds", "seen"):
            share = 1 / min(seen + 1, WEIGHT_OF_SLOW if seconds > known else WEIGHT_OF_FAST)
            row.update(seconds=known + (seconds - known) * share, seen=seen + 1)
            return
        self.create(account_id=attempt.account_id, image_model_id=attempt.shot.image_model_id, seconds=seconds, seen=1)


class Latency(models.Model):
    """How many seconds a vendor works on a picture of one image model, as a running mean over the latest."""

    account = models.ForeignKey("renders.Account", on_delete=models.CASCADE, related_name="latencies")
    image_model = models.ForeignKey("catalog.ImageModel", on_delete=models.CASCADE, related_name="+")
    seconds = models.FloatField(default=0)
    seen = models.PositiveIntegerField(default=0)

    objects = LatencyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="latency_once_a_model", fields=["account", "image_model"])]

    def __str__(self) -> str:
        return f"{self.image_model}: {self.seconds:.1f} s"


def started_at(attempt: Attempt, cap: int) -> datetime:
    """When the vendor began: once fewer than `cap` of the tasks sent before this one were unfinished.

    Only the latest earlier tasks are read, not all that an account ever bought.
    """
    sent_at = attempt.sent_at or attempt.created_at
    before = FastQuery(Attempt).filter(account=attempt.account_id, pk__lt=attempt.pk).filter_sql(ACCEPTED)
    latest = before.values_list("ended_at", order_by="-pk", limit=EARLIER_CAPS * cap)
    return start_behind(sent_at, cap, [end for (end,) in latest if end is None or end > sent_at])


def start_behind(sent_at: datetime, cap: int, ends: Iterable[datetime | None]) -> datetime:
    """When a task starts that was sent at `sent_at` behind others, which ended at `ends` (None: not yet)."""
    others = list(ends)
    known = sorted(end for end in others if end)
    must_end = len(others) - cap + 1
    return known[must_end - 1] if 0 < must_end <= len(known) else sent_at
