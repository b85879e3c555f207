"""Admins try an image model without sending: the exact request, or the objections."""

import json

import pytest
from django.urls import reverse

from catalog import presets
from catalog.models import Artwork, ImageModel
from renders import providers
from tests.factories import make_artwork, make_colorway, make_placement, make_product, make_template, make_version
from tests.shipped import ROWS

pytestmark = pytest.mark.django_db


@pytest.fixture
def choices(db):
    """A colour, a placement that FLUX Schnell serves, and a version written for it."""
    presets.add(ROWS)
    placement = make_placement(image_models=[ImageModel.objects.get(slug="flux-schnell")])
    version = make_version(make_template(placements=[placement]))
    product = make_product()
    for kind in (Artwork.Kind.CUTOUT, Artwork.Kind.PHOTO):
        make_artwork(product, kind=kind)
    return {"sku": make_colorway(product).sku, "placement": placement.pk, "version": version.pk}


def page(client, choices, slug="flux-schnell"):
    return client.get(reverse("image_models.try_out", args=[slug]), choices)


def test_the_exact_request_is_shown_and_nothing_is_sent(client_of, ada, choices):
    answer = page(client_of(ada), choices)
    trial = answer.context["draft"]
    prompt = (
        "Product packshot: matte ceramic coffee mug, soft beige glaze, seamless white cyclorama, about 70% of frame"
    )
    assert json.loads(trial.request) == {
        "model": "flux-schnell/text-to-image",
        "input": {"prompt": prompt, "aspect_ratio": "1:1"},
    }
    assert trial.objections == []


def test_objections_stand_in_its_place(client_of, ada, choices):
    template = make_version().template
    odd = make_version(template, parameters={"resolution": "2K"})
    answer = page(client_of(ada), {**choices, "version": odd.pk})
    assert "FLUX Schnell takes no resolution. Remove it from the version." in answer.content.decode()
    assert answer.context["draft"].request == ""


def test_the_page_begins_with_the_first_product_and_placement(client_of, ada, choices):
    assert page(client_of(ada), {}).context["draft"].request


def test_a_sku_that_nobody_has_is_answered_beside_its_field(client_of, ada, choices):
    assert "No colour has this SKU." in page(client_of(ada), {**choices, "sku": "nope"}).content.decode()


def test_a_model_that_is_off_can_be_tried_and_says_why(client_of, ada, choices):
    text = page(client_of(ada), choices, slug="flux-2").content.decode()
    assert "This model is switched off. The vendor does not publish its whole input." in text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["slug"])
def test_every_shipped_model_drafts_a_request(client_of, ada, choices, row):
    assert row["provider"] in providers.REGISTRY
    trial = page(client_of(ada), choices, slug=row["slug"]).context["draft"]
    assert (trial.objections, bool(trial.request)) == ([], True)


def test_the_studio_is_sent_nothing_and_the_page_says_so(client_of, ada, choices):
    presets.add(providers.image_model_rows(is_local=True))
    answer = page(client_of(ada), choices, slug=providers.image_model_rows(is_local=True)[0]["slug"])
    assert answer.context["draft"].request == ""
    assert "No request is sent: the contract is all that is needed." in answer.content.decode()


def test_only_who_looks_after_models_may_try_them(client_of, petra, choices):
    assert page(client_of(petra), choices).status_code == 403


def test_the_page_of_a_model_leads_there(client_of, ada, choices):
    model = ImageModel.objects.get(slug="flux-schnell")
    text = client_of(ada).get(reverse("admin:catalog_imagemodel_change", args=[model.pk])).content.decode()
    assert reverse("image_models.try_out", args=["flux-schnell"]) in text
