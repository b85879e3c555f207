"""The image models that ship with Packshot."""

import pytest
from jsonschema import Draft202012Validator

from catalog import presets
from catalog.models import ImageModel
from tests.factories import make_campaign, make_placement
from tests.shipped import GUIDED, ROWS

pytestmark = pytest.mark.django_db


def test_every_model_is_made_once():
    assert len(presets.add(ROWS)) == len(ROWS)
    assert presets.add(ROWS) == []


def test_no_model_of_the_guides_is_missing():
    assert len(GUIDED) == 20


def test_what_admins_changed_stays():
    presets.add(ROWS)
    ImageModel.objects.filter(slug="flux-schnell").update(price_micros=6_000, is_enabled=False)
    presets.add(ROWS)
    model = ImageModel.objects.get(slug="flux-schnell")
    assert (model.price_micros, model.is_enabled) == (6_000, False)


def test_a_slug_that_is_taken_is_left_to_its_owner():
    ImageModel.objects.create(slug="flux-schnell", name="Ours", provider="other", endpoint="ours")
    assert "flux-schnell" not in {model.slug for model in presets.add(ROWS)}


@pytest.mark.parametrize(
    ("slug", "price", "cap"),
    [("flux-schnell", 5_000, 8), ("qwen-image-2", 25_000, 6), ("nano-banana-pro", 170_000, None)],
)
def test_prices_and_caps_are_the_guides_figures(slug, price, cap):
    presets.add(ROWS)
    model = ImageModel.objects.get(slug=slug)
    assert (model.price_of({}), model.cap_in_flight) == (price, cap)


def test_a_price_follows_the_resolution():
    presets.add(ROWS)
    model = ImageModel.objects.get(slug="nano-banana-2")
    assert [model.price_of({"resolution": size}) for size in ("1K", "2K", "4K")] == [85_000, 76_000, 114_000]


def test_models_whose_input_is_not_published_are_off_and_say_why():
    presets.add(ROWS)
    off = ImageModel.objects.filter(is_enabled=False)
    assert {model.slug for model in off} == {"flux-2", "flux-1-1-pro", "qwen-image", "z-image"}
    assert all(model.off_reason for model in off)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["slug"])
def test_a_row_is_a_valid_image_model_with_a_closed_schema(row):
    ImageModel(**row).full_clean()
    Draft202012Validator.check_schema(row["input_schema"])
    assert row["input_schema"]["additionalProperties"] is False


def test_models_serve_the_placements_the_guides_use_them_for():
    social = make_placement(slug="social", aspect="4:5", image_models=[])
    presets.add(ROWS)
    assert set(social.image_models.values_list("slug", flat=True)) == {
        "pixelmuse-recraft-v4-pro",
        "flux-schnell",
        "gpt-image-2",
        "imagepipeline-flux-schnell",
    }


def test_other_placements_are_left_alone():
    own = make_placement(image_models=[])
    presets.add(ROWS)
    assert not own.image_models.exists()


def test_a_placement_that_a_campaign_holds_gets_no_new_model():
    held = make_placement(slug="pdp-main", image_models=[])
    make_campaign(placements=[held])
    presets.add(ROWS)
    assert not held.image_models.exists()
