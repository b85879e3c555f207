"""Trying an image model without sending: the request an order would become, or why it would not."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from catalog.models import Colorway, ImageModel, Placement, PromptVersion
from renders import providers
from renders.composing.offering import spec_for, why_not
from renders.composing.plans import planned_shot
from renders.contracts import GenerationContract
from renders.files import ARTWORK
from renders.models import Account
from renders.providers import ModelSpec, Order, ProviderError, wire

NO_KEY = "0" * 32


@dataclass(frozen=True)
class Trial:
    """What would be sent, or the objections. `lacks` says what else is missing before anything can be ordered."""

    request: str
    objections: Sequence[str]
    lacks: str
    size: tuple[int, int] | None
    price_micros: int


def trial(colorway: Colorway, placement: Placement, version: PromptVersion, image_model: ImageModel) -> Trial:
    """Draft the request of these choices. Nothing is sent and nothing is written."""
    spec = spec_for(image_model, placement.image_models.all())
    shot = planned_shot(colorway, placement, version, image_model, spec)
    lacks = why_not(image_model, Account.objects.for_provider(image_model.provider))
    request, objections = "", list(shot.problems)
    if shot.contract and not objections and image_model.provider in providers.REGISTRY:
        try:
            request = drafted(shot.contract, spec, image_model)
        except ProviderError as refusal:
            objections = [str(refusal)]
    size = wire.size_of(shot.contract, spec) if shot.contract else None
    return Trial(request, objections, lacks, size, image_model.price_of(version.parameters))


def drafted(contract: GenerationContract, spec: ModelSpec, image_model: ImageModel) -> str:
    """The body as the adapter drafts it, laid out for reading."""
    address = f"{settings.PUBLIC_BASE_URL}/hooks/{image_model.provider}/…/" if settings.PUBLIC_BASE_URL else ""
    seeds = range(1, image_model.samples_per_request + 1)
    order = Order(
        contract=contract, spec=spec, seeds=seeds, key=NO_KEY, read_artwork=ARTWORK.read, callback_url=address
    )
    body = providers.named(image_model.provider).draft(order)
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body
