"""Granting an account's free slots to waiting renders: previews first, then fairly between sets."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Self

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery

from catalog.models import ImageModel
from renders import schedule
from renders.models import Account, Attempt, Render, Shot, ShotSet
from renders.models.money import close
from renders.models.renders import IN_FLIGHT, State
from renders.providers import Provider
from renders.schedule import Ring

SPARE = 1


def grant(account: Account, provider: Provider, now: datetime) -> Iterator[Ring]:
    """Give free slots to waiting renders. No more of them than the request budget can send."""
    tally = Tally.of(account)
    most = account.most_orders(now, tally.in_flight)
    if not schedule.free_slots(most + SPARE, tally.in_flight, tally.uncollected):
        return
    queue, held_back = waiting(account, tally), spare(account, provider, most)
    slots = schedule.free_slots(most + held_back, tally.in_flight, tally.uncollected)
    slots = min(slots, sum(tally.queued.values()))
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


def spare(account: Account, provider: Provider, most: int) -> int:
    """One task more than the vendor works on hides the time we need to notice an end. It is the next in line, a preview
    while previews wait, so it stands before nobody who would be served earlier."""
    is_idle = not most or account.paused_reason or provider.abilities.answers_at_once
    return 0 if is_idle else SPARE


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
        rows = Render.objects.filter(account=account, state__in=counted).order_by().values_list("shot_set", "state")
        queued: Counter[int] = Counter()
        holding: Counter[int] = Counter()
        uncollected = 0
        for shot_set, state, count in rows.annotate(count=Count("pk")):
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
    first_shot = Shot.objects.filter(shot_set=OuterRef("pk")).order_by("pk")
    sets = ShotSet.objects.filter(pk__in=tally.queued)
    for shot_set in sets.annotate(image_model=Subquery(first_shot.values("image_model")[:1])):
        if shot_set.stopped_at:
            stopped = Render.objects.filter(account=account, shot_set=shot_set)
            stopped.move(State.QUEUED, State.CANCELLED, note="The set was stopped")
            close(shot_set.pk)
        else:
            is_preview = shot_set.kind == ShotSet.Kind.PREVIEW
            queued, holds = tally.queued[shot_set.pk], tally.holding.get(shot_set.pk, 0)
            found.append(schedule.Waiting(shot_set.pk, is_preview, queued, holds, shot_set.image_model))
    return found


def room_of_models(account: Account, queue: Sequence[schedule.Waiting], held_back: int) -> dict[int, int]:
    """How many more of their pictures the image models with a smaller cap of their own take, by id."""
    models = ImageModel.objects.filter(pk__in={one.image_model for one in queue})
    caps = {one.pk: one.cap_in_flight or 0 for one in models.filter(cap_in_flight__lt=account.cap_in_flight)}
    if not caps:
        return {}
    taken = Render.objects.filter(account=account, state__in=IN_FLIGHT, shot__image_model__in=caps).order_by()
    counted = dict(taken.values_list("shot__image_model").annotate(count=Count("pk")))
    return {pk: max(0, cap + held_back - counted.get(pk, 0)) for pk, cap in caps.items()}


def open_attempts(account: Account, provider: Provider, shot_set: int, share: int) -> list[Attempt]:
    """Grant `share` slots to a set: its next renders, grouped into as few requests as the provider takes."""
    queued = Render.objects.filter(account=account, state=State.QUEUED, shot_set=shot_set)
    queued = queued.only("account_id", "shot_id", "shot_set_id", "price_micros")
    attempts = []
    with transaction.atomic():
        for shot, renders in groupby(queued.order_by("pk")[:share], key=lambda render: render.shot_id):
            group, most = list(renders), samples_of(provider, shot)
            for start in range(0, len(group), most):
                attempts.append(grant_one(group[start : start + most]))
    return attempts


def samples_of(provider: Provider, shot: int) -> int:
    """How many pictures of a shot one request may ask for."""
    most = provider.abilities.samples_per_request
    if most == 1:
        return 1
    return min(most, Shot.objects.values_list("image_model__samples_per_request", flat=True).get(pk=shot))


def grant_one(renders: Sequence[Render]) -> Attempt:
    """One attempt for renders of one shot, and their slots."""
    attempt = Attempt.open_for(renders)
    Render.objects.filter(pk__in=[one.pk for one in renders]).moved(State.QUEUED, State.GRANTED, attempt=attempt)
    return attempt
