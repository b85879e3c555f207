"""Providers by name. To add one: a file with the four methods of `Provider`, and a line here."""

from renders.providers.base import (
    Abilities,
    Busy,
    Fate,
    Order,
    Output,
    Progress,
    Provider,
    ProviderError,
    Refused,
    Unclear,
    Unfetched,
    Unobtainable,
)
from renders.providers.lightbox import Lightbox

REGISTRY: dict[str, Provider] = {"lightbox": Lightbox()}


def named(name: str) -> Provider:
    """The provider of that name. Raises `KeyError` for one this Packshot does not speak to."""
    return REGISTRY[name]


__all__ = [
    "REGISTRY",
    "Abilities",
    "Busy",
    "Fate",
    "Order",
    "Output",
    "Progress",
    "Provider",
    "ProviderError",
    "Refused",
    "Unclear",
    "Unfetched",
    "Unobtainable",
    "named",
]
