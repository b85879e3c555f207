"""Publishing, one step at a time: upload, check the file, change the gallery, read it again; and the way back.

Only approved bytes go out, and only what the channel showed in its place is live. A gallery is changed by one step at
a time, so two publications of one product never lose a picture.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.processes import TooManyWaiting, WorkStopped
from config.background.database_clock import database_now
from renders import channels
from renders.channels.galleries import Gallery
from renders.finishing import ProvenanceMissing, TooManyBytes
from renders.finishing.signing import NotSignable
from renders.models import Channel, Lease, LeaseLost, Listing, Publication, lease_on
from renders.models.actions import Action
from renders.models.publications import DUE_STATES, PublicationQuery, State
from renders.pipeline import giving_up
from renders.pipeline.publishing import arrangements
from renders.pipeline.publishing.deliveries import NotApproved, delivery_of, receipt_of
from renders.pipeline.publishing.describing import describe
from renders.pipeline.publishing.failing import MAX_EXPLANATION, due_for_discard, fail, try_later, wait_until_ready
from renders.pipeline.publishing.fits import DoesNotFit, require_fit
from renders.pipeline.publishing.requests import KEPT, record_about, why_not_back
from renders.pipeline.publishing.targets import first_of_gallery
from renders.schedule import Enqueue

# While another step changes the same gallery.
GALLERY_BUSY = timedelta(seconds=0.5)


class GalleryChanged(channels.Rejected):
    """Something else is live in the place than what was shown when this was asked for."""


@dataclass(frozen=True)
class PublishStep:
    """What one step on a publication works with. Every write names its lease."""

    publication: Publication
    channel: channels.ChannelAdapter
    leased: PublicationQuery

    def read(self) -> Gallery:
        listing = self.publication.listing
        gallery = self.channel.read(arrangements.target_of(listing))
        found = {"reference": gallery.product, "title": gallery.title[:250], "address": gallery.address}
        if any(getattr(listing, name) != value for name, value in found.items()):
            Listing.fast.filter(pk=listing.pk).update(**found)
            for name, value in found.items():
                setattr(listing, name, value)
        return gallery


def publish_picture(publication_id: int, lease: Lease) -> list[Enqueue]:
    listing = Listing.objects.select_related("channel").get(publications=publication_id)
    leased = Publication.fast.filter(pk=publication_id).leased_by(lease)
    try:
        with lease_on(Listing.fast.filter(pk=first_of_gallery(listing))):
            # Read only now: the step that had the gallery until now may have replaced this one.
            publish(Publication.objects.to_publish().get(pk=publication_id), leased)
    except LeaseLost:
        again = {"due_at": database_now() + GALLERY_BUSY}
        leased.filter(state__in=DUE_STATES).update(**again)
        leased.filter(state=State.PUBLISHED, wanted_alt_text__gt="").update(**again)
    return []


def give_up(publication_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """What is live stays live; a person may have it published again."""
    publication = Publication.objects.get(pk=publication_id)
    if publication.state == State.PUBLISHED:
        consequence = _("It is live with its earlier text: send the new one again once an admin has put that right.")
    elif publication.may_be_live or publication.attached_at:
        consequence = _("It may be live: Packshot looks again by itself once an admin has put that right.")
    else:
        consequence = _("Nothing was published: try again once an admin has put that right.")
    explanation = giving_up.sentence(error, consequence)
    fail(publication, Publication.fast.filter(pk=publication_id).leased_by(lease), explanation)
    return []


def publish(publication: Publication, leased: PublicationQuery) -> None:
    """Upload what is planned, show what was uploaded, withdraw, or change a text."""
    try:
        step = PublishStep(publication, connect(publication.channel), leased)
        if publication.state == State.PLANNED:
            upload(step)
            publication.refresh_from_db()
        if publication.state in (State.UPLOADED, State.UNCONFIRMED):
            show(step)
        elif publication.state == State.WITHDRAWING:
            take_out(step)
        elif publication.state == State.PUBLISHED and publication.wanted_alt_text:
            describe(publication, step.channel, step.read(), leased)
    except channels.NotReady as wait:
        wait_until_ready(publication, leased, str(wait))
    except channels.Throttled as wait:
        # No failed try: where hundreds of pictures go out together, each may have to wait often.
        due_at = database_now() + timedelta(seconds=wait.wait)
        leased.update(due_at=due_at, explanation=str(wait)[:MAX_EXPLANATION])
    except (channels.Unreachable, channels.Mismatch, TooManyWaiting, WorkStopped) as error:
        try_later(publication, leased, str(error))
    except GalleryChanged as change:
        give_place_up(publication, leased, str(change))
    except (channels.Rejected, NotApproved, DoesNotFit, NotSignable, ProvenanceMissing, TooManyBytes) as error:
        fail(publication, leased, str(error))


def connect(channel: Channel) -> channels.ChannelAdapter:
    """The adapter of a channel's row. Raises `channels.Rejected`."""
    return channels.connect(channel.kind, code=channel.slug, settings=channel.settings, key_name=channel.key_name)


