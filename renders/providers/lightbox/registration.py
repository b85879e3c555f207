"""How the built-in studio is registered."""

from renders.providers.lightbox.presets import IMAGE_MODELS
from renders.providers.registration import AccountPreset, Registration

REGISTRATION = Registration(
    name="lightbox",
    adapter="renders.providers.lightbox.adapter.from_variables",
    account=AccountPreset(name="Built-in studio", cap_in_flight=4),
    image_models=IMAGE_MODELS,
    is_local=True,
)
