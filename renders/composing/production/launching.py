"""Ordering a production plan: its pilot, then the rest, or everything at once; each part at most once."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.refusals import Refusal
from renders.composing.launching import launch
from renders.composing.production.plans import Production, production_of
from renders.models import ProductionPlan, ShotSet
from renders.models.refused_orders import refusal_notified


class NotAsShown(Refusal):
    """The order or its price is another than the page showed; nothing was ordered."""

    def __init__(self) -> None:
        super().__init__(_("The plan or its price has changed since this page was made. Look at it again."))


def launch_production(
    row: ProductionPlan, *, by: User, is_pilot: bool, seen: str, quoted: int, starts_at: datetime | None = None
) -> ShotSet:
    """Order what a page showed: `seen` is its digest, `quoted` its price. A second click gets the first one's set.

    Raises `NotAsShown`, and what `composing.launch` raises.
    """
    if ordered := row.pilot_set if is_pilot else row.shot_set:
        return ordered
    production = production_of(row, by=by, is_pilot=is_pilot)
    if (production.digest, production.set_plan.quote.total_micros) != (seen, quoted) or not production.digest:
        raise NotAsShown
    with refusal_notified(by), transaction.atomic():
        return _launched(production, by=by, is_pilot=is_pilot, starts_at=starts_at)


def _launched(production: Production, *, by: User, is_pilot: bool, starts_at: datetime | None) -> ShotSet:
    row = production.row
    claimed = ProductionPlan.objects.filter(pk=row.pk)
    # The claim comes first: who loses it has ordered nothing, and finds the set of who won.
    if not (claimed.claim_pilot() if is_pilot else claimed.claim(after_pilot=row.is_pilot_ordered)):
        now = ProductionPlan.objects.select_related("pilot_set", "shot_set").filter(pk=row.pk).first()
        ordered = now and (now.pilot_set if is_pilot else now.shot_set)
        if ordered:
            return ordered
        raise NotAsShown
    token = row.pilot_token if is_pilot else row.token
    shot_set = launch(*production.set_plan.plans, by=by, token=token, title=row.title, starts_at=starts_at)
    claimed.update(**{"pilot_set" if is_pilot else "shot_set": shot_set})
    return shot_set
