"""Programs that speak to the API, and one product that can be ordered."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.factories import (
    make_account,
    make_artwork,
    make_colorway,
    make_image_model,
    make_placement,
    make_template,
    make_token_and_secret,
    make_version,
)


class ApiProgram(Client):
    """Sends JSON with a token."""

    def __init__(self, secret: str) -> None:
        super().__init__(headers={"authorization": f"Bearer {secret}"})

    def send(self, address: str, body: Any, key: str | None = None, method: str = "post") -> Any:
        headers = {} if key is None else {"Idempotency-Key": key}
        return getattr(self, method)(f"/api/v1/{address}", body, content_type="application/json", headers=headers)

    def read(self, address: str) -> Any:
        return self.get(f"/api/v1/{address}")


def program_of(person: Any, **token: Any) -> ApiProgram:
    return ApiProgram(make_token_and_secret(person, **token)[1])


@pytest.fixture
def petras_program(petra: Any) -> ApiProgram:
    """Everything that a marketer may do."""
    return program_of(petra)


@dataclass(frozen=True)
class OrderableProduct:
    """One product, one placement, one version, one model."""

    colorway: Any
    placement: Any
    version: Any
    image_model: Any

    def order(self, **changes: Any) -> dict[str, Any]:
        """Eight candidates of the one colour."""
        names = {"sku": self.colorway.sku, "placement": self.placement.slug, "template": self.version.template.slug}
        return {"kind": "preview", "count": 8, "orders": [names], **changes}


@pytest.fixture
def shop(db: None) -> OrderableProduct:
    make_account(provider="lightbox")
    image_model = make_image_model(price_micros=5_000)
    placement = make_placement(image_models=[image_model])
    version = make_version(make_template(placements=[placement]))
    colorway = make_colorway()
    make_artwork(colorway.product)
    return OrderableProduct(colorway, placement, version, image_model)
