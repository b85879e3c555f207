"""What the clock does for webhooks now and then: ends of sets are announced, old secrets and old deliveries go."""

from collections import Counter, defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from renders.models import ProductionPlan, Render, ShotSet, WatchedSet, WebhookDelivery, WebhookEndpoint
from renders.models.renders import State
from renders.models.webhook_events import announce
from renders.models.webhooks import WebhookKind

SETS_AT_ONCE = 500


def clean_up(now: datetime) -> None:
    announce_ends(now)
    forget_old_secrets(now)
    WebhookDelivery.objects.prune(now)


def announce_ends(now: datetime) -> int:
    """Sets of which nothing is on its way any more; how many. Of two clocks one deletes the rows and tells."""
    unfinished = Render.objects.unfinished().filter(shot_set=OuterRef("shot_set"))
    ended = WatchedSet.objects.filter(~Exists(unfinished)).order_by("pk").values_list("shot_set", "pk")
    rows: dict[int, list[int]] = defaultdict(list)
    for shot_set, pk in ended[:SETS_AT_ONCE]:
        rows[shot_set].append(pk)
    return sum(announce_end(shot_set, keys, now) for shot_set, keys in rows.items())


def announce_end(shot_set_id: int, keys: list[int], now: datetime) -> bool:
    with transaction.atomic():
        if not WatchedSet.objects.filter(pk__in=keys).delete()[0]:
            return False
        shot_set = ShotSet.objects.get(pk=shot_set_id)
        announce(WebhookKind.SET_FINISHED, now, rows=[shot_set], pictures=pictures_of(shot_set))
        for plan in ended_plans(shot_set):
            announce(WebhookKind.PLAN_FINISHED, now, rows=[plan, plan.shot_set], pictures=pictures_of(plan.shot_set))
    return True


def pictures_of(shot_set: ShotSet | None) -> dict[str, int]:
    """How many renders ended how."""
    counted = Render.objects.filter(shot_set=shot_set).order_by().values_list("state").annotate(count=Count("pk"))
    states = Counter(dict(counted))
    return {str(state): states[state] for state in (State.READY, State.FAILED, State.CANCELLED)}


def ended_plans(shot_set: ShotSet) -> list[ProductionPlan]:
    """The plan of this set, if everything of it is ordered and nothing of it is on its way."""
    plans = ProductionPlan.objects.filter(Q(shot_set=shot_set) | Q(pilot_set=shot_set), shot_set__isnull=False)
    return [
        plan
        for plan in plans.select_related("shot_set")
        if not Render.objects.unfinished().filter(shot_set__in=[plan.shot_set_id, plan.pilot_set_id]).exists()
    ]


def forget_old_secrets(now: datetime) -> None:
    """Those that sign no more."""
    ended = WebhookEndpoint.objects.filter(old_secret_until__lte=now)
    ended.update(encrypted_old_secret="", old_secret_until=None)
