"""What every channel speaks: put a file in place, read it back. Errors are named by what to do next."""

from typing import Protocol


class ChannelError(Exception):
    """Base: what the target said, in our words."""


class Unreachable(ChannelError):
    """It did not answer or did not take the file this time; trying again may help."""


class Rejected(ChannelError):
    """It will not take this file; trying again does not help."""


class Channel(Protocol):
    """One kind of target. Values in, values out; knows no rows and no queue."""

    def put(self, name: str, data: bytes, content_type: str) -> str:
        """Store `data` under `name` and return its public address. Putting the same name again changes nothing.

        Raises `Unreachable` or `Rejected`.
        """

    def read(self, name: str) -> bytes:
        """What the target serves under `name` now. Raises `Unreachable`."""
