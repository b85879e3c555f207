"""Granting an account's free slots to waiting renders: previews first, then fairly between sets."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Self

from django.db import transaction
from django.db.models import Count

from catalog.models import ImageModel
from renders import schedule
from renders.models import Account, Attempt, Render, Shot, ShotSet
from renders.models.money import close
from renders.models.renders import IN_FLIGHT, State
from renders.models.rows import Rows, insert
from renders.providers import Provider
from renders.schedule import Ring

SPARE = 1
"""Tasks beyond the cap that hide the time we need to notice an end."""

SPARE_FOR_PREVIEWS = 2
"""Somebody watches them: the first goes out at once, though every slot and the spare be production's."""


def grant(account: Account, provider: Provider, now: datetime) -> Iterator[Ring]:
    """Give free slots to waiting renders. No more of them than the request budget can send."""
    tally = Tally.of(account)
    most = account.most_orders(now, tally.in_flight)
    if not schedule.free_slots(most + SPARE_FOR_PREVIEWS, tally.in_flight, tally.uncollected):
        return
    queue = waiting(account, tally)
    held_back = spare(account, provider, most, queue)
    slots = schedule.free_slots(most + held_back, tally.in_flight, tally.uncollected)
    slots = min(slots, sum(tally.queued.values()))
    if not slots:
        return
    if not provider.abilities.answers_at_once:
        slots = account.take(slots, now)
    shares = schedule.fair_shares(slots, queue, room_of_models(account, queue, held_back))
    attempts = [
        attempt.pk
        for shot_set, share in shares.items()
        for attempt in open_attempts(account, provider, shot_set, share)
    ]
    if not provider.abilities.answers_at_once:
        account.give_back(slots - len(attempts))
    yield from (Ring("submit", (attempt,)) for attempt in attempts)


def spare(account: Account, provider: Provider, most: int, queue: Sequence[schedule.Waiting]) -> int:
    """How many tasks more than the vendor works on it is given. They are the next in line, previews while previews
    wait, so they stand before nobody who would be served earlier."""
    if not most or account.paused_reason or provider.abilities.answers_at_once:
        return 0
    return SPARE_FOR_PREVIEWS if any(one.is_preview for one in queue) else SPARE


@dataclass(frozen=True)
class Tally:
    """How an account's unfinished renders stand, by set."""

    queued: Mapping[int, int]
    holding: Mapping[int, int]
    uncollected: int

    @classmethod
    def of(cls, account: Account) -> Self:
        """Count them, in one query that an index answers."""
        counted = [State.QUEUED, *IN_FLIGHT, State.FINISHED]
        unfinished = Render.rows(account=account, state=counted)
        queued: Counter[int] = Counter()
        holding: Counter[int] = Counter()
        uncollected = 0
        for shot_set, state, count in unfinished.counted("shot_set", "state"):
            if state == State.QUEUED:
                queued[shot_set] += count
            elif state == State.FINISHED:
                uncollected += count
            else:
                holding[shot_set] += count
        return cls(queued, holding, uncollected)

    @property
    def in_flight(self) -> int:
        """How many slots are taken."""
        return sum(self.holding.values())


def waiting(account: Account, tally: Tally) -> list[schedule.Waiting]:
    """The sets with renders that wait for this account. What was stopped is cancelled here, not sent."""
    found = []
    for shot_set, kind, stopped_at in Rows(ShotSet).where(pk=tally.queued).select("pk", "kind", "stopped_at"):
        if stopped_at:
            stopped = Render.rows(account=account, shot_set=shot_set)
            stopped.move(State.QUEUED, State.CANCELLED, note="The set was stopped")
            close(shot_set)
        else:
            is_preview = kind == ShotSet.Kind.PREVIEW
            queued, holds = tally.queued[shot_set], tally.holding.get(shot_set, 0)
            found.append(schedule.Waiting(shot_set, is_preview, queued, holds, drawn_by(shot_set)))
    return found


def drawn_by(shot_set: int) -> int:
    """The image model of a set's first shot, by id."""
    [(image_model,)] = Rows(Shot).where(shot_set=shot_set).select("image_model", most=1)
    return int(image_model)


def room_of_models(account: Account, queue: Sequence[schedule.Waiting], held_back: int) -> dict[int, int]:
    """How many more of their pictures the image models with a smaller cap of their own take, by id."""
    models = Rows(ImageModel).where(pk={one.image_model for one in queue})
    caps = dict(models.whose("cap_in_flight", "<", account.cap_in_flight).select("pk", "cap_in_flight"))
    if not caps:
        return {}
    taken = Render.objects.filter(account=account, state__in=IN_FLIGHT, shot__image_model__in=caps).order_by()
    counted = dict(taken.values_list("shot__image_model").annotate(count=Count("pk")))
    return {pk: max(0, cap + held_back - counted.get(pk, 0)) for pk, cap in caps.items()}


def open_attempts(account: Account, provider: Provider, shot_set: int, share: int) -> list[Attempt]:
    """Grant `share` slots to a set: its next renders, grouped into as few requests as the provider takes."""
    queued = Render.rows(account=account, state=State.QUEUED, shot_set=shot_set)
    attempts = []
    with transaction.atomic():
        next_ones = queued.select("shot", "price_micros", "pk", most=share)
        for (shot, price), renders in groupby(next_ones, key=itemgetter(0, 1)):
            group, most = [pk for _, _, pk in renders], samples_of(provider, shot)
            for start in range(0, len(group), most):
                attempt = Attempt(account=account, shot_id=shot, price_micros=price)
                insert([attempt])
                Render.rows(pk=group[start : start + most]).moved(State.QUEUED, State.GRANTED, attempt=attempt)
                attempts.append(attempt)
    return attempts


def samples_of(provider: Provider, shot: int) -> int:
    """How many pictures of a shot one request may ask for."""
    most = provider.abilities.samples_per_request
    if most == 1:
        return 1
    return min(most, Shot.objects.values_list("image_model__samples_per_request", flat=True).get(pk=shot))
