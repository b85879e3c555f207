"""What a provider is given: an attempt's rows as an order."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from catalog.models import ImageModel
from renders.files import ARTWORK
from renders.models import Attempt, Render
from renders.providers import ModelSpec, Order, Output


def order_of(attempt: Attempt) -> Order:
    """What to send: always the same for the same attempt, so that a repeat is identical."""
    return Order(
        contract=attempt.shot.contract,
        spec=spec_of(attempt.shot.image_model),
        callback_url=callback_url(attempt),
        seeds=[seed for _, seed in sorted(Render.rows(attempt=attempt).select("number", "seed"))],
        key=attempt.key.hex,
        read_artwork=ARTWORK.read,
    )


def output_of(render: Render) -> Output:
    """Where a finished picture lies, as the provider said when it ended."""
    expires_at = render.output.get("expires_at")
    return Output(
        address=render.output["address"],
        index=render.output["index"],
        expires_at=datetime.fromisoformat(expires_at) if expires_at else None,
    )


def kept(output: Output) -> dict[str, str | int | None]:
    """How a render's row keeps where its picture lies."""
    expires_at = output.expires_at.isoformat() if output.expires_at else None
    return {"address": output.address, "index": output.index, "expires_at": expires_at}


def spec_of(model: ImageModel) -> ModelSpec:
    """The catalogue's row as adapters need it."""
    names = ("endpoint", "name", "input_schema", "size_words", "abilities")
    return ModelSpec(**{name: getattr(model, name) for name in names})


def callback_url(attempt: Attempt) -> str:
    """Where the vendor may report this attempt's end; empty when nobody outside can reach us."""
    if not settings.PUBLIC_BASE_URL:
        return ""
    return settings.PUBLIC_BASE_URL + reverse("hook", args=[attempt.account.provider, attempt.token])
