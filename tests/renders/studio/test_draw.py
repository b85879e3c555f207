from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from renders.studio import StudioBrief, StudioError, draw, read_brief
from tests.renders.studio.mugs import front_mug

BEIGE = "#d9c7ae"


def test_the_same_arguments_give_the_same_bytes():
    cutout, mask = front_mug()
    pictures = [draw(StudioBrief(), cutout, mask, BEIGE, (256, 256), 7) for _ in range(2)]
    assert pictures[0].tobytes() == pictures[1].tobytes()


def test_two_seeds_give_two_pictures():
    cutout, mask = front_mug()
    pictures = [draw(StudioBrief(), cutout, mask, BEIGE, (256, 256), seed) for seed in (1, 2)]
    assert np.abs(np.subtract(*(np.asarray(one, dtype=int) for one in pictures))).mean() > 1


@pytest.mark.parametrize("size", [(256, 256), (320, 240), (384, 216), (216, 384), (504, 216)])
def test_the_picture_has_the_size_that_was_ordered(size):
    cutout, mask = front_mug()
    picture = draw(StudioBrief(), cutout, mask, BEIGE, size, 1)
    assert (picture.mode, picture.size) == ("RGB", size)


@pytest.mark.parametrize("size", [(0, 256), (256, -1), (63, 64), (64, 4097)])
def test_an_impossible_size_is_refused(size):
    cutout, mask = front_mug()
    with pytest.raises(StudioError, match="pixels a side"):
        draw(StudioBrief(), cutout, mask, BEIGE, size, 1)


def test_a_tint_mask_of_another_size_is_refused():
    cutout, mask = front_mug()
    with pytest.raises(StudioError, match="not the same size"):
        draw(StudioBrief(), cutout, mask.resize((64, 64)), BEIGE, (256, 256), 1)


def test_a_cutout_without_alpha_is_refused():
    with pytest.raises(StudioError, match="no transparency"):
        draw(StudioBrief(), Image.new("RGB", (64, 64)), None, None, (256, 256), 1)


def test_an_empty_cutout_is_refused():
    with pytest.raises(StudioError, match="empty"):
        draw(StudioBrief(), Image.new("RGBA", (64, 64)), None, None, (256, 256), 1)


def test_a_swatch_that_is_no_colour_is_refused():
    cutout, mask = front_mug()
    with pytest.raises(StudioError, match="is not a colour"):
        draw(StudioBrief(), cutout, mask, "beige", (256, 256), 1)


def test_threads_that_draw_at_once_draw_the_same():
    cutout, mask = front_mug()
    brief = read_brief("on a light oak countertop, window light")
    with ThreadPoolExecutor(4) as threads:
        pictures = list(threads.map(lambda _: draw(brief, cutout, mask, BEIGE, (192, 128), 3).tobytes(), range(4)))
    assert len(set(pictures)) == 1


def test_drawing_leaves_the_artwork_as_it_was():
    cutout, mask = front_mug()
    before = cutout.tobytes(), mask.tobytes()
    draw(StudioBrief(), cutout, mask, BEIGE, (128, 128), 1)
    assert (cutout.tobytes(), mask.tobytes()) == before


def test_a_product_without_tint_mask_keeps_its_own_colour():
    cutout, _ = front_mug()
    picture = np.asarray(draw(StudioBrief(), cutout, None, BEIGE, (128, 128), 1), dtype=int)
    assert np.ptp(picture[60, 40]) <= 4
