"""The step of one banner picture: Packshot sets the name on it, or an image model does and the order is followed.

However it ends, the name is erased with it.
"""

import logging

from catalog.pictures import Undecodable
from catalog.pictures.storing.away import StoreAway
from catalog.processes import TooManyWaiting
from config.background.database_clock import database_now
from renders import schedule
from renders.finishing.banners import BannerFontMissing, TooLong
from renders.finishing.signing import NotSignable
from renders.models import Banner, BannerPicture, Lease, LeaseLost
from renders.models.banner_pictures import FAILURE_KEPT, BannerPictureQuery, State
from renders.models.banners import HeroNotApproved
from renders.pipeline.banners.drawing import picture_of
from renders.pipeline.banners.following import fault_of_order, follow
from renders.pipeline.customers import picture_files
from renders.schedule import Enqueue

log = logging.getLogger(__name__)
Fault = BannerPicture.Fault
FAULTS: dict[type[Exception], Fault] = {
    HeroNotApproved: Fault.HERO_LOST,
    FileNotFoundError: Fault.HERO_LOST,
    Undecodable: Fault.HERO_LOST,
    TooLong: Fault.NOT_DRAWABLE,
    BannerFontMissing: Fault.NOT_DRAWABLE,
    NotSignable: Fault.NOT_SIGNABLE,
}


def make_picture(picture_id: int, lease: Lease) -> list[Enqueue]:
    """Set the name and store the file, in one try: the name does not wait for another. Where an image model draws it,
    look how the order stands."""
    picture = BannerPicture.objects.select_related("banner__decision__render").get(pk=picture_id)
    leased = BannerPicture.fast.filter(pk=picture_id).leased_by(lease)
    if fault := fault_before(picture):
        fail(leased, fault)
        return []
    try:
        if picture.shot_set_id:
            return follow(picture, leased)
        size = draw_to_file(picture)
    except (TooManyWaiting, StoreAway):
        leased.filter(state=State.WAITING).update(due_at=database_now() + schedule.NOTIFY_INTERVAL)
        return []
    except LeaseLost:
        raise
    except Exception as error:  # its text and its traceback may show the name, so nobody else may see it
        fail(leased, fault_of(error, picture_id))
        return []
    now = database_now()
    leased.move(State.WAITING, State.MADE, made_at=now, expires_at=now + picture.banner.ttl, bytes=size)
    return []


def fault_before(picture: BannerPicture) -> Fault | None:
    """Why nothing is drawn at all."""
    if picture.is_over:
        return Fault.TOO_LATE
    if picture.shot_set_id:
        return fault_of_order(picture)
    if not Banner.objects.filter(pk=picture.banner_id).with_hero().exists():
        return Fault.HERO_NOT_APPROVED
    return None


def draw_to_file(picture: BannerPicture) -> int:
    """How many bytes the file has."""
    text = picture.banner.text_for(picture.customer_name)
    file = picture_of(picture.banner, text)
    picture_files.put(picture.token, file.data)
    return len(file.data)


def fault_of(error: Exception, picture_id: int) -> Fault:
    """What is said of this error: of one that nobody foresaw, the log gets its kind and no word of it."""
    for kind, fault in FAULTS.items():
        if isinstance(error, kind):
            return fault
    log.error("Banner picture %s was not made: %s", picture_id, type(error).__name__)
    return Fault.BROKEN


def give_up(picture_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """The name is erased; a program may ask again."""
    fail(BannerPicture.fast.filter(pk=picture_id).leased_by(lease), Fault.BROKEN)
    return []


def fail(leased: BannerPictureQuery, fault: Fault) -> None:
    leased.move(State.WAITING, State.FAILED, fault=fault, expires_at=database_now() + FAILURE_KEPT)
