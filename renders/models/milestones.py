"""The end of a set, and how much of a budget is used. The audit log does not record them; notifications and webhooks
report them, each once, in the transaction of the change."""

from collections import Counter
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Count, Max, Q

from renders.models import notifying
from renders.models.notifications import BudgetAlert
from renders.models.production_plans import ProductionPlan
from renders.models.renders import Render, State
from renders.models.shot_sets import ShotSet
from renders.models.webhook_events import announce
from renders.models.webhooks import WatchedSet, WebhookKind

# Percent of a budget that people are notified of, and those that webhooks announce.
THRESHOLDS = (50, 80, 100)
ANNOUNCED = (80, 100)


def set_ended(shot_set: ShotSet, by: User | None = None) -> bool:
    """Nothing more will happen to its renders; False when that was said before, and none was added since.

    The caller holds the row of the set. `by` is whoever ended it.
    """
    if not WatchedSet.objects.filter(shot_set=shot_set).delete()[0]:
        return False
    notifying.set_ended(shot_set, by)
    announce(WebhookKind.SET_FINISHED, rows=[shot_set], pictures=pictures_of(shot_set))
    for plan in ended_plans(shot_set):
        announce(WebhookKind.PLAN_FINISHED, rows=[plan, plan.shot_set], pictures=pictures_of(plan.shot_set))
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


def budget_used(budget: int, person: int | None, used_micros: int, cap_micros: int, window: date) -> None:
    """So much of a budget is spent or reserved: tell of the thresholds it passed, each once in a day or month of it.

    The caller holds the row of the budget.
    """
    percent = reached(used_micros, cap_micros)
    if not percent:
        return
    alerts = BudgetAlert.objects.filter(budget=budget, window=window)
    earlier = alerts.aggregate(percent=Max("percent"))["percent"] or 0
    if percent <= earlier:
        return
    alert = BudgetAlert.objects.create(budget_id=budget, window=window, percent=percent)
    notifying.budget_used(budget, person, percent)
    for level in ANNOUNCED:
        if earlier < level <= percent:
            announce(WebhookKind.BUDGET_REACHED, rows=[alert.budget], percent=level)


def budget_changed(budget: int) -> None:
    """Another cap: thresholds that it has not reached any more count once more when it does.

    The caller has written the row of the budget.
    """
    alerts = BudgetAlert.objects.filter(budget=budget)
    for alert in alerts.select_related("budget"):
        now = alert.budget
        if alert.percent > reached(now.reserved_micros + now.spent_micros, now.cap_micros):
            alert.delete()


def reached(used_micros: int, cap_micros: int) -> int:
    """The highest threshold, in percent; 0 below the first."""
    return max((one for one in THRESHOLDS if cap_micros and used_micros * 100 >= one * cap_micros), default=0)