def upload(step: PublishStep) -> None:
    """Bring the file to the channel. The product is looked up first: nothing is uploaded for one that is not there."""
    if not step.publication.channel.is_enabled:
        raise channels.Rejected(_("This channel is not in use any more. Nothing was published."))
    require_shown(step.publication)
    require_fit(step.publication.decision, step.publication.channel)
    step.read()
    receipt = step.channel.upload(delivery_of(step.publication))
    sent = {
        "reference": receipt.reference,
        "address": receipt.address,
        "sha256": receipt.sha256,
        "bytes": receipt.size,
        "alt_text": receipt.alt_text,
        "provenance": receipt.provenance.fields(),
        "attached_at": database_now() if step.channel.shows_uploads else None,
    }
    if not step.leased.try_move(State.PLANNED, State.UPLOADED, explanation="", tries=0, waits=0, **sent):
        # Withdrawn or replaced meanwhile: whoever takes it out has to know the file.
        step.leased.update(**sent)
        raise LeaseLost("No longer planned under this lease")


def require_shown(publication: Publication) -> None:
    """Raises `GalleryChanged` when a live picture would be replaced that was not shown beside this one."""
    if Publication.objects.live_in_place_of(publication) not in (publication.replaces, publication):
        raise GalleryChanged(
            _(
                "Another picture came or went in this place after this one was asked for. Nothing was replaced: look "
                "at the plan again."
            )
        )


def show(step: PublishStep) -> None:
    """Put the picture into its place once the channel shows the file as it was sent, and read the gallery again.

    What was live in its place is replaced then, and its file kept for a while.
    """
    publication = step.publication
    require_shown(publication)
    live = step.channel.verify(receipt_of(publication))
    gallery = step.read()
    remember_variant_picture(step, gallery)
    wanted = arrangements.with_publication(gallery, publication, arrangements.ours(publication.listing))
    if not gallery.is_arranged_as(wanted):
        note_attached(step)
    rearrange(step, gallery, wanted)
    now = database_now()
    with transaction.atomic():
        if publication.replaces_id:
            leave(Publication.objects.get(pk=publication.replaces_id), now + KEPT)
        step.leased.move(
            publication.state,
            State.PUBLISHED,
            published_at=now,
            address=live.address,
            unmarked_addresses="\n".join(live.unmarked),
            explanation="",
        )
        record_about(publication, Action.PUBLICATION_LIVE)


def note_attached(step: PublishStep) -> None:
    """Before the gallery is changed: from then on it may show the picture, whatever becomes of this step."""
    publication, now = step.publication, database_now()
    if not step.leased.filter(state=publication.state).update(attached_at=publication.attached_at or now):
        raise LeaseLost(f"No longer {publication.state} under this lease")
    publication.attached_at = publication.attached_at or now


def give_place_up(publication: Publication, leased: PublicationQuery, explanation: str) -> None:
    """Its place is another one's by now, so what its gallery may show of it leaves again."""
    if publication.attached_at:
        now = database_now()
        leased.try_move(publication.state, State.WITHDRAWING, explanation=explanation[:MAX_EXPLANATION], due_at=now)
    else:
        fail(publication, leased, explanation)


def leave(replaced: Publication, discard_at: datetime) -> None:
    """Note that another picture took its place. One that was being withdrawn does not come back with a roll back."""
    before = Publication.fast.filter(pk=replaced.pk)
    if replaced.state == State.WITHDRAWING:
        discard_at = replaced.discard_at or discard_at
        before.move(State.WITHDRAWING, State.WITHDRAWN, discard_at=discard_at, explanation="")
        record_about(replaced, Action.PUBLICATION_GONE)
    else:
        before.try_move(State.PUBLISHED, State.REPLACED, discard_at=discard_at)
    due_for_discard(replaced.listing_id, discard_at)


def remember_variant_picture(step: PublishStep, gallery: Gallery) -> None:
    """Before it changes: a roll back shows it again."""
    before = gallery.picture_of_variant(step.publication.render.shot.colorway.sku)
    if before not in ("", step.publication.reference, step.publication.variant_picture_before):
        step.leased.update(variant_picture_before=before)


def rearrange(step: PublishStep, gallery: Gallery, wanted: Gallery) -> None:
    """Change the gallery, and believe only what it shows afterwards. Raises `channels.Mismatch`."""
    if gallery.is_arranged_as(wanted):
        return
    step.channel.arrange(gallery, wanted)
    if not step.read().is_arranged_as(wanted):
        raise channels.Mismatch(_("The channel does not show the gallery as it was sent."))


def take_out(step: PublishStep) -> None:
    """Take the picture out of the gallery, put back what it replaced where that was asked for, and read it again."""
    publication = step.publication
    back = arrangements.what_comes_back(publication) if publication.published_at else None
    if back:
        require_standing(back)
        step.channel.verify(receipt_of(back))
    try:
        gallery = step.read()
    except channels.NoProduct:
        gallery = None  # a product that is gone shows nothing
    if gallery and publication.reference:
        others = arrangements.ours(publication.listing)
        rearrange(step, gallery, arrangements.without_publication(gallery, publication, others))
    now = database_now()
    discard_at = publication.discard_at or now + KEPT
    with transaction.atomic():
        step.leased.move(State.WITHDRAWING, State.WITHDRAWN, discard_at=discard_at, explanation="")
        due_for_discard(publication.listing_id, discard_at)
        record_about(publication, Action.PUBLICATION_GONE)
        if back and gallery:
            Publication.fast.filter(pk=back.pk).move(State.REPLACED, State.PUBLISHED, published_at=now, discard_at=None)
            record_about(back, Action.PUBLICATION_BACK)


def require_standing(back: Publication) -> None:
    """Raises `channels.Rejected` when what was replaced can no longer be shown."""
    if reason := why_not_back(back):
        raise channels.Rejected(f"{reason} {_('Withdraw this picture instead. It is still live.')}")
