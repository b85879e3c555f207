"""A program asks for a name on a banner: the picture that is there, or one that a worker will make."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from config.background.database_clock import database_now
from renders.models import Banner, BannerPicture
from renders.models.banner_pictures import NAME_WAITS, State
from renders.pipeline.banners import names, picture_files
from renders.pipeline.banners.erasing import erase


def picture_for(banner: Banner, sent_name: str) -> BannerPicture:
    """The picture of this name: made and in its time, or waiting; then the caller enqueues `banner`.

    Raises `NameRefused`.
    """
    name = names.tidied(sent_name)
    key_hash = names.key_hash(banner, name)
    found = BannerPicture.objects.filter(key_hash=key_hash).first()
    if found and is_good(found):
        return found
    names.require_drawable(banner, name)
    if found and found.state == State.MADE:
        erase(found)
        found = None
    fields = waiting_fields(name, database_now())
    if found:
        BannerPicture.objects.filter(pk=found.pk, state=found.state).update(state=State.WAITING, **fields)
        return BannerPicture.objects.get(pk=found.pk)
    try:
        with transaction.atomic():
            return BannerPicture.objects.create(banner=banner, key_hash=key_hash, **fields)
    except IntegrityError:
        return BannerPicture.objects.get(key_hash=key_hash)  # somebody asked at the same moment


def is_good(picture: BannerPicture) -> bool:
    """Whether it is answered as it is. A picture whose file is lost, as after a restore, is made anew."""
    if picture.is_over or picture.state == State.FAILED:
        return False
    return picture.state == State.WAITING or picture_files.has(picture.token)


def waiting_fields(name: str, now: datetime) -> dict[str, Any]:
    encrypted = names.encrypted(name)
    return {
        "encrypted_name": encrypted,
        "fault": "",
        "requested_at": now,
        "due_at": now,
        "expires_at": now + NAME_WAITS,
    }


def forget_if_over(picture: BannerPicture) -> None:
    """Erase the name of a picture that no worker came to, also where none runs."""
    if picture.is_over and picture.state == State.WAITING:
        BannerPicture.objects.filter(pk=picture.pk, state=State.WAITING, expires_at__lte=database_now()).update(
            **{
                "state": State.FAILED,
                "fault": BannerPicture.Fault.TOO_LATE,
                "encrypted_name": "",
                "due_at": database_now(),
            }
        )
