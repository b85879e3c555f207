"""How hiapi is registered."""

from renders.providers.hiapi.presets import IMAGE_MODELS
from renders.providers.hiapi.variables import HiapiVariables
from renders.providers.registration import AccountPreset, Registration

REGISTRATION = Registration(
    name="hiapi",
    adapter="renders.providers.hiapi.adapter.from_variables",
    variables=HiapiVariables,
    key_variables=("HIAPI_API_KEY",),
    key_prefixes=("sk-", "hi-sk-"),
    account=AccountPreset(cap_in_flight=8, requests_per_minute=60),
    image_models=IMAGE_MODELS,
)
