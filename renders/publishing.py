"""Publishing: plan → derive → upload → read back.

Only approved bytes go out, and only a file that was read back is live.
"""

from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.pictures import decode, sha256
from renders import channels, providers, schedule
from renders.files import MASTERS
from renders.finishing import (
    DerivedFile,
    Format,
    Provenance,
    ProvenanceMissing,
    SourceType,
    delivery,
    require_source_type,
)
from renders.models import Channel, Decision, Lease, Publication
from renders.models.events import record
from renders.models.publications import PublicationRows, State
from renders.models.rows import Sql

MOST_TRIES = 5


class NotApproved(ValueError):
    """There is no standing approval of these bytes; nothing was published."""


def request(decision: Decision, *, channel: Channel, by: Any, alt_text: str = "") -> Publication:
    """Plan one picture for its slot in a channel. Asking for the same again returns the first.

    What is live in the slot stays so until this one was read back; what was on its way there gives place. Raises
    `NotApproved`. The caller rings `publish` once this is durable.
    """
    slot = slot_of(decision)
    in_slot = Publication.objects.standing().filter(channel=channel, slot=slot)
    try:
        with transaction.atomic():
            if not Decision.objects.approvals().select_for_update().filter(pk=decision.pk).exists():
                raise NotApproved(
                    "Nobody approved this picture, or the approval was taken back. Nothing was published."
                )
            if same := in_slot.filter(decision=decision).first():
                return same
            for coming in in_slot.exclude(state=State.PUBLISHED).select_for_update():
                Publication.rows(pk=coming.pk).moved(coming.state, State.REPLACED)
            return plan(decision, channel, slot, by, alt_text)
    except IntegrityError:
        return in_slot.exclude(state=State.PUBLISHED).get()


def plan(decision: Decision, channel: Channel, slot: str, by: Any, alt_text: str) -> Publication:
    """The row that owes the upload."""
    shot = decision.review.shot
    publication = Publication.objects.create(
        channel=channel,
        decision=decision,
        render=decision.render,
        slot=slot,
        alt_text=alt_text or f"{shot.colorway.product.name}, {shot.colorway.name}",
        requested_by=by,
        due_at=timezone.now(),
    )
    record("publish", by=by, shot_set=shot.shot_set, shot=shot, render=decision.render, note=f"{channel}: {slot}")
    return publication


def slot_of(decision: Decision) -> str:
    """Where a picture hangs: one a SKU, placement and kind of shot."""
    shot = decision.review.shot
    return f"{shot.colorway.sku}/{shot.placement.slug}/{shot.version.template.slug}"


def retry(publication: Publication, *, by: Any) -> bool:
    """Try a failed one again; False when it is not failed. The caller rings `publish`."""
    one = Publication.rows(pk=publication.pk)
    tried = one.move(State.FAILED, State.PLANNED, tries=0, explanation="", due_at=timezone.now())
    if tried:
        record("publish again", by=by, render=publication.render, note=publication.slot)
    return bool(tried)


def publish(publication: Publication, lease: Lease) -> None:
    """One step: upload what is planned, or read back what was uploaded."""
    mine = Publication.rows(pk=publication.pk).held_by(lease)
    try:
        if publication.state == State.PLANNED:
            upload(publication, mine)
            publication.refresh_from_db()
        if publication.state == State.UPLOADED:
            read_back(publication, mine)
    except channels.Unreachable as error:
        later(publication, mine, str(error))
    except (channels.Rejected, NotApproved, ProvenanceMissing) as error:
        mine.move(publication.state, State.FAILED, explanation=str(error)[:500])


def upload(publication: Publication, mine: PublicationRows) -> None:
    """Derive the delivery file from the approved master and put it in place under a name that carries its hash."""
    made = deliverable(publication)
    shot = publication.render.shot
    name = f"{shot.colorway.sku}-{shot.placement.slug}-{shot.version.template.slug}-{made.sha256[:16]}.{made.extension}"
    address = channels.of_kind(publication.channel.kind).put(name, made.data, made.content_type)
    mine.moved(
        State.PLANNED,
        State.UPLOADED,
        file_name=name,
        address=address,
        sha256=made.sha256,
        bytes=len(made.data),
        explanation="",
    )


def deliverable(publication: Publication) -> DerivedFile:
    """The file to deliver. Raises `NotApproved` when the approval does not stand on exactly the stored bytes, and
    `ProvenanceMissing` when the file does not say how it was made."""
    decision, shot = publication.decision, publication.render.shot
    master = MASTERS.read(decision.sha256)
    is_approved = Decision.objects.approvals().filter(pk=decision.pk, render=publication.render).exists()
    if not is_approved or sha256(master) != decision.sha256:
        raise NotApproved("The approval no longer stands on these bytes. Nothing was published.")
    source = source_type(publication)
    format = cast(Format, shot.placement.delivery_format)
    made = delivery(decode(master).image, format, Provenance(source, str(shot.version)))
    require_source_type(made.data, source)
    return made


def source_type(publication: Publication) -> SourceType:
    """How the picture was made, as the IPTC term its provider stands for."""
    return SourceType(providers.named(publication.render.shot.image_model.provider).abilities.source_type)


def read_back(publication: Publication, mine: PublicationRows) -> None:
    """Live means: the target gives back exactly the approved file, with its provenance."""
    data = channels.of_kind(publication.channel.kind).read(publication.file_name)
    if sha256(data) != publication.sha256:
        raise channels.Unreachable("The target gave back other bytes than were sent.")
    require_source_type(data, source_type(publication))
    with transaction.atomic():
        before = Publication.rows(channel=publication.channel, slot=publication.slot)
        before.move(State.PUBLISHED, State.REPLACED)
        mine.moved(State.UPLOADED, State.PUBLISHED, published_at=timezone.now(), explanation="")
        render = publication.render
        record("published", shot=render.shot, shot_set=render.shot_set, render=render, note=publication.slot)


def later(publication: Publication, mine: PublicationRows, words: str) -> None:
    """The target failed this time: again a little later, then stop and say so."""
    if publication.tries + 1 >= MOST_TRIES:
        mine.moved(publication.state, State.FAILED, explanation=words[:500])
        return
    due_at = timezone.now() + schedule.back_off(publication.tries, publication.slot)
    mine.update(tries=Sql("tries + 1"), due_at=due_at, explanation=words[:500])
