"""Holding back a set: paused by a person, or ordered for later. What was sent goes on; money stays reserved."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.times import in_full
from config.background.database_clock import database_now
from renders.composing.launching import enqueue_drive
from renders.composing.obstacles import Cause, Obstacle
from renders.models import Account, Event, ShotSet
from renders.models.actions import Action
from renders.models.events import record


@transaction.atomic
def pause(shot_set: ShotSet, *, by: User) -> bool:
    """Send nothing more of it; False when it was paused or stopped already."""
    running = ShotSet.objects.filter(pk=shot_set.pk, paused_at=None, stopped_at=None)
    if not running.update(paused_at=database_now()):
        return False
    record(Action.SET_PAUSED, by=by, shot_set=shot_set)
    return True


@transaction.atomic
def resume(shot_set: ShotSet, *, by: User) -> bool:
    """Send it from now on, whatever held it; False when nothing did."""
    if not ShotSet.objects.held().filter(pk=shot_set.pk).update(paused_at=None, starts_at=None):
        return False
    record(Action.SET_RESUMED, by=by, shot_set=shot_set)
    enqueue_drive(*Account.objects.filter(shots__shot_set=shot_set).distinct())
    return True


def holds_of(shot_set: ShotSet) -> list[Obstacle]:
    """Why it is held back, as pages say it; empty where it is not."""
    doing = _("What was sent is finished. Its money stays reserved.")
    if shot_set.paused_at:
        title, remedy = _("This set is paused"), _("Who launched it resumes it on its page.")
        reason = reason_of_pause(shot_set)
        return [
            Obstacle(cause=Cause.HELD, title=title, since=shot_set.paused_at, reason=reason, doing=doing, remedy=remedy)
        ]
    if shot_set.is_held and shot_set.starts_at:
        title = _("This set starts on %(moment)s") % {"moment": in_full(shot_set.starts_at)}
        remedy = _("Who launched it can start it earlier on its page.")
        return [Obstacle(cause=Cause.HELD, title=title, doing=doing, remedy=remedy)]
    return []


def reason_of_pause(shot_set: ShotSet) -> str:
    """What was said when it was paused last: by Packshot after a backup was restored, empty where a person did it."""
    pauses = Event.objects.filter(shot_set=shot_set, action=Action.SET_PAUSED).order_by("-pk")
    return pauses.values_list("note", flat=True).first() or ""
