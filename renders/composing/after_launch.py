"""After a launch: ordering a failed render again, and stopping the renders that are not sent."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from config.background.database_clock import database_now
from renders.composing.earlier.missing import lacking, lock_family
from renders.composing.governance import (
    Problem,
)
from renders.composing.launching import NotLaunchable, enqueue_drive
from renders.models import Render, Shot, ShotSet
from renders.models.actions import Action
from renders.models.events import record
from renders.models.money import release_rest, reserve
from renders.models.refused_orders import refusal_notified
from renders.models.renders import State


def retry_render(render: Render, *, by: User) -> Render:
    """Order one new render for a failed one; a second click gets the first one's.

    Raises `NotLaunchable` or `OverBudget`.
    """
    if render.parent_id:
        raise NotLaunchable([Problem("render", _("This picture is made of another one. Finish that one again."))])
    if render.state != State.FAILED or render.shot_set.stopped_at:
        message = (
            _("This set was stopped.")
            if render.shot_set.stopped_at
            else _("Only a failed render can be rendered again.")
        )
        raise NotLaunchable([Problem("render", message)])
    model, parameters = render.shot.image_model, render.shot.version.parameters
    if not model.is_enabled or model.price_of(parameters) != render.price_micros:
        off, dearer = _("%(model)s is switched off."), _("The price of %(model)s has changed since.")
        message = _("%(why)s Order what is missing again on the page of the set: it shows what that costs now.")
        why = (dearer if model.is_enabled else off) % {"model": model}
        raise NotLaunchable([Problem("render", message % {"why": why})])
    with refusal_notified(by), transaction.atomic():
        lock_family(render.shot_set)
        if ordered := Render.objects.filter(retry_of=render).first():
            return ordered
        shot = Shot.objects.select_for_update().get(pk=render.shot_id)
        # A set that is ordered again lacks nothing that was ordered after its candidates.
        if not render.rework_id and shot.pk not in lacking(render.shot_set):
            elsewhere = _("A set that orders this one again already brings what is missing here.")
            raise NotLaunchable([Problem("render", elsewhere)])
        new = render.successor(shot)
        new.save()
        reserve(render.shot_set, new.price_micros)
        record(Action.RENDER_REORDERED, by=by, shot_set=render.shot_set, shot=shot, render=new)
        enqueue_drive(render.account)
    return new


def stop(shot_set: ShotSet, *, by: User) -> int:
    """Cancel what is not sent; the number cancelled. What was sent is finished and billed."""
    with transaction.atomic():
        if not ShotSet.objects.filter(pk=shot_set.pk, stopped_at=None).update(stopped_at=database_now()):
            return 0
        cancelled = Render.fast.filter(shot_set=shot_set).try_move(
            State.QUEUED, State.CANCELLED, note=_("The set was stopped")
        )
        record(
            Action.SET_STOPPED,
            by=by,
            shot_set=shot_set,
            note=_("%(cancelled)s renders cancelled") % {"cancelled": cancelled},
        )
    release_rest(shot_set.pk, by)
    return cancelled
