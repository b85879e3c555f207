"""After a failed step of a publication: another try, an end, or the state that says that it may be live."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from config.background.database_clock import database_now
from renders import schedule
from renders.models import Listing, Publication
from renders.models.fast_queries import RawSql
from renders.models.notifications import NotificationKind
from renders.models.notifying import notify_of_publication
from renders.models.publications import PublicationQuery, State
from renders.models.webhook_events import announce
from renders.models.webhooks import WebhookKind
from renders.pipeline.publishing.requests import KEPT

MAX_TRIES = 5
# Of a channel that took the file and still works on it; then that counts as one failed try.
MAX_WAITS = 40
READY_AGAIN = timedelta(seconds=2)
# Of a gallery that was changed and does not show the picture as it was sent.
READ_AGAIN = timedelta(minutes=15)
MAX_EXPLANATION = 500  # characters, as the column is wide


def wait_until_ready(publication: Publication, leased: PublicationQuery, explanation: str) -> None:
    """Ask again soon. That is no failed try, unless the channel has been at work for long."""
    if publication.waits + 1 >= MAX_WAITS:
        leased.update(waits=0)
        try_later(publication, leased, explanation)
        return
    again = {"waits": RawSql("waits + 1"), "due_at": database_now() + READY_AGAIN}
    leased.filter(state=publication.state).update(explanation=explanation[:MAX_EXPLANATION], **again)


def try_later(publication: Publication, leased: PublicationQuery, explanation: str) -> None:
    """Back off, and give up after `MAX_TRIES`."""
    if publication.state == State.UNCONFIRMED or publication.tries + 1 >= MAX_TRIES:
        fail(publication, leased, explanation)
        return
    due_at = database_now() + schedule.back_off(publication.tries, publication.gallery_slot)
    again = {"tries": RawSql("tries + 1"), "due_at": due_at, "explanation": explanation[:MAX_EXPLANATION]}
    leased.filter(state=publication.state).update(**again)


def fail(publication: Publication, leased: PublicationQuery, explanation: str) -> None:
    """What cannot be withdrawn is still live, and what a gallery may show is read again until that is known. What
    never was in one gives way to what was asked for meanwhile. Who asked for it learns of it once."""
    before, said = publication.state, explanation[:MAX_EXPLANATION]
    with transaction.atomic():
        end(publication, leased, said)
        if before != State.UNCONFIRMED:
            people = (publication.requested_by_id, publication.withdrawn_by_id)
            notify_of_publication(NotificationKind.PUBLICATION_FAILED, publication, *people)


def end(publication: Publication, leased: PublicationQuery, said: str) -> None:
    before = publication.state
    if before == State.PUBLISHED:
        leased.filter(state=before).update(explanation=said, due_at=None)
    elif before == State.WITHDRAWING and publication.published_at:
        leased.try_move(before, State.PUBLISHED, explanation=said)
    elif publication.attached_at:
        after = State.WITHDRAWING if before == State.WITHDRAWING else State.UNCONFIRMED
        leased.try_move(before, after, explanation=said, due_at=database_now() + READ_AGAIN)
    else:
        fail_unseen(publication, leased, said)


def fail_unseen(publication: Publication, leased: PublicationQuery, explanation: str) -> None:
    """Of what no gallery ever showed."""
    try:
        with transaction.atomic():
            if leased.try_move(publication.state, State.FAILED, explanation=explanation):
                render = publication.render
                announce(WebhookKind.PUBLICATION_FAILED, rows=[render.shot_set, render.shot, render, publication])
    except IntegrityError:
        discard_at = database_now() + KEPT
        leased.move(publication.state, State.REPLACED, explanation=explanation, discard_at=discard_at)
        due_for_discard(publication.listing_id, discard_at)


def due_for_discard(listing_id: int, at: datetime) -> None:
    Listing.fast.filter(pk=listing_id).advance_due_at(at)
