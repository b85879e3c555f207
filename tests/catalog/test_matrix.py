"""Which image model can serve which placement."""

import pytest

from catalog.matrix import CropFit, ExactFit, ModelSizes, NoFit, fit, model_sizes
from catalog.presets import ROUTING_HINTS
from tests.shipped import BY_SLUG


def shipped(slug):
    """The sizes of a model that Packshot ships."""
    row = BY_SLUG[slug]
    return model_sizes(row["name"], row["aspects"], row.get("size_names", {}), row["input_schema"])


def test_a_ratio_the_model_draws_large_enough_fits_exactly():
    assert fit("4:3", (1000, 750), shipped("qwen-image-2")) == ExactFit((2368, 1728))


def test_the_largest_resolution_a_model_takes_counts():
    assert fit("1:1", (3000, 3000), shipped("nano-banana-pro")) == ExactFit((4096, 4096))


def test_a_ratio_it_draws_too_small_is_refused_with_both_sizes():
    found = fit("1:1", (1600, 1600), shipped("flux-schnell"))
    assert found == NoFit("FLUX Schnell draws 1:1 at 1024 × 1024 at most; 1600 × 1600 is needed.")


@pytest.mark.parametrize(
    ("aspect", "drawn", "cropped", "sides"),
    [
        ("4:5", "3:4", (1728, 2160), "top and bottom"),
        ("3:2", "4:3", (2368, 1578), "top and bottom"),
        ("21:9", "16:9", (2688, 1152), "top and bottom"),
        ("2:3", "3:4", (1578, 2368), "left and right"),
    ],
)
def test_qwen_gets_the_plan_that_cuts_least_for_a_ratio_it_lacks(aspect, drawn, cropped, sides):
    crop = fit(aspect, (1000, 666) if drawn != "3:4" else (800, 1000), shipped("qwen-image-2"))
    assert isinstance(crop, CropFit)
    assert (crop.drawn, crop.cropped, crop.sides) == (drawn, cropped, sides)


def test_a_plan_says_what_is_lost():
    crop = fit("4:5", (800, 1000), shipped("qwen-image-2"))
    assert crop.sentence == (
        "Qwen Image 2.0 does not draw 4:5. Cut by hand, 3:4 loses 9% at top and bottom: "
        "1728 × 2368 becomes 1728 × 2160."
    )


def test_what_is_left_too_small_is_refused():
    model = ModelSizes("Square", {"1:1": (1024, 1024)})
    sentence = "Square does not draw 4:5, and 818 × 1024 cut out of 1:1 is less than 1000 × 1250."
    assert fit("4:5", (1000, 1250), model) == NoFit(sentence)


def test_a_model_without_ratios_is_refused():
    assert fit("4:5", (1, 1), ModelSizes("Silent", {})) == NoFit("Silent names no ratio that it draws.")


def test_every_hint_names_models_that_packshot_ships():
    assert {slug for hint in ROUTING_HINTS for slug in hint.models} <= set(BY_SLUG)
