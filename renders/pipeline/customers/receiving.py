"""A picture with a customer's name has come: it is stored beside the other pictures of banners, in no shared store.

Nothing on it is measured or read, as a finding would say what is written there.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.pictures import sha256
from catalog.processes import run
from config.background.database_clock import database_now
from renders.finishing import FORMATS, ReceivedPicture, receive
from renders.models import BannerPicture, Lease, Render
from renders.models.banner_pictures import State as PictureState
from renders.models.money import release_rest
from renders.models.renders import RenderQuery, State
from renders.pipeline.customers import picture_files
from renders.pipeline.fetching.again import drive_if_it_held_slots
from renders.pipeline.outcomes import fail_without_picture
from renders.schedule import Enqueue

UNWANTED = "unwanted"


def is_wanted(render: Render) -> bool:
    """Whether a banner still waits for this picture."""
    return pictures_waiting_for(render).exists()


def pictures_waiting_for(render: Render) -> "QuerySet[BannerPicture]":
    return BannerPicture.objects.filter(shot_set=render.shot_set_id, state=PictureState.WAITING)


def unwanted_sentence() -> str:
    return _("The time of this banner was over before its picture came, so it was not stored.")


def receive_for_customer(render: Render, leased: RenderQuery, data: bytes, lease: Lease) -> list[Enqueue]:
    """Store the provider's bytes for the one banner that they are for. Raises `Undecodable` and `WorkStopped`."""
    received = run(receive, data)
    waiting = pictures_waiting_for(render)
    picture = waiting.first()
    if picture is None:
        return fail_without_picture(render, leased, UNWANTED, unwanted_sentence())
    picture_files.put_drawn(picture.token, data)
    with transaction.atomic():
        leased.move(State.FINISHED, State.READY, **fields_of(data, received), **lease.release_fields())
        is_stored = waiting.filter(pk=picture.pk).update(due_at=database_now())
    if not is_stored:  # its time ended meanwhile
        picture_files.erase(picture.token)
    release_rest(render.shot_set_id)
    return [Enqueue("banner", (picture.pk,)), *drive_if_it_held_slots(render)]


def fields_of(data: bytes, received: ReceivedPicture) -> dict[str, Any]:
    """The fields of the render's row: those of a picture that was removed, without the address that it came from."""
    return {
        "sha256": sha256(data),
        "media_type": FORMATS[received.format].content_type,
        "bytes": len(data),
        "width": received.width,
        "height": received.height,
        "picture_removed_at": database_now(),
        "output": {},
    }
