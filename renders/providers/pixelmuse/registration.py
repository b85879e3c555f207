"""How Pixelmuse is registered."""

from renders.providers.pixelmuse.presets import IMAGE_MODELS
from renders.providers.pixelmuse.variables import PixelmuseVariables
from renders.providers.registration import AccountPreset, Registration

REGISTRATION = Registration(
    name="pixelmuse",
    adapter="renders.providers.pixelmuse.adapter.from_variables",
    variables=PixelmuseVariables,
    key_variables=("PIXELMUSE_API_KEY",),
    account=AccountPreset(cap_in_flight=4),
    image_models=IMAGE_MODELS,
)
