"""A picture is inspected beside the product's own cutout, and beside what is live in its place."""

import numpy as np
import pytest
from django.utils import timezone
from PIL import Image

from catalog.pictures.artwork_files import ARTWORK
from renders.files import MASTERS
from renders.models import Finding
from renders.models.publications import State as PublicationState
from renders.models.renders import State
from renders.pipeline.inspecting.order import SHIPPED, approved_picture, inspection_order, shown_artwork, view_in
from renders.pipeline.tasks import enqueue
from renders.schedule import Enqueue
from tests.factories import (
    digest_of,
    make_artwork,
    make_colorway,
    make_decision,
    make_image_model,
    make_placement,
    make_publication,
    make_render,
    make_review,
    make_shot,
    make_template,
    make_version,
)
from tests.fakes import work
from tests.images import encoded
from tests.renders.quality.pictures import PROMPT, packshot

pytestmark = pytest.mark.django_db(transaction=True)
SIDE = (256, 256)
FRONT = f"{PROMPT}, front view"


def cutout():
    picture = packshot(SIDE, shadow=False)
    alpha = (np.asarray(picture).min(axis=2) < 250).astype(np.uint8) * 255
    return encoded(Image.fromarray(np.dstack([np.asarray(picture), alpha])), "PNG")


@pytest.fixture(scope="module")
def good():
    return packshot(SIDE)


@pytest.fixture(scope="module")
def wide(good):
    """The same product, an eighth wider."""
    stretched = good.resize((288, 256), Image.Resampling.BICUBIC)
    return stretched.crop((16, 0, 272, 256))


def ordered(*, prompt=FRONT, provider="fake", stored=True, artwork=None):
    """A shot of a product with a front cutout."""
    colorway = make_colorway()
    sha256 = ARTWORK.store(cutout()) if stored else digest_of("a cutout that nobody stored")
    make_artwork(colorway.product, sha256=sha256, width=256, height=256, **(artwork or {}))
    model = make_image_model(provider=provider)
    placement = make_placement(image_models=[model])
    version = make_version(make_template(placements=[placement]), prompt=prompt)
    return make_shot(colorway=colorway, placement=placement, version=version, image_model=model)


def inspected(shot, picture):
    """What is found on it, when it comes to be inspected by itself."""
    data = encoded(picture, "PNG")
    fields = {"sha256": MASTERS.store(data), "width": 256, "height": 256, "due_at": timezone.now()}
    render = make_render(shot, state=State.STORED, **fields)
    enqueue([Enqueue("inspect", (render.pk,))])
    work()
    render.refresh_from_db()
    assert render.state == State.READY
    return {one.check_name: one.message for one in render.findings.all()}


def make_live(shot, picture):
    """What is live in the place of this shot's pictures."""
    render = make_render(shot, sha256=MASTERS.store(encoded(picture, "PNG")))
    decision = make_decision(make_review(render))
    slot = f"{shot.colorway.sku}/{shot.placement.slug}/{shot.version.template.slug}"
    fields = {"sha256": digest_of("file"), "published_at": "2026-01-02T03:04:05Z", "address": "/pictures/mug.webp"}
    make_publication(decision, state=PublicationState.PUBLISHED, gallery_slot=slot, **fields)
    return render


def test_another_shape_than_the_cutouts_is_found(fake, wide):
    assert "product_differs" in inspected(ordered(), wide)


def test_the_shape_of_the_cutout_is_no_fault(fake, good):
    found = inspected(ordered(), good)
    assert not {"product_differs", "turned", "silhouette_drift"} & set(found)


def test_a_product_that_is_turned_beside_its_cutout_is_found(fake, good):
    assert "turned" in inspected(ordered(), good.rotate(10, Image.Resampling.BICUBIC, fillcolor="white"))


def test_another_shape_than_the_live_pictures_is_found(fake, good, wide):
    shot = ordered(artwork={"view": "top"})
    make_live(shot, good)
    assert "silhouette_drift" in inspected(shot, wide)


@pytest.mark.parametrize("state", [PublicationState.PLANNED, PublicationState.REPLACED])
def test_what_is_not_live_is_no_model(fake, good, state):
    shot = ordered()
    decision = make_decision(make_review(make_render(shot)))
    slot = f"{shot.colorway.sku}/{shot.placement.slug}/{shot.version.template.slug}"
    make_publication(decision, state=state, gallery_slot=slot)
    assert approved_picture(shot.contract) == ""


def test_a_live_picture_of_another_view_is_no_model(fake, good):
    live = make_live(ordered(), good)
    before, of_top = live.shot, PROMPT + ", top view"
    version = make_version(before.version.template, prompt=of_top)
    shot = make_shot(colorway=before.colorway, placement=before.placement, version=version)
    assert approved_picture(before.contract) == live.sha256
    assert approved_picture(shot.contract) == ""


def test_a_cutout_that_is_missing_on_disk_is_said_not_to_be_judged(fake, good):
    found = inspected(ordered(stored=False), good)
    assert "The file of the product's cutout or photo cannot be read." in found["not_judged"]
    assert "likeness to the real product" in found["not_judged"]


def test_a_live_picture_that_is_missing_on_disk_is_said_not_to_be_judged(fake, good):
    shot = ordered()
    live = make_live(shot, packshot(SIDE, fill=0.57))
    MASTERS.storage.delete(f"{live.sha256[:2]}/{live.sha256}")
    found = inspected(shot, good)
    assert "The file of the approved picture cannot be read." in found["not_judged"]


@pytest.mark.parametrize(
    ("prompt", "provider", "is_compared"),
    [
        (FRONT, "fake", True),
        (PROMPT, "fake", False),
        (PROMPT, "lightbox", True),
        (f"{PROMPT}, top view", "fake", False),
    ],
)
def test_a_vendors_picture_is_compared_where_the_prompt_names_the_view_of_the_cutout(
    fake, prompt, provider, is_compared
):
    assert bool(shown_artwork(ordered(prompt=prompt, provider=provider).contract)) is is_compared


def test_from_above_it_is_said_that_the_shape_could_not_be_judged(fake, wide):
    found = inspected(ordered(prompt=PROMPT + ", top view", artwork={"view": "top"}), wide)
    assert "product_differs" not in found
    assert "Seen from above" in found["not_judged"]


def test_the_reason_is_kept_however_long_the_list_of_what_could_not_be_judged(fake):
    shot = ordered(prompt=FRONT.replace("seamless white cyclorama", "light oak countertop"))
    inspected(shot, Image.effect_noise(SIDE, 90).convert("RGB"))
    message = Finding.objects.get(render__shot=shot, check_name="not_judged").message
    assert message.startswith("The ground is not plain")


def test_without_anything_to_compare_it_with_neither_a_prompt_is_read_nor_are_rules_made():
    view_in.cache_clear()
    order = inspection_order(make_render(state=State.FINISHED))
    assert order.rules is SHIPPED
    assert view_in.cache_info().misses == 0
