"""The requests of people: to publish, to try again, to withdraw, to roll back. Workers do it later."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.refusals import Refusal
from config.background.database_clock import database_now
from renders.models import Channel, Decision, Listing, Publication, Release, Shot
from renders.models.actions import Action
from renders.models.events import record
from renders.models.publications import PublicationQuerySet, State, slot_in_gallery
from renders.pipeline.publishing.deliveries import NotApproved
from renders.pipeline.publishing.fits import require_fit

# What is detached stays a file of its channel for so long, for a roll back.
KEPT = timedelta(days=30)
WITHDRAWABLE = (State.PLANNED, State.UPLOADED, State.UNCONFIRMED, State.FAILED, State.PUBLISHED)
# How often a plan is made anew because a worker changed what comes into its place at the same moment.
PLANS = 5


class NotShown(Refusal):
    """A live picture would be replaced that nobody saw beside the new one; nothing was published."""


@dataclass(frozen=True)
class Wish:
    """One approved picture that somebody wants to publish, and what was shown beside it: what is live in its place,
    and what may be."""

    decision: Decision
    alt_text: str = ""
    replaces: Publication | None = None
    unconfirmed: Publication | None = None


def release(wishes: Iterable[Wish], *, channel: Channel, by: User) -> list[Publication]:
    """Plan these pictures together, all or none. Raises `NotApproved`, `DoesNotFit` or `NotShown`."""
    asked = list(wishes)
    with transaction.atomic():
        together = Release.objects.create(channel=channel, requested_by=by)
        take_turns([one.decision.review.shot.colorway.product for one in asked], channel)
        planned = [_plan(wish, together) for wish in asked]
        if not any(one.release_id == together.pk for one in planned):
            together.delete()
    return planned


def request(
    decision: Decision, *, channel: Channel, by: User, alt_text: str = "", replaces: Publication | None = None
) -> Publication:
    """Plan one picture for its gallery slot in a channel. Asking for the same again returns the first.

    What is live in the gallery slot, which must be what `replaces` says, stays live until this one is verified; what
    was on its way there is replaced. Raises `NotApproved`, `DoesNotFit` or `NotShown`. The caller
    enqueues `publish` once this is durable.
    """
    [publication] = release([Wish(decision, alt_text, replaces)], channel=channel, by=by)
    return publication


def take_turns(products: Iterable[Product], channel: Channel) -> None:
    """Until the end of this transaction nobody else plans for these products in this channel."""
    # In one order, so that two people who plan for the same products never wait for each other.
    for product in sorted(set(products), key=lambda one: one.pk):
        listing, _is_new = Listing.objects.get_or_create(channel=channel, product=product)
        Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)


def _plan(wish: Wish, together: Release) -> Publication:
    for _again in range(PLANS):
        try:
            with transaction.atomic():
                return _planned_or_same(wish, together)
        except IntegrityError as error:
            # A worker gave a picture of this place another state at the same moment.
            lost = error
    raise lost


def _planned_or_same(wish: Wish, together: Release) -> Publication:
    channel, decision = together.channel, wish.decision
    in_slot = Publication.objects.filter(channel=channel, gallery_slot=gallery_slot_of(decision))
    if not Decision.objects.approvals().select_for_update().filter(pk=decision.pk).exists():
        raise NotApproved(_("Nobody approved this picture, or the approval was taken back. Nothing was published."))
    staying = in_slot.not_replaced().exclude(state__in=(State.FAILED, State.WITHDRAWING))
    if same := staying.filter(decision=decision).first():
        give_way(in_slot.coming().exclude(pk=same.pk), by=together.requested_by)
        return same
    require_fit(decision, channel)
    require_all_shown(in_slot, wish)
    give_way(in_slot.coming(), by=together.requested_by)
    return _create(wish, together)


def require_all_shown(in_slot: PublicationQuerySet, wish: Wish) -> None:
    """Raises `NotShown` unless what is live in a place, and what may be, stood beside the new picture."""
    live, unconfirmed = in_slot.live().first(), in_slot.filter(state=State.UNCONFIRMED).first()
    if live != wish.replaces:
        raise NotShown(not_shown(live))
    if unconfirmed != wish.unconfirmed:
        raise NotShown(not_shown(unconfirmed))


def give_way(coming: PublicationQuerySet, *, by: User) -> None:
    """Whoever asks last decides what comes into a place. What a gallery may show already leaves it again."""
    now = database_now()
    for one in coming.select_for_update():
        row = Publication.fast.filter(pk=one.pk)
        if one.attached_at:
            row.move(one.state, State.WITHDRAWING, withdrawn_by=by.pk, tries=0, due_at=now)
        else:
            row.move(one.state, State.REPLACED, discard_at=now + KEPT)
            Listing.fast.filter(pk=one.listing_id).advance_due_at(now + KEPT)


def not_shown(live: Publication | None) -> str:
    if live is None:
        return _("What this would have replaced is gone by now. Look at the plan again. Nothing was published.")
    return _("%(live)s is live in this place and was not shown beside the new picture. Nothing was published.") % {
        "live": live
    }


def _create(wish: Wish, together: Release) -> Publication:
    shot, channel = wish.decision.review.shot, together.channel
    product = shot.colorway.product
    publication = Publication.objects.create(
        channel=channel,
        listing=Listing.objects.get_or_create(channel=channel, product=product)[0],
        release=together,
        replaces=wish.replaces,
        decision=wish.decision,
        render=wish.decision.render,
        gallery_slot=gallery_slot_of(wish.decision),
        alt_text=wish.alt_text or proposed_alt_text(shot),
        requested_by=together.requested_by,
        due_at=database_now(),
    )
    record_about(publication, Action.PUBLICATION_REQUESTED, by=together.requested_by)
    return publication


def proposed_alt_text(shot: Shot) -> str:
    """For example "Coffee mug, soft beige glaze", and "…, lifestyle" beside it: a text that two pictures of a gallery
    share tells nobody them apart."""
    words = [shot.colorway.product.name, shot.color_words]
    words += [shot.placement.name.lower()] if shot.placement.position else []
    return ", ".join(words)[:250]


def gallery_slot_of(decision: Decision) -> str:
    """The place in a shop of the picture that was approved."""
    shot = decision.review.shot
    return slot_in_gallery(shot.colorway.sku, shot.placement.slug, shot.version.template.slug)


def retry(publication: Publication, *, by: User) -> bool:
    """Try a failed one again, and look now for one that may be live; False when it is neither. The caller enqueues
    `publish`.

    What could not be withdrawn is withdrawn again, not published. Raises `NotShown` when another picture went live in
    its place meanwhile.
    """
    after = State.WITHDRAWING if publication.withdrawn_by_id else State.PLANNED
    live = Publication.objects.live_in_place_of(publication)
    if after == State.PLANNED and live not in (publication.replaces, publication):
        raise NotShown(not_shown(live))
    one, now = Publication.fast.filter(pk=publication.pk), database_now()
    tried = one.try_move(State.FAILED, after, tries=0, waits=0, explanation="", due_at=now)
    tried = tried or one.try_move(State.UNCONFIRMED, State.UNCONFIRMED, due_at=now)
    if tried:
        record_about(publication, Action.PUBLICATION_RETRIED, by=by)
    return bool(tried)


def describe(publication: Publication, alt_text: str, *, by: User) -> bool:
    """Have its channel show another alternative text; False when it is not live. The caller enqueues `publish`."""
    changes = {"wanted_alt_text": alt_text, "tries": 0, "waits": 0, "explanation": "", "due_at": database_now()}
    if not Publication.fast.filter(pk=publication.pk, state=State.PUBLISHED).update(**changes):
        return False
    record_about(publication, Action.ALT_TEXT_CHANGED, by=by)
    return True


def withdraw(publications: Iterable[Publication], *, by: User, at_once: bool = False) -> list[Publication]:
    """Take these out of their galleries; those that have left already stay as they are. The ones that will leave.

    `at_once` deletes their files with it, instead of keeping them for a roll back. The caller enqueues `publish`.
    """
    with transaction.atomic():
        return [one for one in publications if _leaves(one, by, Action.WITHDRAWAL_ASKED, discards=at_once)]


def roll_back(publications: Iterable[Publication], *, by: User) -> list[Publication]:
    """Take these out again and put back what they replaced. The ones that will leave.

    What was replaced in the meantime stays as it is. The caller enqueues `publish`.
    """
    with transaction.atomic():
        asked = [(one, one.replaces_id is not None) for one in publications]
        return [one for one, has_back in asked if _leaves(one, by, Action.ROLLBACK_ASKED, puts_back=has_back)]


def why_not_back(replaced: Publication) -> str:
    """Why a picture that was replaced cannot be shown again, as a sentence; empty when it can."""
    words = {"picture": replaced}
    if replaced.state != State.REPLACED or replaced.discarded_at:
        return _("%(picture)s cannot be put back: its file is gone or something else became of it.") % words
    if not Decision.objects.approvals().filter(pk=replaced.decision_id).exists():
        return _("The approval of %(picture)s no longer stands, so it is not put back.") % words
    return ""


def _leaves(
    publication: Publication, by: User, action: Action, *, puts_back: bool = False, discards: bool = False
) -> bool:
    changes = {"withdrawn_by": by.pk, "puts_back": puts_back, "tries": 0, "waits": 0, "explanation": ""}
    changes |= {"discard_at": database_now() if discards else None, "due_at": database_now()}
    one = Publication.fast.filter(pk=publication.pk)
    # Its state may be another by now than when it was read.
    if not any(one.try_move(state, State.WITHDRAWING, **changes) for state in WITHDRAWABLE):
        return False
    record_about(publication, action, by=by)
    return True


def record_about(publication: Publication, action: Action, *, by: User | None = None) -> None:
    """Write one event; nobody did what a worker found out."""
    render, note = publication.render, f"{publication.channel}: {publication.gallery_slot}"
    about = {"shot": render.shot, "shot_set": render.shot_set, "render": render}
    record(action, by=by, note=note, rows=[publication], **about)
