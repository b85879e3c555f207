import numpy as np
from PIL import Image

from catalog.cutting import CutVerdict, Reason, Strokes, cut_photo
from tests.catalog.cutting.scenes import SIDE, basket, fills_wires, granite, mug, photo, plain, sees, striped


def test_another_ground_needs_the_model_and_says_so():
    found = cut_photo(photo(mug(), striped()).picture, None)
    assert found.verdict is CutVerdict.BAD
    assert found.reasons == (Reason.NO_MODEL,)
    assert "plain paper" in found.reasons[0].sentence


def test_on_another_ground_the_outline_that_the_model_saw_is_followed():
    drawn = photo(mug(), striped())
    found = cut_photo(drawn.picture, sees(drawn, holes=True))
    assert not found.is_plain
    assert drawn.overlap(found.image, found.box) > 0.9


def test_a_model_that_sees_one_thing_and_then_another_is_not_believed():
    drawn = photo(mug(), striped())

    def wavering(picture):
        share = np.zeros((picture.height, picture.width), np.float32)
        share[: picture.height // 2] = picture.width == SIDE
        share[picture.height // 2 :] = picture.width != SIDE
        return share

    assert cut_photo(drawn.picture, wavering).verdict is CutVerdict.BAD


def test_a_photo_of_nothing_is_refused():
    found = cut_photo(plain("#f1ede4", 0.2), None)
    assert found.verdict is CutVerdict.BAD
    assert found.reasons == (Reason.NO_PRODUCT,)


def test_a_product_that_is_tiny_in_the_photo_is_refused():
    small = photo(mug(), plain("#ffffff")).picture.resize((90, 90))
    ground = Image.new("RGB", (SIDE, SIDE), "#ffffff")
    ground.paste(small, (100, 100))
    assert Reason.TOO_SMALL in cut_photo(ground, None).reasons


def test_wires_that_a_model_took_for_one_thing_are_shown_before_they_are_used():
    large = photo(basket(), granite()).picture.resize((960, 960), Image.Resampling.LANCZOS)
    assert Reason.FAINT_EDGE in cut_photo(large, fills_wires).reasons


def test_a_white_field_in_a_sharp_rim_on_white_may_be_a_hole_and_is_shown_first():
    colour, alpha = mug()
    colour.paste("#ffffff", (100, 130, 180, 220))
    drawn = photo((colour, alpha), plain("#ffffff"))
    found = cut_photo(drawn.picture, sees(drawn))
    assert Reason.SEE_THROUGH in found.reasons


def test_strokes_decide_against_everything_else():
    drawn = photo(mug(), plain("#ffffff"))
    keep, remove = (Image.new("L", (SIDE, SIDE)) for _ in range(2))
    keep.paste(255, (20, 40, 60, 60))
    remove.paste(255, (100, 150, 140, 190))
    found = cut_photo(drawn.picture, None, Strokes(keep, remove))
    assert drawn.alpha_at(found.image, found.box, 40 / SIDE, 50 / SIDE) == 255
    assert drawn.alpha_at(found.image, found.box, 120 / SIDE, 170 / SIDE) == 0


def test_glass_on_paper_becomes_clear_and_is_shown_first():
    colour, alpha = mug("#9aa6ad")
    pane = Image.new("L", alpha.size)
    pane.paste(60, (90, 110, 190, 240))
    glass = Image.fromarray(np.minimum(np.asarray(alpha), 255 - np.asarray(pane) * 3))
    drawn = photo((colour, glass), plain("#9fb4c9"))
    found = cut_photo(drawn.picture, sees(drawn), is_see_through=True)
    assert found.verdict is CutVerdict.UNSURE
    assert drawn.alpha_at(found.image, found.box, 0.44, 0.55) < 160
