"""Providers by name. To add one: a folder like the others, and its name in `FOLDERS`."""

from dataclasses import asdict
from importlib import import_module
from typing import Any

from django.conf import settings

from renders.providers.base import (
    Abilities,
    Busy,
    CallbackReport,
    Denied,
    FetchFailed,
    FinishingOrder,
    ModelDenied,
    ModelSpec,
    OrderReceipt,
    Output,
    OutputGone,
    OutputRefused,
    PollResult,
    Provider,
    ProviderError,
    ProviderOrder,
    ProviderUnreachable,
    Refused,
    TaskProgress,
    TaskSearch,
    TaskStatus,
    Unclear,
)
from renders.providers.registration import AccountPreset, Registration

FOLDERS = (
    "lightbox",
    "hiapi",
    "pixelmuse",
    "imagepipeline",
    "finishing",
)

# The settings import this module to learn the environment variables: nothing here may import an adapter or read a
# setting before it is called.
REGISTRY: dict[str, Registration] = {
    name: import_module(f"renders.providers.{name}.registration").REGISTRATION for name in FOLDERS
}

# The adapters made so far in this process, by provider.
ADAPTERS: dict[str, Provider] = {}


def named(name: str) -> Provider:
    """The adapter of that provider, made once a process. Raises `KeyError` for a provider that is not registered."""
    if name not in ADAPTERS:
        module, _, function = REGISTRY[name].adapter.rpartition(".")
        make = getattr(import_module(module), function)
        ADAPTERS[name] = make(settings.PROVIDER_VARIABLES[name], settings.OUTBOUND_ALLOW)
    return ADAPTERS[name]


def missing_keys(name: str) -> list[str]:
    """The environment variables of keys that this provider needs and does not have."""
    registration = REGISTRY[name]
    return registration.missing_keys(settings.PROVIDER_VARIABLES[name]) if registration.key_variables else []


def doubts_about_key(name: str) -> list[str]:
    """What looks wrong with the key of this provider, one sentence each, for admins."""
    return REGISTRY[name].doubts_about_key(settings.PROVIDER_VARIABLES[name]) if REGISTRY[name].key_variables else []


def local_providers() -> list[str]:
    """The names of the providers that work on this machine."""
    return [name for name, registration in REGISTRY.items() if registration.is_local]


def finisher() -> str:
    """The name of the provider that makes pictures out of those of others."""
    return next(name for name, registration in REGISTRY.items() if registration.is_finisher)


def image_model_rows(*, is_local: bool) -> list[dict[str, Any]]:
    """The fields of each image model that ships with the local providers, or with all others."""
    registrations = [each for each in REGISTRY.values() if each.is_local == is_local]
    return [row for registration in registrations for row in registration.image_model_rows]


def account_fields(name: str) -> dict[str, Any]:
    """The fields of the account that is made where this provider has none."""
    return {"provider": name, **asdict(REGISTRY[name].account)}


__all__ = [
    "ADAPTERS",
    "FOLDERS",
    "REGISTRY",
    "Abilities",
    "AccountPreset",
    "Busy",
    "CallbackReport",
    "Denied",
    "FetchFailed",
    "FinishingOrder",
    "ModelDenied",
    "ModelSpec",
    "OrderReceipt",
    "Output",
    "OutputGone",
    "OutputRefused",
    "PollResult",
    "Provider",
    "ProviderError",
    "ProviderOrder",
    "ProviderUnreachable",
    "Refused",
    "Registration",
    "TaskProgress",
    "TaskSearch",
    "TaskStatus",
    "Unclear",
    "account_fields",
    "doubts_about_key",
    "finisher",
    "image_model_rows",
    "local_providers",
    "missing_keys",
    "named",
]
