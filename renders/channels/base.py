"""What every channel takes, gives and raises. Values in, values out: an adapter knows no rows and no queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from renders.channels.file_limits import FileLimits
from renders.channels.galleries import Gallery, Target
from renders.finishing.provenance import Provenance


class ChannelError(Exception):
    """Base: one sentence that may be shown. The subclass says what to do next."""


class Unreachable(ChannelError):
    """The target did not answer or did not take the file this time; trying again may help."""


class NotReady(Unreachable):
    """The target took the file and still works on it; asking again soon helps, and is no failed try."""


class Throttled(Unreachable):
    """The target asks to wait; `wait` is how long, in seconds."""

    def __init__(self, sentence: str, wait: float) -> None:
        super().__init__(sentence)
        self.wait = wait


class Mismatch(ChannelError):
    """The target does not show what was delivered; it may still be working on it, so trying again may help."""


class Rejected(ChannelError):
    """The target will not take this file; trying again does not help."""


class NoProduct(Rejected):
    """The target lists no product, or several, for the SKUs."""


class AccessRefused(Rejected):
    """The target does not accept the key, or the key may not do this."""


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
    product: str = ""  # the channel's own name for the product, once it was matched

    @property
    def file_name(self) -> str:
        """Plain ASCII with the hash of the bytes: what a target is searched for after an answer was lost."""
        return f"{self.gallery_slot.replace('/', '-')}-{self.sha256[:16]}.{self.extension}"


@dataclass(frozen=True)
class Receipt:
    """What the target took: all that `verify` needs, much later and in another process."""

    reference: str  # the target's own name for the file: an object's key, a media id
    address: str  # public; begins with / when Packshot itself serves it
    sha256: str
    size: int  # bytes
    alt_text: str
    provenance: Provenance
    width: int = 0  # of the picture that was sent, in pixels; 0 where nobody noted it
    height: int = 0


@dataclass(frozen=True)
class Live:
    """What was read back of a picture."""

    address: str  # public; begins with / when Packshot itself serves it
    unmarked: tuple[str, ...] = ()  # addresses of the target that lost the AI mark


class ChannelAdapter(Protocol):
    """One target, reached with one set of credentials. Every method raises `Unreachable` or `Rejected`."""

    @property
    def shows_uploads(self) -> bool:
        """Whether a file stands in the gallery as soon as it is uploaded; a class attribute of the adapter."""

    def check(self) -> Sequence[str]:
        """What stands in the way of publishing here, as sentences; empty when nothing does. Writes nothing."""

    def read(self, target: Target) -> Gallery:
        """The product's gallery. Writes nothing. Raises `NoProduct`."""

    def upload(self, delivery: Delivery) -> Receipt:
        """Bring the file to the target, not yet into a gallery. One that is there already is adopted, so the same
        delivery again uploads nothing, even when the answer to the first was lost."""

    def arrange(self, gallery: Gallery, wanted: Gallery) -> None:
        """Make what `read` gave into `wanted`: the same pictures of others, with ours added, gone or in other places,
        and the pictures of variants. What leaves a gallery stays a file of the target. Raises `NotReady`."""

    def verify(self, receipt: Receipt) -> Live:
        """Read back as much as this target can promise: exact bytes, or size and alternative text.

        Raises `Mismatch`, `NotReady` or `ProvenanceMissing`.
        """

    def describe(self, receipt: Receipt, gallery: Gallery, alt_text: str) -> None:
        """Give a picture of the gallery another alternative text. Raises `Mismatch` where it is not there."""

    def discard(self, receipt: Receipt) -> None:
        """Delete a file that no gallery has shown for a while. One that is gone already is no error."""


class ChannelKind(Protocol):
    """The class of an adapter."""

    @property
    def setting_names(self) -> tuple[str, ...]:
        """What `settings` may hold, in lower case; a class attribute of the adapter."""

    @property
    def key_names(self) -> tuple[str, ...]:
        """What the key may be called in the environment besides "key", in lower case."""

    @property
    def secret_names(self) -> tuple[str, ...]:
        """Further secrets beside the key, in lower case. They come with the settings, from the environment only."""

    def file_limits(self, settings: Mapping[str, str]) -> FileLimits:
        """What files this kind takes at most, with these settings."""

    def place(self, settings: Mapping[str, str]) -> str:
        """What a channel with these settings writes to, spelt the same whoever wrote it down."""

    def __call__(self, settings: Mapping[str, str], key: str) -> ChannelAdapter:
        """Raises `Rejected` when a setting or the key is missing."""
