"""Providers by name. To add one: a file with the methods of `Provider`, and a line here."""

from collections.abc import Callable
from functools import cache

from renders.providers.base import (
    Abilities,
    Busy,
    Denied,
    Fate,
    Looked,
    ModelSpec,
    Order,
    Output,
    Progress,
    Provider,
    ProviderError,
    Receipt,
    Refused,
    Report,
    Unclear,
    Unfetched,
    Unobtainable,
)
from renders.providers.lightbox import Lightbox

REGISTRY: dict[str, Callable[[], Provider]] = {"lightbox": Lightbox}


@cache
def named(name: str) -> Provider:
    """The provider of that name, made once a process. Raises `KeyError` for one this Packshot does not speak to."""
    return REGISTRY[name]()


__all__ = [
    "REGISTRY",
    "Abilities",
    "Busy",
    "Denied",
    "Fate",
    "Looked",
    "ModelSpec",
    "Order",
    "Output",
    "Progress",
    "Provider",
    "ProviderError",
    "Receipt",
    "Report",
    "Refused",
    "Unclear",
    "Unfetched",
    "Unobtainable",
    "named",
]
