import numpy as np
import pytest
from PIL import Image, ImageDraw

from benchmarks.cutting.measures import ciede2000
from catalog.cutting.pixels.planes import encoded_of, linear_of
from renders.finishing.labels import LabelPlace, light_on, put_on, taken_off
from renders.studio.colour_math import lab_of

SIDE = 256
CORNERS = ((0.2, 0.25), (0.8, 0.3), (0.78, 0.8), (0.22, 0.75))
PLACES = {
    "flat": LabelPlace(CORNERS),
    "bent": LabelPlace(CORNERS, bend_top=12, bend_bottom=15),
    "round a cylinder": LabelPlace(CORNERS, arc=110, bend_top=10, bend_bottom=14),
    "turned away": LabelPlace(CORNERS, arc=90, turn=25, bend_top=10, bend_bottom=14),
}
SURFACES = {"white": 0.8, "grey": 0.35, "dark": 0.04}


def lit_surface(level: float) -> Image.Image:
    """A surface in light that falls off to the right and downwards."""
    right, down = np.meshgrid(np.linspace(1, 0.45, SIDE), np.linspace(1, 0.8, SIDE))
    light = np.repeat((level * right * down)[..., None], 3, axis=2)
    return Image.fromarray(np.asarray(encoded_of(light) * 255 + 0.5, np.uint8))


def label() -> Image.Image:
    """Broad fields of colour, so that no pixel is an edge but those between them."""
    print_ = Image.new("RGB", (320, 240), "#f7f4ea")
    pen = ImageDraw.Draw(print_)
    for number, colour in enumerate(("#26302a", "#c98a93", "#1f5fa8", "#e8c21d")):
        pen.rectangle((20 + number * 75, 40, 74 + number * 75, 200), colour)
    return print_


def colour_differences(one: Image.Image, other: Image.Image) -> np.ndarray:
    return ciede2000(*(lab_of(linear_of(picture)) for picture in (one, other)))


@pytest.mark.parametrize("level", SURFACES.values(), ids=SURFACES)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_the_labels_own_colours_come_back_when_place_and_light_are_undone(place, level):
    bare, surface = lit_surface(level), place.on((0, 0, SIDE, SIDE))
    worn = put_on(bare, label(), surface)
    flat = taken_off(worn, light_on(bare, surface), surface, (160, 120))
    wanted = label().resize((160, 120), Image.Resampling.BOX)
    fields = [(5, 5, 150, 15), (16, 30, 32, 90), (54, 30, 70, 90), (90, 30, 108, 90), (128, 30, 144, 90)]
    assert max(colour_differences(flat.crop(one), wanted.crop(one)).max() for one in fields) < 3


def test_the_label_is_darker_where_the_surface_is():
    surface = PLACES["flat"].on((0, 0, SIDE, SIDE))
    worn = put_on(lit_surface(0.8), Image.new("RGB", (64, 64), "white"), surface)
    left, right = (worn.getpixel((x, 130))[0] for x in (70, 185))
    assert left > right + 15


def test_nothing_changes_beside_the_label():
    bare = lit_surface(0.35)
    worn = put_on(bare, label(), PLACES["round a cylinder"].on((0, 0, SIDE, SIDE)))
    changed = np.asarray(bare) != np.asarray(worn)
    rows, columns = np.nonzero(changed.any(axis=2))
    box = np.array([columns.min(), rows.min(), columns.max(), rows.max()]) / SIDE
    assert np.allclose(box, (0.2, 0.25, 0.79, 0.85), atol=0.05)


def test_print_that_was_there_casts_no_shadow_on_the_new_label():
    bare, surface = lit_surface(0.8), PLACES["flat"].on((0, 0, SIDE, SIDE))
    printed = bare.copy()
    pen = ImageDraw.Draw(printed)
    for x in range(80, 180, 12):
        pen.line((x, 100, x, 160), "black", 3)
    difference = light_on(printed, surface) / light_on(bare, surface)
    assert 0.93 < difference.min() <= difference.max() < 1.07


def test_a_transparent_part_of_the_artwork_shows_the_product():
    bare, surface = lit_surface(0.35), PLACES["flat"].on((0, 0, SIDE, SIDE))
    clear = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    assert put_on(bare, clear, surface) == bare


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_pixel_shows_the_place_on_the_label_that_lies_there(place):
    surface = place.on((30, 10, 230, 240))
    across, down = np.meshgrid(np.linspace(0.02, 0.98, 13), np.linspace(0.02, 0.98, 9))
    again = surface.shares(*surface.pixels(across, down))
    assert np.allclose(again, (across, down), atol=1e-3)


def test_one_place_holds_for_the_product_wherever_and_however_large_it_stands():
    near, far = (PLACES["bent"].on(box) for box in ((0, 0, 200, 200), (60, 80, 160, 180)))
    x, y = near.pixels(np.array([0.3]), np.array([0.6]))
    assert np.allclose(far.pixels(np.array([0.3]), np.array([0.6])), (60 + x / 2, 80 + y / 2))
