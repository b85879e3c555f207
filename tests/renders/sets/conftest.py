"""What several modules about composing share: a second placement, and the form as a browser sends it."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.factories import make_image_model, make_placement, make_template, make_version

LINE = ("placement", "version", "image_model")


@pytest.fixture
def gallery(order: dict[str, Any]) -> dict[str, Any]:
    """A second placement, with a template and a dearer model of its own."""
    model = make_image_model(name="Dear", provider="fake", price_micros=20_000)
    placement = make_placement(name="Gallery", aspect="4:3", image_models=[model], min_width=64, min_height=64)
    version = make_version(make_template(name="Wide", placements=[placement]))
    return {"placement": placement, "version": version, "image_model": model}


@pytest.fixture
def form_of(order: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """The form as a browser sends it for eight previews of the order, and nine of each in the placements `further`:
    `form_of(gallery, note="For Easter")`."""

    def filled(*further: Mapping[str, Any], **typed: Any) -> dict[str, Any]:
        form = {
            "token": str(uuid.uuid4()),
            "colorways": [str(colorway.pk) for colorway in order["colorways"]],
            **{name: str(order[name].pk) for name in LINE},
            "kind": "preview",
            "count": "8",
        }
        for number, line in enumerate(further, start=1):
            form |= {"line": str(number), f"count-{number}": "9"}
            form |= {f"{name}-{number}": str(line[name].pk) for name in LINE}
        return form | typed

    return filled
