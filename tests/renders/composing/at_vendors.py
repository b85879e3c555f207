"""Orders of shipped image models at simulated vendors, set up as the environment would."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import F
from pydantic import SecretStr

from renders import providers
from renders.models import Attempt
from renders.providers.hiapi.variables import HiapiVariables
from renders.providers.imagepipeline.variables import ImagepipelineVariables
from renders.providers.pixelmuse.variables import PixelmuseVariables
from tests.factories import (
    make_account,
    make_artwork,
    make_colorway,
    make_image_model,
    make_placement,
    make_template,
    make_version,
)
from tests.shipped import BY_SLUG
from tests.simulators.running import Simulator

VARIABLES = {"hiapi": HiapiVariables, "pixelmuse": PixelmuseVariables, "imagepipeline": ImagepipelineVariables}
# Longer than any picture takes at a simulated vendor.
PASSING_SECONDS = 200
KEY = SecretStr("pm_test_0123456789abcdef0123456789abcdef")


def choices_at(simulated: Simulator, slug: str, settings: Any, dialect: str = "", **artwork: Any) -> dict[str, Any]:
    """What is ordered of that shipped model: one colorway with this artwork, in a placement that allows the model."""
    vendor = BY_SLUG[slug]["provider"]
    spoken = {"dialect": dialect} if dialect else {}
    variables = VARIABLES[vendor](api_key=KEY, base_url=simulated.base_url, **spoken)
    settings.PROVIDER_VARIABLES = {**settings.PROVIDER_VARIABLES, vendor: variables}
    settings.OUTBOUND_ALLOW = [urlsplit(address).netloc for address in (simulated.base_url, simulated.asset_url)]
    providers.ADAPTERS.clear()
    make_account(provider=vendor, name="main", cap_in_flight=8)
    model = make_image_model(**BY_SLUG[slug])
    placement = make_placement(image_models=[model], min_width=64, min_height=64)
    colorway = make_colorway()
    make_artwork(colorway.product, **artwork)
    version = make_version(make_template(placements=[placement]), is_frozen=True)
    return {"colorways": [colorway], "placement": placement, "version": version, "image_model": model}


def pass_time(simulated: Simulator) -> None:
    """Time flies at both ends: whatever is drawn ends, and is due."""
    simulated.advance(PASSING_SECONDS)
    Attempt.objects.update(sent_at=F("sent_at") - timedelta(seconds=PASSING_SECONDS))
