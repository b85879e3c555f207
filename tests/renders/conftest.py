"""What the tests of the machinery share."""

from collections.abc import Iterator

import pytest
from django.core.files.storage import storages

from config.queue import queue
from renders import providers
from tests.factories import make_account, make_artwork, make_colorway, make_image_model, make_placement, make_template
from tests.factories import make_version as new_version
from tests.fakes import FakeProvider, register
from tests.simulators.running import Simulator, simulator


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    """A provider called `fake` that this test tells what to do."""
    provider = FakeProvider()
    register(monkeypatch, "fake", provider)
    return provider


@pytest.fixture
def slow_hiapi() -> Iterator[Simulator]:
    """hiapi with pictures that take half a minute, so that a test says when they are finished."""
    with simulator("hiapi", mean=30.0, sigma=0.2, rpm=0) as running:
        yield running
    providers.ADAPTERS.clear()


@pytest.fixture(autouse=True)
def quiet_queue() -> Iterator[None]:
    """Every test begins and ends with an empty queue."""
    queue.flush()
    yield
    queue.flush()


@pytest.fixture
def order(db: None, fake: FakeProvider) -> dict[str, object]:
    """The choices of a valid order for the fake provider, one colorway at $0.005 a picture."""
    make_account(provider="fake", name="main", cap_in_flight=4)
    model = make_image_model(provider="fake", price_micros=5_000)
    placement = make_placement(image_models=[model], min_width=64, min_height=64)
    version = new_version(make_template(placements=[placement]))
    colorway = make_colorway()
    make_artwork(colorway.product)
    choices = {"colorways": [colorway], "placement": placement, "version": version, "image_model": model}
    return {**choices, "count": 8, "kind": "preview"}


@pytest.fixture(autouse=True)
def empty_storages() -> Iterator[None]:
    """Storage objects are remade, so that a test may point them elsewhere."""
    yield
    storages.__dict__.pop("backends", None)
