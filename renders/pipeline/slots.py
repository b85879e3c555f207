"""Assigning an account's free slots to queued renders: previews first, then campaigns below their share, then fairly
between sets."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Self

from django.db import transaction
from django.db.models import Count, Min
from django.utils.translation import gettext as _

from catalog.models import Campaign, ImageModel
from renders import schedule
from renders.models import Account, Attempt, Render, Shot, ShotSet
from renders.models.attempts import ACCEPTED
from renders.models.fast_execution import unsynced
from renders.models.fast_queries import FastQuery, RawSql, bulk_insert
from renders.models.model_pauses import paused_models
from renders.models.money import release_rest
from renders.models.queued_counts import queued_by_set
from renders.models.renders import IN_FLIGHT, State
from renders.models.shot_sets import is_held
from renders.pipeline.polling import read_is_answered
from renders.providers import Provider
from renders.schedule import Enqueue, QueuedSet

# Tasks beyond the cap, so that the provider has work while we notice that a task ended.
OVER_COMMIT = 1
# Previews get one extra slot, so a user never waits behind a batch that has every slot and the over-commit.
OVER_COMMIT_WITH_PREVIEWS = 2

# Of any shot of the set: they have the same one, unless it is mixed. Asked for the first shot, Postgres looks for it
# among all shots by their ids.
IMAGE_MODEL = RawSql("(SELECT image_model_id FROM renders_shot WHERE shot_set_id = renders_shotset.id LIMIT 1)")


def assign_slots(account: Account, provider: Provider, now: datetime) -> Iterator[Enqueue]:
    """Assign free slots to queued renders, no more of them than the request budget can send."""
    if account.paused_reason:
        yield from assign_probe(account, provider, now)
        return
    if not account.takes_orders(now):
        return
    load = AccountLoad.of(account, now)
    cap = account.cap_in_flight
    free = schedule.free_slots(cap + OVER_COMMIT_WITH_PREVIEWS, load.in_flight, load.uncollected)
    if not free:
        return
    paused = paused_models(account)
    sets = [one for one in queued_sets(account, load, free, now) if one.image_model not in paused]
    extra = over_commit(provider, sets)
    slots = schedule.free_slots(cap + extra, load.in_flight, load.uncollected)
    slots = min(slots, sum(one.queued for one in sets))
    if not slots:
        return
    if not provider.abilities.finishes_at_once:
        slots = account.take_requests(slots, now)
    capacity = capacity_of_models(account, sets, extra, load.doubts)
    shares = schedule.fair_shares(slots, sets, capacity, reserved_slots(account, sets, load, now))
    attempts = open_attempts(account, provider, shares)
    if not provider.abilities.finishes_at_once:
        account.return_requests(slots - len(attempts))
    yield from (Enqueue("submit", (attempt.pk,)) for attempt in attempts)


def assign_probe(account: Account, provider: Provider, now: datetime) -> Iterator[Enqueue]:
    """Assign one slot of a paused account, whatever is at the provider or in doubt.

    Where no order is repeated safely, a read goes ahead: an order that gets no answer is a doubt for a person.
    """
    load = AccountLoad.of(account, now)
    if not account.may_probe(now) or load.is_sending or load.uncollected >= account.cap_in_flight:
        return
    sets = sets_to_probe(account, queued_sets(account, load, 1, now))
    if not sets:
        return
    if account.is_out_of_reach and not provider.abilities.replays_by_key:
        task_id = last_task_id(account)
        if task_id and not read_is_answered(account, provider, task_id, now):
            return
    if not (provider.abilities.finishes_at_once or account.take_requests(1, now)):
        return
    FastQuery(Account).filter(pk=account.pk).update(probed_model=sets[0].image_model)
    attempts = open_attempts(account, provider, schedule.fair_shares(1, sets))
    yield from (Enqueue("submit", (attempt.pk,)) for attempt in attempts)


def sets_to_probe(account: Account, sets: Sequence[QueuedSet]) -> list[QueuedSet]:
    """The sets of the image model whose turn it is: one that is refused must not keep the others from trying.

    Where the account is paused because one model after the other was refused, those take their turn as well.
    """
    left_out = set() if account.paused_code == Account.Pause.MODELS_DENIED else paused_models(account)
    models = sorted({one.image_model for one in sets} - left_out)
    later = [model for model in models if model > (account.probed_model_id or 0)]
    turn = next(iter([*later, *models]), None)
    return [one for one in sets if one.image_model == turn]


def last_task_id(account: Account) -> str:
    """The last task that this account ordered; empty when there was none."""
    accepted = FastQuery(Attempt).filter(account=account).filter_sql(ACCEPTED)
    return next((task_id for (task_id,) in accepted.values_list("task_id", order_by="-pk", limit=1)), "")


def over_commit(provider: Provider, sets: Sequence[QueuedSet]) -> int:
    """How many tasks the provider gets beyond its cap. They are the next in line, so they delay nobody."""
    if provider.abilities.finishes_at_once:
        return 0
    return OVER_COMMIT_WITH_PREVIEWS if any(one.is_preview for one in sets) else OVER_COMMIT


@dataclass(frozen=True)
class AccountLoad:
    """An account's renders that left the queue and are unfinished: those with a slot by set, those not collected yet,
    and whether a request is on its way. `doubts` are those in doubt that hold no slot any more, by image model."""

    with_slot: Mapping[int, int]
    uncollected: int
    is_sending: bool
    doubts: Mapping[int, int]

    @classmethod
    def of(cls, account: Account, now: datetime) -> Self:
        """Count them, in one query that an index answers."""
        beyond_queue = Render.fast.filter(account=account, state__in=[*IN_FLIGHT, State.FINISHED])
        with_slot: Counter[int] = Counter()
        uncollected, is_sending, is_any_in_doubt = 0, False, False
        for shot_set, state, count in beyond_queue.count_by("shot_set", "state"):
            if state == State.FINISHED:
                uncollected += count
            else:
                with_slot[shot_set] += count
                is_sending = is_sending or state in {State.ASSIGNED, State.SUBMITTING}
                is_any_in_doubt = is_any_in_doubt or state == State.IN_DOUBT
        if uncollected:
            hard_to_fetch = {"state": State.FINISHED, "fetch_count__gte": schedule.FETCHES_THAT_HOLD_SLOTS}
            uncollected -= Render.fast.filter(account=account, **hard_to_fetch).count()
        doubts: Counter[int] = Counter()
        for shot_set, image_model, count in doubts_without_slot(account, now) if is_any_in_doubt else []:
            with_slot[shot_set] -= count
            doubts[image_model] += count
        return cls(with_slot, uncollected, is_sending, doubts)

    @property
    def in_flight(self) -> int:
        return sum(self.with_slot.values())


def doubts_without_slot(account: Account, now: datetime) -> list[tuple[int, int, int]]:
    """Renders in doubt for longer than their image model may take: whatever was ordered, nobody works on it any more.

    Rows of set, image model and how many.
    """
    doubts = Render.objects.filter(account=account, state=State.IN_DOUBT).order_by()
    deadlines = doubts.values_list("shot__image_model", "shot__image_model__deadline_seconds").distinct()
    counts = []
    for image_model, seconds in list(deadlines):
        old = doubts.filter(shot__image_model=image_model, attempt__sent_at__lte=now - timedelta(seconds=seconds))
        by_set = old.values_list("shot_set").annotate(count=Count("pk"))
        counts += [(shot_set, image_model, count) for shot_set, count in by_set]
    return counts


def queued_sets(account: Account, load: AccountLoad, free: int, now: datetime) -> list[QueuedSet]:
    """What waits for this account, by set and image model, without sets that are held back. What was stopped is
    cancelled here instead of sent. Each set counts with `free` renders at most: nobody needs to know of more."""
    sets = []
    waiting = queued_by_set(account.pk, free)
    columns = ("pk", "kind", "campaign", "stopped_at", "paused_at", "starts_at", "is_mixed", IMAGE_MODEL)
    for shot_set, kind, campaign, stopped_at, paused_at, starts_at, is_mixed, image_model in (
        FastQuery(ShotSet).filter(pk__in=waiting).values_list(*columns)
    ):
        if stopped_at:
            stopped = Render.fast.filter(account=account, shot_set=shot_set)
            stopped.try_move(State.QUEUED, State.CANCELLED, note=_("The set was stopped"))
            release_rest(shot_set)
        elif not is_held(paused_at, starts_at, now):
            is_preview, with_slot = kind == ShotSet.Kind.PREVIEW, load.with_slot.get(shot_set, 0)
            queued = queued_by_model(account, shot_set) if is_mixed else [(image_model, waiting[shot_set])]
            sets += [
                QueuedSet(shot_set, is_preview, count, with_slot, model, is_mixed, campaign or 0)
                for model, count in queued
            ]
    return sets


def queued_by_model(account: Account, shot_set: int) -> list[tuple[int, int]]:
    """How many renders of a set wait for this account, by the image model that draws them, in the order of shots."""
    queued = Render.objects.filter(account=account, state=State.QUEUED, shot_set=shot_set)
    by_model = queued.values_list("shot__image_model").annotate(count=Count("pk"), first=Min("shot"))
    return [(model, count) for model, count, _ in by_model.order_by("first")]


def capacity_of_models(
    account: Account, sets: Sequence[QueuedSet], extra: int, doubts: Mapping[int, int]
) -> dict[int, int]:
    """How many more pictures the image models with a smaller cap of their own take, by id."""
    models = FastQuery(ImageModel).filter(
        pk__in={one.image_model for one in sets}, cap_in_flight__lt=account.cap_in_flight
    )
    caps = dict(models.values_list("pk", "cap_in_flight"))
    if not caps:
        return {}
    taken = Render.objects.filter(account=account, state__in=IN_FLIGHT, shot__image_model__in=caps).order_by()
    in_flight = dict(taken.values_list("shot__image_model").annotate(count=Count("pk")))
    return {pk: max(0, cap + extra - in_flight.get(pk, 0) + doubts.get(pk, 0)) for pk, cap in caps.items()}


def reserved_slots(account: Account, sets: Sequence[QueuedSet], load: AccountLoad, now: datetime) -> dict[int, int]:
    """How many more slots the running campaigns of these sets get until their share of the account is full, by id."""
    campaigns = {one.campaign for one in sets} - {0}
    if not campaigns:
        return {}
    unended = FastQuery(Campaign).filter(pk__in=campaigns, account_share__gt=0).filter_sql(RawSql("ended_at IS NULL"))
    shares = unended.filter(starts_at__lte=now, ends_at__gt=now).values_list("pk", "account_share")
    left = {pk: schedule.slots_of_share(account.cap_in_flight, percent) for pk, percent in shares}
    of_campaigns = FastQuery(ShotSet).filter(pk__in=load.with_slot, campaign__in=left) if left else None
    for shot_set, campaign in of_campaigns.values_list("pk", "campaign") if of_campaigns else []:
        left[campaign] -= load.with_slot[shot_set]
    return left


def open_attempts(account: Account, provider: Provider, shares: Mapping[QueuedSet, int]) -> list[Attempt]:
    """Assign each set its share of the slots."""
    # Nothing is sent yet. What sends it is written after this, and the disk is waited for then.
    with unsynced(), transaction.atomic():
        return [
            attempt
            for of_set, share in shares.items()
            for attempt in open_attempts_of_set(account, provider, of_set, share)
        ]


def open_attempts_of_set(account: Account, provider: Provider, of_set: QueuedSet, share: int) -> list[Attempt]:
    """Assign `share` slots to a set: its next renders, grouped into as few requests as the provider takes."""
    queued = Render.fast.filter(account=account, state=State.QUEUED, shot_set=of_set.shot_set)
    if of_set.is_mixed:
        shots = FastQuery(Shot).filter(shot_set=of_set.shot_set, image_model=of_set.image_model)
        queued = queued.filter(shot__in=shots.column("pk"))
    attempts = []
    rows = queued.values_list("shot", "rework", "price_micros", "pk", limit=share)
    for (shot, rework, price), group in groupby(rows, key=itemgetter(0, 1, 2)):
        renders, samples = [pk for *_, pk in group], samples_per_request(provider, shot)
        for start in range(0, len(renders), samples):
            attempt = Attempt(account=account, shot_id=shot, rework_id=rework, price_micros=price)
            bulk_insert([attempt])
            assigned = Render.fast.filter(pk__in=renders[start : start + samples])
            assigned.move(State.QUEUED, State.ASSIGNED, attempt=attempt)
            attempts.append(attempt)
    return attempts


def samples_per_request(provider: Provider, shot: int) -> int:
    """How many pictures of a shot one request may order."""
    limit = provider.abilities.samples_per_request
    if limit == 1:
        return 1
    return min(limit, Shot.objects.values_list("image_model__samples_per_request", flat=True).get(pk=shot))
