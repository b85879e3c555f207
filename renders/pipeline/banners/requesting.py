"""A program asks for a name on a banner: the picture that is there, or one that a worker will make."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from config.background.database_clock import database_now
from renders.models import Banner, BannerPicture
from renders.models.banner_pictures import FAILURE_KEPT, NAME_WAITS, State
from renders.pipeline.banners import names
from renders.pipeline.banners.erasing import erase
from renders.pipeline.customers import picture_files


def picture_for(banner: Banner, sent_name: str) -> BannerPicture:
    """The picture of this name: made and in its time, or waiting; then the caller enqueues `banner`.

    Raises `NameRefused`.
    """
    name = names.tidied(sent_name)
    found, is_answer = picture_of_name(banner, name)
    if found and is_answer:
        return found
    names.require_drawable(banner, name)
    return wait_for(banner, name, found)[0]


def picture_of_name(banner: Banner, name: str) -> tuple[BannerPicture | None, bool]:
    """The row of this name, and whether it is answered as it is."""
    found = BannerPicture.objects.filter(key_hash=names.key_hash(banner, name)).first()
    if found and found.shot_set_id and forget_if_over(found):
        found.refresh_from_db()
    return found, found is not None and is_good(found)


def wait_for(banner: Banner, name: str, found: BannerPicture | None) -> tuple[BannerPicture, bool]:
    """The row that waits for a picture of this name, in the place of what was found; whether it is this caller's, and
    not somebody's who asked at the same moment."""
    key_hash = names.key_hash(banner, name)
    if found and found.state in (State.MADE, State.IN_REVIEW):
        erase(found)
        found = None
    fields = waiting_fields(name, database_now())
    if found:
        same = BannerPicture.objects.filter(pk=found.pk, state=found.state, expires_at=found.expires_at)
        is_own = bool(same.update(state=State.WAITING, **fields))
        return BannerPicture.objects.get(pk=found.pk), is_own
    try:
        with transaction.atomic():
            return BannerPicture.objects.create(banner=banner, key_hash=key_hash, **fields), True
    except IntegrityError:
        return BannerPicture.objects.get(key_hash=key_hash), False


def is_good(picture: BannerPicture) -> bool:
    """Whether it is answered as it is. A picture whose file is lost, as after a restore, is made anew.

    What an image model failed to draw is not bought again before its time is over, however often a program asks.
    """
    if picture.is_over:
        return False
    if picture.state == State.FAILED:
        return picture.shot_set_id is not None
    return picture.state == State.WAITING or picture_files.has(picture.token)


def waiting_fields(name: str, now: datetime) -> dict[str, Any]:
    encrypted = names.encrypted(name)
    return {
        "encrypted_name": encrypted,
        "fault": "",
        "decided_by": None,
        "decided_at": None,
        "requested_at": now,
        "due_at": now,
        "expires_at": now + NAME_WAITS,
    }


def forget_if_over(picture: BannerPicture) -> bool:
    """Erase the name of a picture that no worker came to, also where none runs; whether it was over.

    What was ordered of an image model may still come, so it is not ordered again at once.
    """
    if not picture.is_over or picture.state != State.WAITING:
        return False
    now = database_now()
    fields = {"state": State.FAILED, "fault": BannerPicture.Fault.TOO_LATE, "encrypted_name": "", "due_at": now}
    if picture.shot_set_id:
        fields["expires_at"] = now + FAILURE_KEPT
    BannerPicture.objects.filter(pk=picture.pk, state=State.WAITING, expires_at__lte=now).update(**fields)
    return True
