"""How long pictures really take: learned from each finished task, by account and image model."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from catalog.models import ImageModel
from renders.models.attempts import ACCEPTED, Attempt
from renders.models.fast_queries import FastQuery
from renders.schedule import UsualTime

# How many times the cap of earlier tasks are checked: few tasks take four times the mean.
EARLIER_CAPS = 4


class LatencyQuerySet(models.QuerySet["Latency"]):
    def learned(self, account: int) -> dict[int, tuple[float, int]]:
        """What pictures of an account's image models took, by the model's id: mean seconds, and of how many tasks."""
        rows = FastQuery(Latency).filter(account=account).values_list("image_model", "seconds", "seen")
        return {image_model: (seconds, seen) for image_model, seconds, seen in rows}

    def usual_time(self, account: int, image_model: ImageModel) -> UsualTime:
        """What a picture of this image model takes: as learned, else as its row says."""
        return UsualTime(image_model.typical_seconds, *self.learned(account).get(image_model.pk, ()))

    def learn(self, attempt: Attempt, ended_at: datetime, cap: int, before: UsualTime) -> UsualTime:
        """Learn how long a delivered task was worked on, without the time it waited for one of `cap` slots."""
        usual = before.after(max(0.0, (ended_at - started_at(attempt, cap)).total_seconds()))
        row = FastQuery(Latency).filter(account=attempt.account_id, image_model=attempt.shot.image_model_id)
        fields = {"seconds": usual.learned, "seen": usual.seen}
        if not row.update_unsynced(**fields):
            self.create(account_id=attempt.account_id, image_model_id=attempt.shot.image_model_id, **fields)
        return usual


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
