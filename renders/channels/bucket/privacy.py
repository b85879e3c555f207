"""A private bucket put to the test. Loaded only when there is one: boto is an extra."""

import secrets
from collections.abc import Iterator
from http import HTTPStatus

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.pictures.storing.away import StoreAway
from catalog.pictures.storing.bucket import BucketStorage
from renders.channels.base import ChannelError
from renders.channels.bucket.connection import place_of
from renders.channels.bucket.s3_errors import sentences
from renders.outbound import Outbound, OutboundError

TIMEOUT = 10.0  # seconds
ONE_NAME = "?list-type=2&max-keys=1"


def faults_of(storage: BucketStorage) -> list[str]:
    """What stands in its way, as sentences: a small object is written, read with the key and without, and removed."""
    name, data = f"probe-{secrets.token_hex(8)}", secrets.token_bytes(16)
    try:
        storage.put(name, data)
        try:
            if storage.read(name) != data:
                return [_("The private bucket gives back other bytes than were stored.")]
            return list(open_doors(storage, name))
        finally:
            storage.delete(name)
    except StoreAway as away:
        return [reason_of(away, storage.client.bucket)]


def open_doors(storage: BucketStorage, name: str) -> Iterator[str]:
    """What a stranger may do there."""
    address = storage.address_without_key(name)
    bucket = address.removesuffix(f"/{storage.key_of(name)}")
    if answers_anybody(address):
        yield _("Everybody can read the bucket of the private pictures. Take its public access away.")
    if answers_anybody(f"{bucket}/{ONE_NAME}"):
        yield _("Everybody can list the bucket of the private pictures. Take its public access away.")


def answers_anybody(address: str) -> bool:
    """Whether the store gives this out without a key. Raises `StoreAway` when it does not answer."""
    # Whoever starts Packshot named the host, so it may be private.
    allow = [*settings.OUTBOUND_ALLOW, place_of(address)]
    try:
        answer = Outbound(base_url=address, headers={}, allow=allow).call("GET", "", timeout=TIMEOUT)
    except OutboundError as error:
        raise StoreAway(
            _("Without a key the private bucket could not be asked: %(reason)s") % {"reason": error}
        ) from None
    return answer.status < HTTPStatus.MULTIPLE_CHOICES


def reason_of(away: StoreAway, bucket: str) -> str:
    """Why, for whoever looks after the store."""
    if away.__cause__ is None:
        return str(away)
    try:
        with sentences(bucket):
            raise away.__cause__
    except ChannelError as error:
        return str(error)
