"""Discard: files that left their gallery a while ago, and that nothing can be rolled back to any more, are deleted."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Min, Q

from config.background.database_clock import database_now
from renders import channels
from renders.models import Lease, LeaseLost, Listing, Publication, lease_on
from renders.models.publications import State
from renders.pipeline.publishing.deliveries import receipt_of
from renders.pipeline.publishing.publish import GALLERY_BUSY, connect
from renders.pipeline.publishing.targets import first_of_gallery
from renders.schedule import Enqueue

TRY_AGAIN, TOMORROW = timedelta(hours=1), timedelta(days=1)
GONE = (State.REPLACED, State.WITHDRAWN)


def discard_files(listing_id: int, lease: Lease) -> list[Enqueue]:
    """Delete the files of one listing whose time has come. A channel that does not answer is asked in an hour."""
    listing = Listing.objects.select_related("channel").get(pk=listing_id)
    waiting = listing.publications.filter(state__in=GONE, discard_at__isnull=False, discarded_at=None)
    due = waiting.filter(discard_at__lte=database_now()).select_related("render__shot__version__template")
    try:
        with taking_turns(listing):
            discard_all(listing, due)
        next_at = waiting.aggregate(at=Min("discard_at"))["at"]
    except channels.ChannelError:
        next_at = database_now() + TRY_AGAIN
    except LeaseLost:
        next_at = database_now() + GALLERY_BUSY
    Listing.fast.filter(pk=listing_id).leased_by(lease).update(due_at=next_at)
    return []


@contextmanager
def taking_turns(listing: Listing) -> Iterator[None]:
    """While no step of another channel changes the same gallery. Raises `LeaseLost`."""
    turn = first_of_gallery(listing)
    if turn == listing.pk:
        yield
        return
    with lease_on(Listing.fast.filter(pk=turn)):
        yield


def give_up(listing_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    """A file that nobody sees costs nothing but space: it is tried again tomorrow."""
    Listing.fast.filter(pk=listing_id).leased_by(lease).update(due_at=database_now() + TOMORROW)
    return []


def discard_all(listing: Listing, due: Iterable[Publication]) -> None:
    for publication in due:
        if publication.reference and not is_in_use(publication):
            connect(listing.channel).discard(receipt_of(publication))
        publication.discarded_at = database_now()
        publication.save(update_fields=["discarded_at"])


def is_in_use(publication: Publication) -> bool:
    """Whether another publication, of this channel or of one with the same store, shows the same file or may be rolled
    back to it."""
    same = Publication.objects.filter(reference=publication.reference)
    same = same.filter(Q(channel=publication.channel_id) | Q(address=publication.address))
    others = same.exclude(pk=publication.pk).filter(discarded_at=None)
    # What was withdrawn does not come back, so it keeps no file that is to be deleted at once.
    kept = others.filter(state=State.REPLACED, discard_at__gt=database_now())
    return others.exclude(state__in=GONE).exists() or kept.exists()
