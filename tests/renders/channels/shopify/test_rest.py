"""The REST form: base64 straight into the gallery, then places and variants; what was written is read back."""

import pytest
from PIL import Image

from renders.channels.base import Mismatch, NoProduct, Rejected, Unreachable
from tests.images import encoded
from tests.renders.channels.shopify.conftest import TARGET, delivered, made, oversized, place, shown, until_done


def test_a_picture_comes_to_the_end_of_the_gallery_by_rest(sim, mug, rest):
    foreign = sim.media(mug)
    receipt = rest.upload(made())
    assert sim.media(mug) == [*foreign, receipt.reference]
    assert (sim.count("rest.POST"), sim.count("fileCreate"), sim.count("upload")) == (1, 0, 0)


def test_places_and_variants_are_set_by_rest(sim, mug, rest):
    foreign = sim.media(mug)
    receipt = delivered(rest, made(), on=("mug-2",))
    assert sim.media(mug) == [receipt.reference, *foreign]
    assert sim.variants(mug) == {"mug-1": "", "mug-2": receipt.reference}
    assert sim.count("productReorderMedia") == sim.count("productVariantAppendMedia") == 0


def test_the_same_picture_keeps_its_other_variants(sim, mug, rest):
    receipt = delivered(rest, made(), on=("mug-1",))
    place(rest, receipt, on=("mug-1", "mug-2"))
    assert sim.variants(mug) == {"mug-1": receipt.reference, "mug-2": receipt.reference}


def test_a_picture_that_shopify_drops_in_silence_is_found_out(sim, mug, rest):
    with pytest.raises(Rejected, match="dropped it"):
        rest.upload(oversized())
    assert len(sim.media(mug)) == 2


def test_a_yes_that_saved_nothing_is_found_out_at_once(sim, mug, rest):
    sim.script({"fault": "lie", "on": "rest.POST"})
    with pytest.raises(Rejected, match="dropped it"):
        rest.upload(made())


@pytest.mark.parametrize("operation", ["rest.POST", "rest.GET", "files"])
@pytest.mark.parametrize("fault", ["lost_answer", "reset", "503"])
def test_a_lost_answer_never_makes_a_second_picture(sim, mug, rest, operation, fault):
    sim.script({"fault": fault, "on": operation, "nth": 1})
    with pytest.raises(Unreachable):
        rest.upload(made())
    receipt = until_done(lambda: rest.upload(made()))
    assert len(sim.media(mug)) == 3
    assert sim.media(mug)[-1] == receipt.reference


@pytest.mark.parametrize("fault", ["lost_answer", "reset", "503"])
@pytest.mark.parametrize("nth", [1, 2])
def test_after_a_lost_answer_places_and_variants_become_what_was_wanted(sim, mug, rest, fault, nth):
    foreign = sim.media(mug)
    receipt = rest.upload(made())
    sim.script({"fault": fault, "on": "rest.PUT", "nth": nth})
    with pytest.raises(Unreachable):
        place(rest, receipt, on=("mug-1",))
    place(rest, receipt, on=("mug-1",))
    assert (sim.media(mug), sim.variants(mug)["mug-1"]) == ([receipt.reference, *foreign], receipt.reference)


def test_a_place_that_was_not_saved_is_found_out(sim, mug, rest):
    receipt = rest.upload(made())
    gallery = rest.read(TARGET)
    sim.script({"fault": "lie", "on": "rest.PUT", "times": 1})
    with pytest.raises(Mismatch):
        rest.arrange(gallery, gallery.with_picture(shown(receipt), after=()))


def test_a_picture_that_left_can_come_back(sim, mug, rest):
    foreign = sim.media(mug)
    receipt = delivered(rest, made())
    gallery = rest.read(TARGET)
    until_done(lambda: rest.arrange(gallery, gallery.without(receipt.reference)))
    assert sim.media(mug) == foreign
    assert delivered(rest, made()).reference == receipt.reference
    assert sim.media(mug) == [receipt.reference, *foreign]
    assert sim.count("rest.POST") == 1


def test_a_complaint_by_field_is_shown(sim, mug, rest):
    webp = encoded(Image.new("RGB", (8, 8)), "WEBP")
    with pytest.raises(Rejected, match="image is not a valid image"):
        rest.upload(made(data=webp))


def test_a_picture_of_a_matched_product_needs_no_search(sim, mug, rest):
    rest.upload(made(product=mug))
    assert sim.count("productVariants") == 0


def test_a_picture_without_a_product_is_not_uploaded(sim, rest):
    with pytest.raises(NoProduct):
        rest.upload(made())
    assert sim.writes() == 0
