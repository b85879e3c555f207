"""The step that erases a picture whose time is over: its file first, so that none is left without a row."""

from renders.models import BannerPicture, Lease
from renders.models.banner_pictures import ERASABLE
from renders.pipeline.customers import picture_files
from renders.schedule import Enqueue


def erase_picture(picture_id: int, lease: Lease) -> list[Enqueue]:
    picture = BannerPicture.objects.filter(pk=picture_id, lease=str(lease), state__in=ERASABLE).first()
    if picture is None:
        return []
    if picture.is_over:
        erase(picture)
        lease.is_active = False
    else:
        BannerPicture.fast.filter(pk=picture_id).leased_by(lease).update(due_at=None)
    return []


def erase(picture: BannerPicture) -> None:
    """File and row, unless somebody asked for its name again meanwhile."""
    picture_files.erase(picture.token)
    BannerPicture.objects.filter(pk=picture.pk, token=picture.token, state__in=ERASABLE).delete()


def give_up_erasing(picture_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """The row is due again with the next round of the clock, as its time stays over."""
    BannerPicture.fast.filter(pk=picture_id).leased_by(lease).update(due_at=None)
    return []
