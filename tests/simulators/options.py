"""How a simulator can be set, in code, on the command line and while it runs. Durations are provider seconds."""

from dataclasses import dataclass, fields
from typing import Any, get_type_hints


@dataclass
class Options:
    """What all vendors share."""

    # Our seconds per provider second; 0.1 is ten times as fast. Fixed once it runs, the next four until a reset.
    scale: float = 1.0
    cap: int = 8  # slots of an account; tasks beyond them wait in the order they came
    mean: float = 30.0
    sigma: float = 0.18
    # Service times are lognormal with that mean, drawn from the seed and the task's number in its account.
    seed: int = 0
    # How long a create takes to be answered; its idempotency key is in flight as long.
    create_seconds: float = 0.0
    rpm: int = 0  # requests a provider minute and key, polls counted; 0 is no limit
    # Tasks an account may have waiting or running before creates meet 429; 0 is no limit.
    max_in_flight: int = 0
    # API keys that are let in, with commas between; empty lets in every key that is not called `revoked`.
    keys: str = ""
    balance_micros: int = -1  # what each account may spend before creates meet 402; -1 is no end
    # Whether tasks that fail are billed; a change takes effect with the next reset.
    bills_failures: bool = False
    idempotency: bool = True
    errors_in_200: bool = False  # errors come with HTTP 200 and only their body says so
    pixels: int = 64  # long edge of the pictures, in the ratio ordered; 0 serves the size ordered
    picture_format: str = "png"
    url_extension: str = "png"  # what the address ends in, whatever the bytes are
    asset_ttl: float = 3600.0
    asset_gone: str = "404"  # how an expired address answers: 403 (with XML), 404 or 410
    renews: bool = True  # whether asking for the task again gives a fresh address once the last expired
    # How the address of a picture that is not ready answers: 403, 404, 410 or `empty` (200, no bytes).
    queued_miss: str = "404"
    # When references are fetched, which no source says: at create (400 where nothing is there), or at work, where the
    # task then fails.
    reference_fetch: str = "create"
    callback_delivery: str = "once"  # once, or repeated after 1, 5 and 20 minutes while the answer is not 2xx
    callback_timeout: float = 10.0  # our seconds a receiver has to answer


PICTURE_FORMATS = ("png", "jpeg", "webp")


def changed(options: Any, changes: dict[str, Any]) -> None:
    """Set options by name, turned to their types. Raises `ValueError` for one that does not exist or fit."""
    kinds = get_type_hints(type(options))
    for name, value in changes.items():
        if name not in kinds:
            raise ValueError(f"No option {name}. There are {', '.join(each.name for each in fields(options))}.")
        setattr(options, name, _as(kinds[name], value))
        choices = {"reference_fetch": ("create", "work"), **getattr(options, "CHOICES", {})}.get(name)
        if choices and getattr(options, name) not in choices:
            raise ValueError(f"{name} is one of {', '.join(choices)}")


def _as(kind: type, value: Any) -> Any:
    if kind is bool and isinstance(value, str):
        return value.lower() in ("1", "true", "yes", "on")
    return kind(value)
