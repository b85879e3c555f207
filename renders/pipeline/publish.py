"""Publishing: plan, derive, deliver, verify.

Only approved bytes go out, and only what the channel verified is live.
"""

from dataclasses import replace
from typing import cast

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.pictures import sha256
from catalog.processes import TooManyWaiting, WorkStopped, run
from catalog.refusals import Refusal
from renders import channels, files, providers, schedule
from renders.channels import certificate
from renders.files import MASTERS
from renders.finishing import (
    EXTENSIONS,
    DerivedFile,
    FileRules,
    Provenance,
    ProvenanceMissing,
    SourceType,
    TooManyBytes,
    read_provenance,
    require_provenance,
)
from renders.finishing import deliver as make_delivery
from renders.finishing.signing import NotSignable, require_signature, sign
from renders.models import Channel, Decision, Lease, Publication, Rendition
from renders.models.events import Action, record
from renders.models.fast_queries import RawSql
from renders.models.publications import PublicationQuery, State, slot_in_gallery
from renders.pipeline import giving_up
from renders.schedule import Enqueue

MAX_TRIES = 5
MAX_EXPLANATION = 500  # characters, as the column is wide


class NotApproved(Refusal):
    """These bytes have no valid approval; nothing was published."""


def request(decision: Decision, *, channel: Channel, by: User, alt_text: str = "") -> Publication:
    """Plan one picture for its gallery slot in a channel. Asking for the same again returns the first.

    What is live in the gallery slot stays live until this one is verified; what was on its way there is replaced.
    Raises `NotApproved`. The caller enqueues `publish` once this is durable.
    """
    gallery_slot = gallery_slot_of(decision)
    in_slot = Publication.objects.not_replaced().filter(channel=channel, gallery_slot=gallery_slot)
    try:
        with transaction.atomic():
            if not Decision.objects.approvals().select_for_update().filter(pk=decision.pk).exists():
                raise NotApproved(
                    _("Nobody approved this picture, or the approval was taken back. Nothing was published.")
                )
            if same := in_slot.filter(decision=decision).first():
                return same
            for coming in in_slot.exclude(state=State.PUBLISHED).select_for_update():
                Publication.fast.filter(pk=coming.pk).move(coming.state, State.REPLACED)
            return plan(decision, channel, gallery_slot, by, alt_text)
    except IntegrityError:
        return in_slot.exclude(state=State.PUBLISHED).get()


def plan(decision: Decision, channel: Channel, gallery_slot: str, by: User, alt_text: str) -> Publication:
    shot = decision.review.shot
    publication = Publication.objects.create(
        channel=channel,
        decision=decision,
        render=decision.render,
        gallery_slot=gallery_slot,
        alt_text=alt_text or f"{shot.colorway.product.name}, {shot.colorway.name}",
        requested_by=by,
        due_at=timezone.now(),
    )
    about = {"shot_set": shot.shot_set, "shot": shot, "render": decision.render}
    record(Action.PUBLICATION_REQUESTED, by=by, note=f"{channel}: {gallery_slot}", **about)
    return publication


def gallery_slot_of(decision: Decision) -> str:
    """The place in a shop of the picture that was approved."""
    shot = decision.review.shot
    return slot_in_gallery(shot.colorway.sku, shot.placement.slug, shot.version.template.slug)


def retry(publication: Publication, *, by: User) -> bool:
    """Try a failed one again; False when it is not failed. The caller enqueues `publish`."""
    one = Publication.fast.filter(pk=publication.pk)
    tried = one.try_move(State.FAILED, State.PLANNED, tries=0, explanation="", due_at=timezone.now())
    if tried:
        record(Action.PUBLICATION_RETRIED, by=by, render=publication.render, note=publication.gallery_slot)
    return bool(tried)


def publish_picture(publication_id: int, lease: Lease) -> list[Enqueue]:
    publish(Publication.objects.get(pk=publication_id), lease)
    return []


