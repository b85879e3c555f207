"""A dry run of an image model: the request an order would become, or why there is none. Nothing is sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from catalog.models import Colorway, ImageModel, Placement, PromptVersion
from renders import providers
from renders.composing.availability import spec_for, unavailable_reason
from renders.composing.options import OrderOptions
from renders.composing.shots.planned import planned_shot
from renders.contracts import GenerationContract
from renders.files import ARTWORK
from renders.models import Account
from renders.providers import ModelSpec, ProviderError, ProviderOrder, model_input

NO_KEY = "0" * 32


@dataclass(frozen=True)
class DryRun:
    """What would be sent, or the objections; a local provider (`is_local`) is sent nothing. `unavailable` says why
    nothing can be ordered from the provider yet."""

    request: str
    objections: Sequence[str]
    unavailable: str
    size: tuple[int, int] | None
    price_micros: int
    is_local: bool


def dry_run(colorway: Colorway, placement: Placement, version: PromptVersion, image_model: ImageModel) -> DryRun:
    """Draft the request of these choices. Nothing is sent and nothing is written."""
    spec = spec_for(image_model, placement.image_models.all())
    options = OrderOptions(uses_photo=image_model.needs_references)
    shot = planned_shot(colorway, placement, version, image_model, spec, options=options)
    unavailable = unavailable_reason(image_model, Account.objects.for_provider(image_model.provider), for_admins=True)
    request, objections = "", list(shot.problems)
    if shot.contract and not objections and image_model.provider in providers.REGISTRY:
        try:
            request = request_body(shot.contract, spec, image_model)
        except ProviderError as refusal:
            objections = [str(refusal)]
    size = model_input.size_of(shot.contract, spec) if shot.contract else None
    is_local = image_model.provider in providers.local_providers()
    price_micros = image_model.price_of(version.parameters)
    return DryRun("" if is_local else request, objections, unavailable, size, price_micros, is_local)


def request_body(contract: GenerationContract, spec: ModelSpec, image_model: ImageModel) -> str:
    """The body as the adapter drafts it, laid out for reading."""
    address = f"{settings.PUBLIC_BASE_URL}/hooks/{image_model.provider}/…/" if settings.PUBLIC_BASE_URL else ""
    seeds = range(1, image_model.samples_per_request + 1)
    order = ProviderOrder(
        contract=contract,
        spec=spec,
        seeds=seeds,
        key=NO_KEY,
        read_artwork=ARTWORK.read,
        callback_url=address,
        references=[f"{settings.PUBLIC_BASE_URL}/…" for _ in contract.references],
    )
    body = providers.named(image_model.provider).draft(order)
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body
