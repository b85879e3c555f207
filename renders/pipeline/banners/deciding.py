"""Deciding on a picture that an image model drew: whoever reviews banners sees it before its customer does."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from config.background.database_clock import database_now
from renders.models import BannerPicture
from renders.models.actions import Action
from renders.models.banner_pictures import State
from renders.models.banners import BannerMoved, NotTheirs
from renders.models.events import record
from renders.pipeline.customers import picture_files


def approve(picture: BannerPicture, *, by: User) -> None:
    """It is sent from now on. Raises `NotTheirs` and `BannerMoved`."""
    decide(picture, State.MADE, Action.BANNER_PICTURE_APPROVED, by)


def decline(picture: BannerPicture, *, by: User) -> None:
    """It is erased, and the one without a name is sent. Raises `NotTheirs` and `BannerMoved`."""
    decide(picture, State.FAILED, Action.BANNER_PICTURE_DECLINED, by, fault=BannerPicture.Fault.DECLINED)
    picture_files.erase(picture.token)


def decide(picture: BannerPicture, after: State, action: Action, by: User, **changes: str) -> None:
    """The audit log says which picture it was, and not whose."""
    if picture.shot_set and picture.shot_set.launched_by_id == by.pk:
        raise NotTheirs(_("Your own program ordered this picture, so someone else decides."))
    undecided = BannerPicture.fast.filter(pk=picture.pk, expires_at__gt=database_now())
    with transaction.atomic():
        if not undecided.try_move(State.IN_REVIEW, after, decided_by=by.pk, decided_at=database_now(), **changes):
            raise BannerMoved(_("Somebody decided on this picture already, or its time is over. Nothing was changed."))
        record(action, by=by, shot_set=picture.shot_set, note=str(picture.banner))
