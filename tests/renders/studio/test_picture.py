from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from benchmarks import studio as measure
from renders.studio import draw, read_brief
from tests.renders.studio.mugs import front_mug, top_mug

SIDE = 144
SEEDS = (1, 2)
FRONT = measure.CutoutWithMask(*front_mug())
TOP = measure.CutoutWithMask(*top_mug())
GROUNDS = sorted(set(measure.GROUNDS) - {"three-quarter"})


def piece(ground: str) -> measure.CutoutWithMask:
    return TOP if ground == "flatlay" else FRONT


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_product_fills_the_share_of_the_frame_the_prompt_asks_for(ground):
    brief = read_brief(measure.GROUNDS[ground])
    shape = measure.silhouette(brief, piece(ground), SIDE, 2)
    assert measure.fill_error(brief, shape) <= 3


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (336, 144), (240, 300)])
def test_the_fill_holds_on_every_ratio(size):
    brief = read_brief("filling 60% of frame, white cyclorama")
    flat = [draw(brief, measure.flat(FRONT.cutout, level), None, None, size, 5) for level in (255, 0)]
    shape = np.abs(np.subtract(*(np.asarray(one, dtype=int) for one in flat))).max(axis=-1) > 1
    assert measure.fill_error(brief, shape) <= 3


@pytest.mark.parametrize("fill", [30, 60, 90])
def test_a_packshot_is_white_along_every_border(fill):
    brief = read_brief(f"filling about {fill}% of frame, seamless white cyclorama, light from the left, long shadow")
    assert min(measure.border_minimum(measure.picture(brief, FRONT, "#3b3d40", SIDE, seed)) for seed in SEEDS) >= 250


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_shadow_falls_on_the_side_away_from_the_light(ground, side):
    brief = read_brief(f"{measure.GROUNDS[ground]}, light from the {side}")
    product = measure.silhouette(brief, piece(ground), SIDE, 1)
    assert measure.shadow_is_away_from_light(brief, piece(ground), product, SIDE, 1)


def test_a_product_seen_from_above_in_even_light_has_its_shadow_all_around():
    brief = read_brief("top-down, on light grey paper, filling 50% of frame, soft even overhead lighting")
    bare = replace(brief, cast=0.0, contact=0.0)
    lost = measure.picture(bare, TOP, None, SIDE, 1) - measure.picture(brief, TOP, None, SIDE, 1)
    lost = np.where(measure.silhouette(brief, TOP, SIDE, 1), 0, lost.mean(axis=-1))
    middle = SIDE // 2
    quarters = [lost[:middle, :middle], lost[:middle, middle:], lost[middle:, :middle], lost[middle:, middle:]]
    assert min(quarter.sum() for quarter in quarters) > 0.4 * max(quarter.sum() for quarter in quarters)


def test_window_light_leaves_a_packshot_white():
    brief = read_brief("white cyclorama, window light, golden hour")
    assert measure.border_minimum(measure.picture(brief, FRONT, "#3b3d40", SIDE, 1)) >= 250


def test_without_shadows_none_is_drawn():
    brief = read_brief("white cyclorama, no shadow")
    assert (brief.cast, brief.contact) == (0.0, 0.0)
    pixels = measure.picture(brief, FRONT, None, SIDE, 1)
    assert pixels[~measure.inside(measure.silhouette(brief, FRONT, SIDE, 1), -2)].min() >= 254


@pytest.mark.parametrize("swatch", ["#efe6d2", "#3b3d40"])
def test_no_light_fringe_shows_on_a_dark_ground(swatch):
    brief = read_brief(measure.GROUNDS["dark"])
    product = measure.silhouette(brief, FRONT, SIDE, 1)
    assert measure.fringe(brief, FRONT, swatch, product, SIDE, 1) <= 12


@pytest.mark.parametrize("swatch", measure.SWATCHES)
def test_tinting_leaves_the_label_bit_for_bit(swatch):
    assert measure.label_pixels_changed(FRONT, swatch) == 0


@pytest.mark.parametrize("swatch", measure.SWATCHES)
@pytest.mark.parametrize("ground", ["white", "oak", "flatlay"])
def test_the_mean_colour_of_the_tinted_area_is_the_swatch(ground, swatch):
    brief = read_brief(measure.GROUNDS[ground])
    product = measure.silhouette(brief, piece(ground), SIDE, 1)
    assert measure.colour_error(brief, piece(ground), swatch, product, SIDE, 1) <= 5


def test_the_colour_difference_agrees_with_the_published_test_pairs():
    # Pairs 1, 7 and 24 of Sharma, Wu and Dalal (2005), table 1.
    pairs = [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, two, difference in pairs:
        assert measure.ciede2000(np.array(one), np.array(two)) == pytest.approx(difference, abs=1e-4)


@pytest.mark.parametrize("ground", ["white", "marble"])
def test_every_colorway_has_the_same_silhouette_and_shadow(ground):
    assert measure.ground_pixels_that_differ(read_brief(measure.GROUNDS[ground]), FRONT, SIDE, 4) == 0


def test_candidates_of_one_shot_are_reported_apart_by_their_hashes():
    assert measure.min_hash_distance(read_brief(measure.GROUNDS["white"]), FRONT, SIDE, range(10)) > 0


def test_speckles_lie_at_the_same_places_in_every_drawing():
    plain, speckled = (read_brief(f"white cyclorama{text}") for text in ("", ", glaze with subtle speckle"))
    places = []
    for swatch in ("#efe6d2", "#d9c7ae"):
        apart = measure.picture(plain, FRONT, swatch, SIDE, 1) - measure.picture(speckled, FRONT, swatch, SIDE, 1)
        places.append(np.abs(apart).max(axis=-1) > 8)
    assert places[0].sum() > 20
    assert (places[0] & places[1]).sum() > 0.9 * places[1].sum()


def test_golden_hour_warms_the_ground_more_than_plain_light():
    warmth = []
    for text in ("", ", golden-hour light"):
        pixels = measure.picture(read_brief(f"on a light oak countertop{text}"), FRONT, None, SIDE, 1)
        warmth.append(pixels[..., 0].mean() / pixels[..., 2].mean())
    assert warmth[1] > warmth[0] * 1.05


def test_a_slanted_foot_darkens_the_ground_along_its_underside_only():
    """As a shoe seen from the front corner: an ellipse as wide as the shoe would darken the ground beside it."""
    shoe = Image.new("RGBA", (400, 400), "#c0c0c000")
    ImageDraw.Draw(shoe).polygon([(40, 220), (360, 100), (360, 200), (40, 320)], fill="#c0c0c0")
    pixels = np.asarray(draw(read_brief("white cyclorama, three-quarter view"), shoe, None, None, (320, 320), 1))
    product = np.abs(pixels.astype(int) - 255).max(axis=-1) > 40
    columns = np.flatnonzero(product.any(axis=0))
    for share in (0.25, 0.5, 0.75):
        column = columns[int(share * len(columns))]
        underside = int(np.flatnonzero(product[:, column])[-1]) + 1
        assert pixels[underside + 2, column].max() < 245
        assert pixels[underside + 45, column].min() > 225
