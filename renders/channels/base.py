"""What every channel takes, gives and raises. Values in, values out: an adapter knows no rows and no queue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from renders.finishing.provenance import Provenance


class ChannelError(Exception):
    """Base: one sentence that may be shown. The subclass says what to do next."""


class Unreachable(ChannelError):
    """The target did not answer or did not take the file this time; trying again may help."""


class Mismatch(ChannelError):
    """The target does not show what was delivered; it may still be working on it, so trying again may help."""


class Rejected(ChannelError):
    """The target will not take this file; trying again does not help."""


class UnknownKind(Rejected):
    """No adapter is registered for this kind of channel."""


@dataclass(frozen=True)
class Delivery:
    """One finished file and where it belongs."""

    data: bytes = field(repr=False)
    sha256: str
    content_type: str
    extension: str
    sku: str
    product_name: str
    gallery_slot: str  # "sku/placement/template": one picture each in a channel
    position: int  # in the product's gallery, from 0
    alt_text: str
    provenance: Provenance


@dataclass(frozen=True)
class Receipt:
    """What the target took: all that `verify` needs, much later and in another process."""

    reference: str  # the target's own name for the file: an object's key, a media id
    address: str  # public; begins with / when Packshot itself serves it
    sha256: str
    size: int  # bytes
    alt_text: str
    provenance: Provenance


class ChannelAdapter(Protocol):
    """One target, reached with one set of credentials."""

    def deliver(self, delivery: Delivery) -> Receipt:
        """Put the file in its place. The same delivery again changes nothing. Raises `Unreachable` or `Rejected`."""

    def verify(self, receipt: Receipt) -> None:
        """Read back as much as this target can promise: exact bytes, or size and alternative text.

        Raises `Mismatch`, `Unreachable`, `Rejected` or `ProvenanceMissing`.
        """


class ChannelKind(Protocol):
    """The class of an adapter."""

    @property
    def setting_names(self) -> tuple[str, ...]:
        """What `settings` may hold, in lower case; a class attribute of the adapter."""

    def __call__(self, settings: Mapping[str, str], key: str) -> ChannelAdapter:
        """Raises `Rejected` when a setting or the key is missing."""
