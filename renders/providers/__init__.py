"""Providers by name. To add one: a file with the methods of `Provider`, and a line here."""

from collections.abc import Callable
from functools import cache

from django.conf import settings

from renders.providers import hiapi, imagepipeline, pixelmuse
from renders.providers.base import (
    Abilities,
    Busy,
    Denied,
    FetchFailed,
    ModelSpec,
    Order,
    Output,
    OutputGone,
    PollResult,
    Provider,
    ProviderError,
    Receipt,
    Refused,
    Report,
    TaskProgress,
    TaskStatus,
    Unclear,
)
from renders.providers.lightbox import Lightbox

REGISTRY: dict[str, Callable[[], Provider]] = {
    "lightbox": Lightbox,
    "hiapi": hiapi.from_settings,
    "pixelmuse": pixelmuse.from_settings,
    "imagepipeline": imagepipeline.from_settings,
}

KEYS = {"hiapi": "HIAPI_API_KEY", "pixelmuse": "PIXELMUSE_API_KEY", "imagepipeline": "IMAGEPIPELINE_API_KEY"}
"""The setting that holds a provider's key; a provider that is not listed needs none."""


def has_key(name: str) -> bool:
    """Whether the environment has what this provider asks for."""
    return name not in KEYS or bool(getattr(settings, KEYS[name]).get_secret_value())


@cache
def named(name: str) -> Provider:
    """The provider of that name, made once a process. Raises `KeyError` for one this Packshot does not speak to."""
    return REGISTRY[name]()


__all__ = [
    "KEYS",
    "REGISTRY",
    "Abilities",
    "Busy",
    "Denied",
    "TaskStatus",
    "PollResult",
    "ModelSpec",
    "Order",
    "Output",
    "TaskProgress",
    "Provider",
    "ProviderError",
    "Receipt",
    "Report",
    "Refused",
    "Unclear",
    "FetchFailed",
    "OutputGone",
    "has_key",
    "named",
]
