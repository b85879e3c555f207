"""Alternative texts that people change once a picture is live."""

from dataclasses import replace

from renders.channels import ChannelAdapter
from renders.channels.galleries import Gallery
from renders.models import Publication
from renders.models.publications import PublicationQuery, State
from renders.pipeline.publishing.deliveries import receipt_of


def describe(publication: Publication, channel: ChannelAdapter, gallery: Gallery, leased: PublicationQuery) -> None:
    """Carry the new text to the channel and read it back. A text that somebody wrote meanwhile is carried next."""
    text, receipt = publication.wanted_alt_text, receipt_of(publication)
    channel.describe(receipt, gallery, text)
    channel.verify(replace(receipt, alt_text=text))
    live = leased.filter(state=State.PUBLISHED)
    live.update(alt_text=text, tries=0, waits=0, explanation="")
    live.filter(wanted_alt_text=text).update(wanted_alt_text="", due_at=None)
