"""Which listings are one and the same gallery: channels that write to the same place take turns."""

from renders import channels
from renders.models import Channel, Listing


def first_of_gallery(listing: Listing) -> int:
    """The key of the row whose lease lets a step change the gallery: the first of all listings of it."""
    shared = sharing(listing.channel)
    if not shared:
        return listing.pk
    same = Listing.objects.filter(channel__in=[listing.channel_id, *(one.pk for one in shared)])
    return same.filter(product=listing.product_id).order_by("pk").values_list("pk", flat=True)[0]


def sharing(channel: Channel) -> list[Channel]:
    """The other channels that write to the same place."""
    mine = place_of(channel)
    others = Channel.objects.filter(kind=channel.kind).exclude(pk=channel.pk)
    return [one for one in others if place_of(one) == mine]


def place_of(channel: Channel) -> str:
    return channels.place_of(channel.kind, code=channel.slug, settings=channel.settings)
