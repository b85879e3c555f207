import numpy as np
import pytest
from PIL import Image

from catalog.cutting import CutVerdict, Reason, cut_photo
from tests.catalog.cutting.scenes import (
    as_jpeg,
    bag,
    basket,
    beside_its_shadow,
    carton,
    dark_at_its_rim,
    fan,
    fills_gaps,
    fills_wires,
    hoop,
    mug,
    photo,
    plain,
    sees,
    wallet,
)

GROUNDS = {
    "white": ("#ffffff", 0.0),
    "off-white with a vignette": ("#f1ede4", 0.3),
    "grey": ("#8f9194", 0.15),
    "coloured paper": ("#9fb4c9", 0.2),
    "dark": ("#3a3d40", 0.1),
}


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
def test_a_product_on_a_plain_ground_is_cut_out_exactly(ground):
    drawn = photo(mug(), plain(*ground))
    found = cut_photo(drawn.picture, None)
    assert found.is_plain
    assert found.verdict is CutVerdict.GOOD
    assert drawn.overlap(found.image, found.box) > 0.985


def test_the_ground_between_wires_that_a_model_fills_is_opened_or_shown_before_it_is_used():
    large = photo(basket(), plain("#eceae6", 0.6)).picture.resize((960, 960), Image.Resampling.LANCZOS)
    found = cut_photo(large, fills_wires)
    at = round(0.45 * 960)
    is_open = found.image.getpixel((at - found.box[0], at - found.box[1]))[3] == 0
    assert is_open or found.verdict is not CutVerdict.GOOD


@pytest.mark.parametrize("ground", ["#ffffff", "#9fb4c9"], ids=["white", "paper"])
def test_a_soft_shadow_stays_behind(ground):
    drawn = photo(mug(), plain(ground), "soft")
    found = cut_photo(drawn.picture, None)
    assert drawn.overlap(found.image, found.box) > 0.98


@pytest.mark.parametrize("ground", ["#ffffff", "#9fb4c9"], ids=["white", "paper"])
def test_a_hard_shadow_stays_behind(ground):
    drawn = photo(mug(), plain(ground), "hard")
    found = cut_photo(drawn.picture, None)
    assert drawn.overlap(found.image, found.box) > 0.98


def test_the_ground_shows_through_a_handle():
    drawn = photo(mug(), plain("#f1ede4", 0.2))
    found = cut_photo(drawn.picture, None)
    assert drawn.alpha_at(found.image, found.box, 0.69, 0.55) == 0
    assert drawn.alpha_at(found.image, found.box, 0.45, 0.55) == 255


@pytest.mark.parametrize("ground", ["#9fb4c9", "#8f9194"], ids=["paper", "grey"])
def test_a_hole_that_a_model_fills_is_opened_and_shown_before_it_is_used(ground):
    drawn = photo(hoop(), plain(ground, 0.2))
    found = cut_photo(drawn.picture, sees(drawn))
    assert drawn.alpha_at(found.image, found.box, 0.5, 0.5) == 0
    assert Reason.SEE_THROUGH in found.reasons


@pytest.mark.parametrize("ground", ["#9fb4c9", "#e4e2dc"], ids=["paper", "off-white"])
def test_the_ground_between_leaves_that_a_model_fills_is_cut_away(ground):
    drawn = photo(fan(), plain(ground, 0.2))
    found = cut_photo(drawn.picture, fills_gaps(drawn))
    assert drawn.overlap(found.image, found.box) > 0.95


def test_a_hard_shadow_that_a_model_takes_for_a_product_with_a_dark_rim_stays_behind():
    drawn, model = beside_its_shadow(wallet(), "#eceae6")
    found = cut_photo(drawn.picture, model)
    assert drawn.overlap(found.image, found.box) > 0.96
    assert Reason.SHADOW in found.reasons


def test_a_side_of_a_box_that_is_turned_away_from_the_light_is_no_shadow():
    drawn = photo(carton(), plain("#f2f2f2"))
    found = cut_photo(drawn.picture, sees(drawn))
    assert drawn.overlap(found.image, found.box) > 0.98


def test_a_hole_that_a_model_fills_on_white_may_be_print_and_is_shown_before_it_is_used():
    drawn = photo(hoop(), plain("#fcfcfc"))
    found = cut_photo(drawn.picture, sees(drawn))
    assert Reason.SEE_THROUGH in found.reasons


@pytest.mark.parametrize(
    ("ground", "overlap"),
    [(plain("#fcfcfc"), 0.9), (plain("#e8cdc2", 0.3), 0.98)],
    ids=["shown as a model filled it on white", "opened as well on paper"],
)
def test_a_white_handle_that_is_lit_as_the_ground_is_shown_before_it_is_used(ground, overlap):
    drawn = photo(mug("#f1efea"), ground, "hard")
    found = cut_photo(drawn.picture, sees(drawn))
    assert Reason.SEE_THROUGH in found.reasons
    assert drawn.overlap(found.image, found.box) > overlap


def test_a_strap_that_a_model_does_not_see_stays_on():
    drawn = photo(bag(), plain("#ffffff"))
    found = cut_photo(drawn.picture, sees(drawn))
    assert drawn.alpha_at(found.image, found.box, 0.5, 0.183) > 120
    assert drawn.alpha_at(found.image, found.box, 0.5, 0.35) == 0


def test_the_edge_keeps_nothing_of_the_ground():
    drawn = photo(mug("#7a3b22"), plain("#40ff40"))
    found = cut_photo(drawn.picture, None)
    pixels = np.asarray(found.image, np.float32)
    edge = (pixels[..., 3] > 20) & (pixels[..., 3] < 250)
    assert edge.any()
    assert (pixels[edge][:, 1] < pixels[edge][:, 0] + 25).mean() > 0.97


def test_colours_that_a_jpeg_blurs_are_no_haze_around_the_product():
    drawn = as_jpeg(photo(mug("#7fa3c9"), plain("#c98f7f")), 80)
    found = cut_photo(drawn.picture, None)
    assert drawn.haze(found.image, found.box) < 0.16


def test_a_rim_that_turns_as_dark_as_the_ground_stays_on():
    drawn = photo(dark_at_its_rim(mug("#f0e8d8")), plain("#a8a8a8"))
    found = cut_photo(drawn.picture, None)
    assert drawn.overlap(found.image, found.box) > 0.995


def test_a_product_that_touches_the_border_does_not_spoil_the_ground():
    wide = photo(mug(), plain("#f1ede4", 0.3)).picture.crop((60, 40, 260, 258))
    found = cut_photo(wide, None)
    assert found.is_plain
    assert "cut_off" in found.reasons
