"""The file of a product's artwork is missing on disk: the built-in studio tries a few times, then says so."""

import uuid

import pytest

from catalog.pictures.artwork_files import ARTWORK
from renders import composing
from renders.models.renders import State
from tests.factories import (
    make_account,
    make_artwork,
    make_colorway,
    make_image_model,
    make_placement,
    make_template,
    make_version,
)
from tests.fakes import due_now, work
from tests.images import cutout

pytestmark = pytest.mark.django_db(transaction=True)
FILE = cutout(size=(512, 512))


@pytest.fixture
def shot_set(petra):
    """A preview from the built-in studio, of a cutout whose file is not on the disk."""
    make_account(provider="lightbox", name="studio")
    model = make_image_model(provider="lightbox", price_micros=0)
    placement = make_placement(image_models=[model], min_width=64, min_height=64)
    colorway = make_colorway()
    artwork = make_artwork(colorway.product, sha256=ARTWORK.store(FILE), width=512, height=512)
    ARTWORK.storage.delete(f"{artwork.sha256[:2]}/{artwork.sha256}")
    choices = {"colorways": [colorway], "placement": placement, "image_model": model, "count": 8, "kind": "preview"}
    plan = composing.plan(**choices, version=make_version(make_template(placements=[placement])), by=petra)
    return composing.launch(plan, by=petra, token=uuid.uuid4())


def test_renders_fail_after_a_few_tries_with_a_sentence(shot_set):
    for _ in range(5):
        work()
        due_now()
    work()
    assert set(shot_set.renders.values_list("state", flat=True)) == {State.FAILED}
    failed = shot_set.renders.first()
    assert "is missing. Upload it on the product's page, then order again." in failed.explanation
    assert failed.fetch_count == 4


def test_a_disk_that_comes_back_in_time_costs_nothing_but_the_wait(shot_set):
    work()
    ARTWORK.store(FILE)
    due_now()
    work()
    assert State.FAILED not in shot_set.renders.values_list("state", flat=True)
    assert shot_set.renders.filter(state=State.READY).exists()