def give_up(publication_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """What is live stays live; a person may have it published again."""
    publication = Publication.objects.get(pk=publication_id)
    explanation = giving_up.sentence(error, _("Nothing was published: try again once an admin has put that right."))
    leased = Publication.fast.filter(pk=publication_id).leased_by(lease)
    leased.move(publication.state, State.FAILED, explanation=explanation[:MAX_EXPLANATION])
    return []


def publish(publication: Publication, lease: Lease) -> None:
    """One step: deliver what is planned, then verify what was delivered."""
    leased = Publication.fast.filter(pk=publication.pk).leased_by(lease)
    try:
        channel = connect(publication.channel)
        if publication.state == State.PLANNED:
            deliver(publication, channel, leased)
            publication.refresh_from_db()
        if publication.state == State.UPLOADED:
            verify(publication, channel, leased)
    except (channels.Unreachable, channels.Mismatch, TooManyWaiting, WorkStopped) as error:
        try_later(publication, leased, str(error))
    except (channels.Rejected, NotApproved, NotSignable, ProvenanceMissing, TooManyBytes) as error:
        leased.try_move(publication.state, State.FAILED, explanation=str(error)[:MAX_EXPLANATION])


def connect(channel: Channel) -> channels.ChannelAdapter:
    """The adapter of a channel's row. Raises `channels.Rejected`."""
    return channels.connect(channel.kind, code=channel.slug, settings=channel.settings, key_name=channel.key_name)


def deliver(publication: Publication, channel: channels.ChannelAdapter, leased: PublicationQuery) -> None:
    receipt = channel.deliver(delivery_of(publication))
    leased.move(
        State.PLANNED,
        State.UPLOADED,
        reference=receipt.reference,
        address=receipt.address,
        sha256=receipt.sha256,
        bytes=receipt.size,
        alt_text=receipt.alt_text,
        provenance=receipt.provenance.fields(),
        explanation="",
    )


def delivery_of(publication: Publication) -> channels.Delivery:
    """The file to deliver and where it belongs. Raises `NotApproved`, `TooManyBytes`, `NotSignable`,
    `channels.SettingRefused`, and `ProvenanceMissing` when the file does not say how it was made."""
    shot, master = publication.render.shot, approved_master(publication)
    file, data, provenance = finished_file(publication, master)
    return channels.Delivery(
        data=data,
        sha256=file.sha256,
        content_type=file.media_type,
        extension=EXTENSIONS[file.media_type],
        sku=shot.colorway.sku,
        product_name=shot.colorway.product.name,
        gallery_slot=publication.gallery_slot,
        position=shot.placement.position,
        alt_text=publication.alt_text,
        provenance=provenance,
    )


def finished_file(publication: Publication, master: bytes) -> tuple[Rendition, bytes, Provenance]:
    """The file, its bytes and what it says of itself; signed where there is a certificate. Raises as `delivery_of`."""
    render, rules, provenance = publication.render, rules_of(publication), provenance_of(publication)
    credential = certificate.credential()
    if credential:
        rules = rules.with_room(credential.room)
    plain, data = files.made_once(render, rules.spec, lambda: run(make_delivery, master, rules, provenance))
    written = read_back(data, provenance)
    if not credential:
        return plain, data, written
    # Another certificate makes another file. It is signed here and not in a child process: those get no keys.
    spec = f"{plain.spec}-c2pa-{credential.id}"
    signed, signed_data = files.made_once(
        render, spec, lambda: replaced(plain, spec, sign(data, plain.media_type, written, credential))
    )
    require_signature(signed_data, signed.media_type, written)
    return signed, signed_data, read_back(signed_data, provenance)


def replaced(file: Rendition, spec: str, data: bytes) -> DerivedFile:
    """The same picture in other bytes."""
    media_type = file.media_type
    return DerivedFile(spec, media_type, EXTENSIONS[media_type], file.width, file.height, data, sha256(data))


def rules_of(publication: Publication) -> FileRules:
    """What file its channel takes. Raises `channels.SettingRefused`."""
    channel, placement = publication.channel, publication.render.shot.placement
    return channels.files_of(
        channel.kind, code=channel.slug, settings=channel.settings, default=placement.delivery_format
    )


def read_back(data: bytes, expected: Provenance) -> Provenance:
    """What the finished file says of itself. Raises `ProvenanceMissing` when that is not the truth."""
    # A file that was made earlier names its prompt version as it was called then.
    require_provenance(data, replace(expected, prompt_version=""))
    return cast("Provenance", read_provenance(data))


def approved_master(publication: Publication) -> bytes:
    """The provider's exact bytes. Raises `NotApproved` when the approval does not cover exactly them."""
    decision = publication.decision
    master = MASTERS.read(decision.sha256)
    is_approved = Decision.objects.approvals().filter(pk=decision.pk, render=publication.render).exists()
    if not is_approved or sha256(master) != decision.sha256:
        raise NotApproved(_("The approval no longer stands on these bytes. Nothing was published."))
    return master


def source_type(publication: Publication) -> SourceType:
    """How the picture was made, as the IPTC term its provider names."""
    return SourceType(providers.named(publication.render.shot.contract.provider).abilities.source_type)


def provenance_of(publication: Publication) -> Provenance:
    """What its file says of itself, or is to say once there is one."""
    if publication.provenance:
        return Provenance.from_fields(publication.provenance)
    source, contract = source_type(publication), publication.render.shot.contract
    if publication.sha256:
        return Provenance(source, "")  # published before it was kept what files say
    prompt_version = str(publication.render.shot.version)
    if not source.is_of_trained_model:
        return Provenance(source, prompt_version)
    return Provenance(source, prompt_version, ai_system=contract.provider, ai_system_version=contract.model)


def receipt_of(publication: Publication) -> channels.Receipt:
    """What the channel took, as its row remembers it."""
    return channels.Receipt(
        reference=publication.reference,
        address=publication.address,
        sha256=publication.sha256,
        size=publication.bytes or 0,
        alt_text=publication.alt_text,
        provenance=provenance_of(publication),
    )


def verify(publication: Publication, channel: channels.ChannelAdapter, leased: PublicationQuery) -> None:
    """The picture is live, and what was live in its gallery slot is replaced, once the channel shows what was sent."""
    channel.verify(receipt_of(publication))
    with transaction.atomic():
        before = Publication.fast.filter(channel=publication.channel, gallery_slot=publication.gallery_slot)
        before.try_move(State.PUBLISHED, State.REPLACED)
        leased.move(State.UPLOADED, State.PUBLISHED, published_at=timezone.now(), explanation="")
        render, note = publication.render, publication.gallery_slot
        record(Action.PUBLICATION_LIVE, shot=render.shot, shot_set=render.shot_set, render=render, note=note)


def try_later(publication: Publication, leased: PublicationQuery, explanation: str) -> None:
    """Back off, and give up after `MAX_TRIES`."""
    if publication.tries + 1 >= MAX_TRIES:
        leased.move(publication.state, State.FAILED, explanation=explanation[:MAX_EXPLANATION])
        return
    due_at = timezone.now() + schedule.back_off(publication.tries, publication.gallery_slot)
    leased.update(tries=RawSql("tries + 1"), due_at=due_at, explanation=explanation[:MAX_EXPLANATION])
