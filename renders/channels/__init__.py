"""Channels by kind. To add one: a file with the methods of `Channel`, and a line here."""

from collections.abc import Callable

from django.core.files.storage import storages

from renders.channels.base import Channel, ChannelError, Rejected, Unreachable
from renders.channels.bucket import Bucket

REGISTRY: dict[str, Callable[[], Channel]] = {"bucket": lambda: Bucket(storages["public"])}


def of_kind(kind: str) -> Channel:
    """The channel adapter of that kind. Raises `KeyError` for one this Packshot does not speak to."""
    return REGISTRY[kind]()


__all__ = ["REGISTRY", "Bucket", "Channel", "ChannelError", "Rejected", "Unreachable", "of_kind"]
