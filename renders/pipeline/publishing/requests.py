"""What people ask for: to publish, to try again, to withdraw, to roll back. Workers do it later."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Colorway
from catalog.refusals import Refusal
from renders.models import Channel, Decision, Listing, Publication, Release
from renders.models.events import Action, record
from renders.models.publications import PublicationQuerySet, State, slot_in_gallery
from renders.pipeline.publishing.deliveries import NotApproved

# What is detached stays a file of its channel for so long, for a roll back.
KEPT = timedelta(days=30)
WITHDRAWABLE = (State.PLANNED, State.UPLOADED, State.FAILED, State.PUBLISHED)


class NotShown(Refusal):
    """A live picture would be replaced that nobody saw beside the new one; nothing was published."""


@dataclass(frozen=True)
class Wish:
    """One approved picture that somebody wants to publish, and the live one that was shown beside it."""

    decision: Decision
    alt_text: str = ""
    replaces: Publication | None = None


def release(wishes: Iterable[Wish], *, channel: Channel, by: User) -> list[Publication]:
    """Plan these pictures together, all or none. Raises `NotApproved` or `NotShown`."""
    with transaction.atomic():
        together = Release.objects.create(channel=channel, requested_by=by)
        planned = [_plan(wish, together) for wish in wishes]
        if not any(one.release_id == together.pk for one in planned):
            together.delete()
    return planned


def request(
    decision: Decision, *, channel: Channel, by: User, alt_text: str = "", replaces: Publication | None = None
) -> Publication:
    """Plan one picture for its gallery slot in a channel. Asking for the same again returns the first.

    What is live in the gallery slot, which must be what `replaces` says, stays live until this one is verified; what
    was on its way there is replaced. Raises `NotApproved` or `NotShown`. The caller enqueues `publish` once this is
    durable.
    """
    [publication] = release([Wish(decision, alt_text, replaces)], channel=channel, by=by)
    return publication


def _plan(wish: Wish, together: Release) -> Publication:
    channel, decision = together.channel, wish.decision
    in_slot = Publication.objects.filter(channel=channel, gallery_slot=gallery_slot_of(decision))
    try:
        with transaction.atomic():
            if not Decision.objects.approvals().select_for_update().filter(pk=decision.pk).exists():
                raise NotApproved(
                    _("Nobody approved this picture, or the approval was taken back. Nothing was published.")
                )
            staying = in_slot.not_replaced().exclude(state__in=(State.FAILED, State.WITHDRAWING))
            if same := staying.filter(decision=decision).first():
                give_way(in_slot.coming().exclude(pk=same.pk))
                return same
            if in_slot.live().first() != wish.replaces:
                raise NotShown(not_shown(in_slot.live().first()))
            give_way(in_slot.coming())
            return _create(wish, together)
    except IntegrityError:
        return in_slot.coming().get()


def give_way(coming: PublicationQuerySet) -> None:
    """Whoever asks last decides what comes into a place."""
    for one in coming.select_for_update():
        Publication.fast.filter(pk=one.pk).move(one.state, State.REPLACED)


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
        alt_text=wish.alt_text or proposed_alt_text(shot.colorway),
        requested_by=together.requested_by,
        due_at=timezone.now(),
    )
    record_about(publication, Action.PUBLICATION_REQUESTED, by=together.requested_by)
    return publication


def proposed_alt_text(colorway: Colorway) -> str:
    """For example "Coffee mug, soft beige glaze"."""
    return f"{colorway.product.name}, {colorway.color_words}"[:250]


def gallery_slot_of(decision: Decision) -> str:
    """The place in a shop of the picture that was approved."""
    shot = decision.review.shot
    return slot_in_gallery(shot.colorway.sku, shot.placement.slug, shot.version.template.slug)


def retry(publication: Publication, *, by: User) -> bool:
    """Try a failed one again; False when it is not failed. The caller enqueues `publish`.

    What could not be withdrawn is withdrawn again, not published. Raises `NotShown` when another picture went live in
    its place meanwhile.
    """
    after = State.WITHDRAWING if publication.withdrawn_by_id else State.PLANNED
    live = Publication.objects.live_in_place_of(publication)
    if after == State.PLANNED and live not in (publication.replaces, publication):
        raise NotShown(not_shown(live))
    one = Publication.fast.filter(pk=publication.pk)
    tried = one.try_move(State.FAILED, after, tries=0, explanation="", due_at=timezone.now())
    if tried:
        record_about(publication, Action.PUBLICATION_RETRIED, by=by)
    return bool(tried)


def withdraw(publications: Iterable[Publication], *, by: User, at_once: bool = False) -> list[Publication]:
    """Take these out of their galleries; those that have left already stay as they are. The ones that will leave.

    `at_once` deletes their files with it, instead of keeping them for a roll back. The caller enqueues `publish`.
    """
    with transaction.atomic():
        return [one for one in publications if _leaves(one, by, Action.WITHDRAWAL_ASKED, discards=at_once)]


def roll_back(together: Release, *, by: User) -> list[Publication]:
    """Take the pictures of a release out again and put back what they replaced. The ones that will leave.

    What was replaced in the meantime stays as it is. The caller enqueues `publish`.
    """
    with transaction.atomic():
        mine = together.publications.select_related("channel", "render__shot__shot_set").order_by("pk")
        return [one for one in mine if _leaves(one, by, Action.ROLLBACK_ASKED, puts_back=one.replaces_id is not None)]


def _leaves(
    publication: Publication, by: User, action: Action, *, puts_back: bool = False, discards: bool = False
) -> bool:
    changes = {"withdrawn_by": by.pk, "puts_back": puts_back, "tries": 0, "explanation": ""}
    changes |= {"discard_at": timezone.now() if discards else None, "due_at": timezone.now()}
    one = Publication.fast.filter(pk=publication.pk)
    # Its state may be another by now than when it was read.
    if not any(one.try_move(state, State.WITHDRAWING, **changes) for state in WITHDRAWABLE):
        return False
    record_about(publication, action, by=by)
    return True


def record_about(publication: Publication, action: Action, *, by: User | None = None) -> None:
    """Write one event; nobody did what a worker found out."""
    render, note = publication.render, f"{publication.channel}: {publication.gallery_slot}"
    record(action, by=by, shot=render.shot, shot_set=render.shot_set, render=render, note=note)
