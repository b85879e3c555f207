"""How imagepipeline.io is registered."""

from renders.providers.imagepipeline.presets import IMAGE_MODELS
from renders.providers.imagepipeline.variables import ImagepipelineVariables
from renders.providers.registration import AccountPreset, Registration

REGISTRATION = Registration(
    name="imagepipeline",
    adapter="renders.providers.imagepipeline.adapter.from_variables",
    variables=ImagepipelineVariables,
    key_variables=("IMAGEPIPELINE_API_KEY",),
    account=AccountPreset(cap_in_flight=2),
    image_models=IMAGE_MODELS,
)
