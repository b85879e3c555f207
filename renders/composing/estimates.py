"""How long an order takes, before anybody commits to it."""

import math
from dataclasses import dataclass

from catalog.models import ImageModel
from renders.models import Account, Latency


@dataclass(frozen=True)
class Estimate:
    """When the pictures are ready: at best all at the same time, at worst one round after another."""

    min_seconds: int
    max_seconds: int

    def __str__(self) -> str:
        """ "40 s" or "40–280 s"."""
        if self.min_seconds == self.max_seconds:
            return f"{self.min_seconds} s"
        return f"{self.min_seconds}–{self.max_seconds} s"


def estimate(renders: int, image_model: ImageModel | None, account: Account | None) -> Estimate:
    """The time for so many renders of this model at this account."""
    typical = typical_seconds(image_model, account)
    rounds = -(-renders // concurrent_renders(image_model, account)) if account else 1
    return Estimate(typical, max(typical, rounds * typical))


def typical_seconds(image_model: ImageModel | None, account: Account | None) -> int:
    """The time for one picture: as measured lately, else as the model's row says."""
    if not image_model or not account:
        return image_model.typical_seconds if image_model else 0
    return math.ceil(Latency.objects.usual_time(account.pk, image_model).typical.total_seconds())


def concurrent_renders(image_model: ImageModel | None, account: Account | None) -> int:
    """How many pictures the vendor draws at the same time for us."""
    caps = [row.cap_in_flight for row in (image_model, account) if row and row.cap_in_flight]
    return min(caps, default=1)
