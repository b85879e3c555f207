"""How what finishes pictures is registered. It draws nothing, so it has no image models."""

from renders.providers.registration import AccountPreset, Registration

REGISTRATION = Registration(
    name="finishing",
    adapter="renders.providers.finishing.adapter.from_variables",
    account=AccountPreset(name="Finished on this machine", cap_in_flight=4),
    is_local=True,
    is_finisher=True,
)
