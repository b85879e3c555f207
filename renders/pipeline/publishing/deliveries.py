"""The files that go out: made once of the approved bytes, marked, signed and read back."""

from dataclasses import replace
from typing import cast

from django.utils.translation import gettext as _

from catalog.pictures import sha256
from catalog.processes import run
from catalog.refusals import Refusal
from renders import channels, files, providers
from renders.channels import certificate
from renders.files import MASTERS
from renders.finishing import (
    EXTENSIONS,
    DerivedFile,
    FileRules,
    Format,
    Provenance,
    SourceType,
    read_provenance,
    require_provenance,
)
from renders.finishing import deliver as make_delivery
from renders.finishing.signing import require_signature, sign
from renders.models import Decision, Publication, Render, Rendition


class NotApproved(Refusal):
    """These bytes have no valid approval; nothing was published."""


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
        product=publication.listing.reference,
        gallery_slot=publication.gallery_slot,
        position=shot.placement.position,
        alt_text=publication.alt_text,
        provenance=provenance,
    )


def approved_file(decision: Decision) -> tuple[Rendition, bytes]:
    """An approved picture as its placement delivers it, for whoever places it without a channel. Raises `NotApproved`,
    `NotSignable` and `ProvenanceMissing`."""
    # Never saved: what a file says of itself is asked of a publication.
    publication = Publication(render=decision.render, decision=decision)
    rules = FileRules(cast("Format", decision.render.shot.placement.delivery_format))
    file, data, _provenance = finished_file(publication, approved_master(publication), rules)
    return file, data


def unreviewed_file(render: Render) -> tuple[Rendition, bytes]:
    """A ready picture for the program that ordered it: every pixel, marked as what it is. Raises `NotSignable` and
    `ProvenanceMissing`."""
    file, data, _provenance = finished_file(Publication(render=render), MASTERS.read(render.sha256), FileRules("png"))
    return file, data


def finished_file(
    publication: Publication, master: bytes, rules: FileRules | None = None
) -> tuple[Rendition, bytes, Provenance]:
    """The file, its bytes and what it says of itself; signed where there is a certificate. Raises as `delivery_of`."""
    render, rules, provenance = publication.render, rules or rules_of(publication), provenance_of(publication)
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


def file_of(publication: Publication) -> Rendition | None:
    """The rendition that was sent."""
    return Rendition.objects.filter(render=publication.render_id, sha256=publication.sha256).first()


def receipt_of(publication: Publication) -> channels.Receipt:
    """What the channel took, as its row remembers it."""
    file = file_of(publication)
    return channels.Receipt(
        reference=publication.reference,
        address=publication.address,
        sha256=publication.sha256,
        size=publication.bytes or 0,
        alt_text=publication.alt_text,
        provenance=provenance_of(publication),
        width=file.width if file else 0,
        height=file.height if file else 0,
    )
