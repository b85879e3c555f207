"""Cut: from a photo to a cutout, and what people decide about it."""

import itertools
import os
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.cutting import CutVerdict, Reason
from catalog.cutting.from_files import cut_file
from catalog.cutting.reasons import verdict
from catalog.models import Artwork, Colorway
from catalog.pictures import Undecodable
from catalog.pictures.artwork_files import ARTWORK, LARGE_PREVIEW_EDGE, PREVIEW_EDGE, preview
from catalog.processes import TooManyWaiting, run
from catalog.refusals import Refusal
from config.background.database_clock import database_now
from renders import schedule
from renders.models import Cutting, Lease, StagedColorway
from renders.models.actions import Action
from renders.models.cuttings import CuttingQuery, State, place_of, replace, start
from renders.models.events import record
from renders.pipeline import giving_up
from renders.schedule import Enqueue

MAX_EXPLANATION = 500  # characters, as the column is wide
# Cutting takes a child for seconds: half of them stay free for pictures that are paid for.
_PLACES = threading.BoundedSemaphore(max(1, (os.cpu_count() or 1) // 2))


class PhotoGone(Refusal):
    """The photo was replaced or removed since it was cut out."""


def cut_photo(cutting_id: int, lease: Lease) -> list[Enqueue]:
    """Cut one photo out, or take over what the same photo gave before."""
    cutting = Cutting.objects.select_related("product").get(pk=cutting_id)
    leased = Cutting.fast.filter(pk=cutting_id).leased_by(lease)
    if earlier := Cutting.objects.finished_like(cutting):
        finish(cutting, leased, earlier.result_fields())
        return []
    if not _PLACES.acquire(blocking=False):
        return try_later(leased)
    try:
        result = cut_to_store(cutting)
    except TooManyWaiting:
        return try_later(leased)
    except Undecodable as error:
        leased.move(State.WAITING, State.FAILED, explanation=str(error)[:MAX_EXPLANATION])
        return []
    finally:
        _PLACES.release()
    finish(cutting, leased, result)
    return []


def give_up(cutting_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """Photo and cutout stay as they are; a person may have it cut out again."""
    consequence = _("The photo was not cut out, and nothing else changed: cut it out again once that is put right.")
    explanation = giving_up.sentence(error, consequence)
    leased = Cutting.fast.filter(pk=cutting_id).leased_by(lease)
    leased.move(State.WAITING, State.FAILED, explanation=explanation[:MAX_EXPLANATION])
    return []


def try_later(leased: CuttingQuery) -> list[Enqueue]:
    leased.filter(state=State.WAITING).update(due_at=database_now() + schedule.NOTIFY_INTERVAL)
    return []


def cut_to_store(cutting: Cutting) -> dict[str, Any]:
    """Cut it out in a child process and store the cutout's file; what a row says of it. Raises `Undecodable`."""
    descriptor, name = tempfile.mkstemp(prefix="packshot-cutout-")
    os.close(descriptor)
    path = Path(name)
    try:
        photo = ARTWORK.source(cutting.photo_sha256)
        cut = run(cut_file, photo, path, cutting.drawn_strokes, cutting.is_see_through)
        ARTWORK.store_file(path, cut.sha256)
        # A page shows them all at once, and the web has one child for them.
        for sha256, edge in itertools.product((cutting.photo_sha256, cut.sha256), (PREVIEW_EDGE, LARGE_PREVIEW_EDGE)):
            preview(sha256, edge)
    finally:
        path.unlink()
    return {
        "sha256": cut.sha256,
        "width": cut.width,
        "height": cut.height,
        "box": list(cut.box),
        "reason_codes": [reason.value for reason in cut.reasons],
        "photo_fault_codes": [fault.value for fault in cut.photo_faults],
        "swatch": cut.swatch,
    }


def finish(cutting: Cutting, leased: CuttingQuery, result: dict[str, Any]) -> None:
    """Use it at once where it is good and takes nothing's place, refuse a bad one; else it waits for a person."""
    sureness = verdict(tuple(map(Reason, result["reason_codes"])))
    is_good = sureness is CutVerdict.GOOD
    with transaction.atomic():
        if sureness is CutVerdict.BAD:
            leased.move(State.WAITING, State.REFUSED, **result)
            return
        is_used = is_good and not cutting.strokes and not cutouts_at(cutting).exists()
        leased.move(State.WAITING, State.USED if is_used else State.UNDECIDED, is_sure=is_good, **result)
        if is_used:
            for name, value in result.items():
                setattr(cutting, name, value)
            put_in_use(cutting)
            record(Action.CUTOUT_USED, product=cutting.product, note=cutting.get_view_display())


def cutouts_at(cutting: Cutting) -> Any:
    """The cutout that is in use at the cutting's place, whoever made it."""
    return Artwork.objects.filter(**place_of(cutting), kind=Artwork.Kind.CUTOUT)


def put_in_use(cutting: Cutting) -> None:
    """The product's artwork is this cutout from now on."""
    file = Artwork.file_fields(cutting)
    Artwork.objects.update_or_create(**place_of(cutting), kind=Artwork.Kind.CUTOUT, defaults=file)
    propose_swatch(cutting)


def propose_swatch(cutting: Cutting) -> None:
    """A colour without a swatch gets that of its photo; a photo of the product is of its only colour."""
    colorways = cutting.product.colorways.all()[:2]
    shown = cutting.colorway or (colorways[0] if len(colorways) == 1 else None)
    if shown is None or not cutting.swatch:
        return
    if Colorway.objects.filter(pk=shown.pk, swatch="").update(swatch=cutting.swatch):
        # Undoing an import knows by its values what nobody has changed since.
        StagedColorway.objects.filter(sku=shown.sku, swatch="").update(swatch=cutting.swatch)


def accept(cutting: Cutting, *, by: User) -> bool:
    """Use it, in the place of what is in use there; False when it cannot be used any more."""
    with transaction.atomic():
        if not (cutting.may_be_used and is_decided(cutting, State.USED, by)):
            return False
        replace(Cutting.objects.at(cutting).exclude(pk=cutting.pk))
        put_in_use(cutting)
        record(Action.CUTOUT_ACCEPTED, by=by, product=cutting.product, note=cutting.get_view_display())
    return True


def decline(cutting: Cutting, *, by: User) -> bool:
    """Do not use it, and take it away where it is in use; False when it is neither open nor in use any more."""
    with transaction.atomic():
        if not (cutting.may_be_declined and is_decided(cutting, State.DECLINED, by)):
            return False
        cutouts_at(cutting).filter(sha256=cutting.sha256).delete()
        record(Action.CUTOUT_DECLINED, by=by, product=cutting.product, note=cutting.get_view_display())
    return True


def is_decided(cutting: Cutting, after: State, by: User) -> bool:
    """Write what a person decided; False when somebody else was first."""
    one = Cutting.fast.filter(pk=cutting.pk)
    return bool(one.try_move(cutting.state, after, decided_by=by, decided_at=database_now()))


def cut_again(cutting: Cutting, *, by: User, strokes: Sequence[dict[str, Any]], is_see_through: bool) -> Cutting:
    """A new try. What is in use stays in use until the new cutout is accepted. The caller enqueues `cut`.

    Raises `PhotoGone`.
    """
    with transaction.atomic():
        photos = Artwork.objects.filter(**place_of(cutting), kind=Artwork.Kind.PHOTO)
        photo = photos.filter(sha256=cutting.photo_sha256).first()
        if photo is None:
            raise PhotoGone(
                _("This photo was replaced since. Nothing was changed: open the product for its newer one.")
            )
        return start(photo, requested_by=by, strokes=list(strokes), is_see_through=is_see_through)
