"""Channels by kind. To add one: a folder with a class like `Bucket`, and a line in `REGISTRY`."""

from collections.abc import Iterable, Mapping

from renders.channels import bucket, woocommerce
from renders.channels.base import (
    AccessRefused,
    ChannelAdapter,
    ChannelError,
    ChannelKind,
    Delivery,
    Live,
    Mismatch,
    NoProduct,
    NotReady,
    Receipt,
    Rejected,
    Throttled,
    UnknownKind,
    Unreachable,
)
from renders.channels.file_limits import ANY_FILE, FileLimits
from renders.channels.file_rules import FILE_SETTINGS, SettingRefused, file_rules
from renders.channels.shopify.kind import ShopifyKind
from renders.channels.variables import read, variable
from renders.finishing import FileRules

REGISTRY: dict[str, ChannelKind] = {
    "bucket": bucket.Bucket,
    "shopify": ShopifyKind(),
    "woocommerce": woocommerce.WooCommerce,
}


def connect(kind: str, *, code: str, settings: Mapping[str, str], key_name: str = "") -> ChannelAdapter:
    """An adapter made from plain values; variables of the environment win over `settings`.

    `key_name` names the variable that holds the key; when it is empty, the key is CHANNEL_<CODE>_KEY or one of the
    kind's own names for it.
    Raises `UnknownKind`, and `Rejected` when the adapter misses something.
    """
    if kind not in REGISTRY:
        raise UnknownKind(
            f"This Packshot has no channel of the kind “{kind}”. Nothing was published. "
            "An admin can choose another kind for the channel; then try again."
        )
    adapter = REGISTRY[kind]
    of_adapter = _settings(adapter.setting_names, kind, code, settings)
    names = ("key", *adapter.key_names)
    key = read(key_name) if key_name else next(filter(None, (variable(kind, code, name) for name in names)), "")
    return adapter(of_adapter | _settings(adapter.secret_names, kind, code, {}), key)


def files_of(kind: str, *, code: str, settings: Mapping[str, str], default: str) -> FileRules:
    """What files a channel takes; `default` is the format of one that names none. Raises `SettingRefused`."""
    adapter = REGISTRY.get(kind)
    limits = adapter.file_limits(_settings(adapter.setting_names, kind, code, settings)) if adapter else ANY_FILE
    return file_rules(_settings(FILE_SETTINGS, kind, code, settings), default, limits)


def place_of(kind: str, *, code: str, settings: Mapping[str, str]) -> str:
    """What a channel writes to: two of one kind with the same place change the same galleries."""
    adapter = REGISTRY.get(kind)
    return adapter.place(_settings(adapter.setting_names, kind, code, settings)) if adapter else code


def _settings(names: Iterable[str], kind: str, code: str, settings: Mapping[str, str]) -> dict[str, str]:
    """The settings of these names that the row or, before it, the environment gives a value."""
    values = {name: variable(kind, code, name) or settings.get(name, "") for name in names}
    return {name: value for name, value in values.items() if value}


__all__ = [
    "ANY_FILE",
    "FILE_SETTINGS",
    "REGISTRY",
    "AccessRefused",
    "ChannelAdapter",
    "ChannelError",
    "ChannelKind",
    "Delivery",
    "FileLimits",
    "Live",
    "Mismatch",
    "NoProduct",
    "NotReady",
    "Receipt",
    "Rejected",
    "SettingRefused",
    "Throttled",
    "UnknownKind",
    "Unreachable",
    "connect",
    "file_rules",
    "files_of",
    "place_of",
]
