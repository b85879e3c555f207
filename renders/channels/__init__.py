"""Channels by kind. To add one: a file with a class like `Bucket`, and a line in `REGISTRY`."""

from collections.abc import Mapping

from renders.channels import bucket
from renders.channels.base import (
    ChannelAdapter,
    ChannelError,
    ChannelKind,
    Delivery,
    Mismatch,
    Receipt,
    Rejected,
    UnknownKind,
    Unreachable,
)
from renders.channels.variables import read, variable

REGISTRY: dict[str, ChannelKind] = {
    "bucket": bucket.Bucket,
}


def connect(kind: str, *, code: str, settings: Mapping[str, str], key_name: str = "") -> ChannelAdapter:
    """An adapter made from plain values; variables of the environment win over `settings`.

    `key_name` names the variable that holds the key; when it is empty, the key is CHANNEL_<CODE>_KEY.
    Raises `UnknownKind`, and `Rejected` when the adapter misses something.
    """
    if kind not in REGISTRY:
        raise UnknownKind(
            f"This Packshot has no channel of the kind “{kind}”. Nothing was published. "
            "An admin can choose another kind for the channel; then try again."
        )
    adapter = REGISTRY[kind]
    overrides = {name: value for name in adapter.setting_names if (value := variable(kind, code, name))}
    return adapter({**settings, **overrides}, read(key_name) if key_name else variable(kind, code, "key"))


__all__ = [
    "REGISTRY",
    "ChannelAdapter",
    "ChannelError",
    "ChannelKind",
    "Delivery",
    "Mismatch",
    "Receipt",
    "Rejected",
    "UnknownKind",
    "Unreachable",
    "connect",
]
