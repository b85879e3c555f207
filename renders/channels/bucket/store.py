"""What the bucket needs of the place where its objects lie."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

IMMUTABLE = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class ObjectHeaders:
    """How an object is served. A folder has no place for any of it."""

    content_type: str
    cache_control: str = IMMUTABLE
    alt_text: str = field(default="", compare=False)


@dataclass(frozen=True)
class StoredObject:
    """An object as it was read back."""

    data: bytes = field(repr=False)  # at most one byte more than was asked for
    revision: str  # of exactly these bytes
    headers: ObjectHeaders | None = None  # None where the store has no place for them


class ObjectStore(Protocol):
    """Objects by name. Every method raises `Unreachable` or `Rejected`."""

    def check(self, prefix: str) -> Sequence[str]:
        """What stands in the way, as sentences. Writes nothing."""

    def read(self, name: str, max_bytes: int) -> StoredObject | None:
        """None when there is no such object."""

    def write(self, name: str, data: bytes, headers: ObjectHeaders, *, instead_of: str) -> bool:
        """Store the whole of it if the object still has the revision `instead_of`, or, when that is empty, if there is
        none. False when it is not so; then nothing was written."""

    def delete(self, name: str) -> None:
        """One that is gone already is no error."""

    def address(self, name: str) -> str:
        """Where anybody can read it; begins with / when Packshot itself serves it."""

    def read_as_anybody(self, name: str, max_bytes: int) -> bytes | None:
        """What is read at the address without a key; None where Packshot itself serves it. Raises `Mismatch`."""
