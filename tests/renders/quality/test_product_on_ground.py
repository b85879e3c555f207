"""What is found on a product and its shadow on an even ground, and what such a picture is not blamed for."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from renders.quality import InspectionOrder, PictureAnalysis, Severity, inspect
from renders.quality.comparing.swatch_match import colour_difference, colour_from_swatch
from renders.quality.subject_view import subject_view
from tests.renders.quality.pictures import PROMPT, contract, oak, packshot

SIDE = (256, 256)
GROUNDS = {"white": (255, 255, 255), "paper": (225, 222, 218), "dark": (70, 72, 78)}
SMALL = {"parameters": {"long_edge": 256}}
BEIGE = {"name": "Beige", "words": "soft beige glaze", "swatch": "#d9c7ab"}


def findings(picture, *, artwork=None, approved=None, **overrides):
    order = InspectionOrder(contract(**SMALL | overrides), artwork=artwork, approved=approved)
    return {finding.check: finding for finding in inspect(picture, order)}


def named(picture, **overrides):
    return {code for code, finding in findings(picture, **overrides).items() if finding.severity is Severity.WARNING}


def cutout(**options):
    """The body alone, on nothing, as artwork has it."""
    picture = packshot(SIDE, shadow=False, **options)
    alpha = (np.asarray(picture).min(axis=2) < 250).astype(np.uint8) * 255
    return np.dstack([np.asarray(picture), alpha])


def beside(picture, box, colour=(90, 60, 50)):
    ImageDraw.Draw(picture).rectangle(box, fill=colour)
    return picture


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
def test_a_good_product_on_an_even_ground_has_no_finding(ground):
    picture = packshot(SIDE, ground=ground)
    prompt = PROMPT if ground == GROUNDS["white"] else PROMPT.replace("seamless white cyclorama", "plain paper")
    assert named(picture, prompt=prompt, colorway=BEIGE, artwork=cutout(), approved=np.asarray(picture)) == set()


def test_a_second_product_is_found_with_its_place():
    picture = packshot(SIDE, fill=0.4, centre=(0.28, 0.5), shadow=False)
    picture.paste(picture.crop((20, 0, 128, 256)), (140, 0))
    finding = findings(picture)["second_subject"]
    assert finding.measure == pytest.approx(100, abs=5)
    assert finding.box[0] > 0.5


def test_a_small_foreign_thing_is_found_with_its_place():
    finding = findings(beside(packshot(SIDE), (225, 180, 240, 195)))["extra_object"]
    assert finding.measure == pytest.approx(0.39, abs=0.15)
    assert finding.box == pytest.approx((225 / 256, 180 / 256, 241 / 256, 196 / 256), abs=0.02)


def test_a_piece_close_to_the_product_may_be_its_own_and_is_not_judged():
    found = findings(beside(packshot(SIDE, fill=0.7, shadow=False), (52, 34, 60, 41)))
    assert "extra_object" not in found
    assert "other things" in found["not_judged"].message


def test_dust_is_no_foreign_thing():
    assert named(beside(packshot(SIDE), (230, 180, 232, 182))) == set()


def test_a_product_without_the_shadow_that_was_asked_for_is_reported():
    assert named(packshot(SIDE, shadow=False)) == {"shadow_missing"}


def test_a_small_product_with_a_cast_shadow_has_a_shadow():
    """The line of its contact is as narrow as its outline and as sharp."""
    y, x = np.mgrid[:256, :256]
    shade = 1 - 0.25 * np.exp(-(((y - 140) / 6) ** 2 + ((x - 165) / 10) ** 2) / 2)
    levels = (235 * shade[..., np.newaxis] * np.ones(3)).astype(np.uint8)
    levels[104:152, 108:148] = (150, 90, 60)
    levels[152:154, 110:146] = 120
    assert "shadow_missing" not in named(Image.fromarray(levels), prompt=PROMPT.replace("seamless white", "plain"))


@pytest.mark.parametrize("text", ["no shadow", "without any shadow", "plain light"])
def test_no_shadow_is_missed_where_none_was_asked_for(text):
    assert named(packshot(SIDE, shadow=False), prompt=PROMPT.replace("subtle contact shadow", text)) == set()


@pytest.mark.parametrize(("side", "expected"), [("left", set()), ("right", {"shadow_wrong_side"})])
def test_the_shadow_lies_on_the_side_away_from_the_light(side, expected):
    assert named(packshot(SIDE), prompt=PROMPT.replace("upper left", f"upper {side}")) == expected


@pytest.mark.parametrize(("lifted", "expected"), [(0.0, set()), (0.1, {"floating"}), (0.15, {"floating"})])
def test_a_product_above_its_shadow_floats(lifted, expected):
    assert (
        named(packshot((512, 512), lifted=lifted), parameters={"long_edge": 512}) - {"subject_off_centre"} == expected
    )


@pytest.mark.parametrize(
    "scene",
    [{"fill": 0.35, "lifted": 0.07, "contact": 0.04}, {"fill": 0.5, "lifted": 0.12, "contact": 0.016}],
    ids=["a small product above a soft shadow", "a shadow that has a sharp edge"],
)
def test_it_floats_above_soft_and_above_sharp_shadows(scene):
    picture = packshot((512, 512), **scene)
    prompt = PROMPT.replace("60%", f"{scene['fill']:.0%}")
    assert named(picture, prompt=prompt, parameters={"long_edge": 512}) - {"subject_off_centre"} == {"floating"}


@pytest.mark.parametrize(("degrees", "expected"), [(2, set()), (8, {"turned"}), (-12, {"turned"})])
def test_a_product_that_is_not_upright_is_reported(degrees, expected):
    turned = packshot((512, 512), shadow=False).rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")
    prompt = "mug, seamless white cyclorama"
    assert named(turned.resize(SIDE, Image.Resampling.BOX), prompt=prompt, artwork=cutout()) == expected


@pytest.mark.parametrize(("factor", "is_found"), [(1.03, False), (1.12, True), (0.88, True)])
@pytest.mark.parametrize("code", ["product_differs", "silhouette_drift"])
def test_a_stretched_product_is_not_the_known_one(code, factor, is_found):
    wide = packshot((512, 512)).resize((round(512 * factor), 512), Image.Resampling.BICUBIC)
    edge = (wide.width - 512) // 2
    picture = wide.crop((edge, 0, edge + 512, 512)) if factor > 1 else Image.new("RGB", (512, 512), "white")
    if factor < 1:
        picture.paste(wide, (-edge, 0))
    known = {"artwork": cutout()} if code == "product_differs" else {"approved": np.asarray(packshot(SIDE))}
    assert (code in named(picture.resize(SIDE, Image.Resampling.BOX), **known)) is is_found


@pytest.mark.parametrize(
    ("colour", "is_found"), [((217, 199, 171), False), ((207, 195, 172), False), ((160, 200, 190), True)]
)
def test_a_product_in_another_colour_than_its_swatch_is_reported(colour, is_found):
    assert ("colour_off_swatch" in named(packshot(SIDE, colour=colour), colorway=BEIGE)) is is_found


def test_glass_has_the_colours_of_what_is_behind_it():
    found = findings(packshot(SIDE, colour=(60, 120, 200)), colorway=BEIGE, prompt=f"glass, {PROMPT}")
    assert "colour_off_swatch" not in found
    assert "see-through" in found["not_judged"].message


def test_on_wood_it_is_said_what_could_not_be_judged():
    prompt = PROMPT.replace("seamless white cyclorama background", "light oak countertop")
    message = findings(oak(SIDE), prompt=prompt, artwork=cutout())["not_judged"].message
    for part in ("second product", "stands on the ground", "upright", "real product"):
        assert part in message


def test_wood_is_no_even_ground_though_its_waves_are_smooth():
    rows = np.arange(256)[:, None, None]
    waves = 1 + 0.25 * np.sin(rows / 4.0 + np.sin(np.arange(256)[None, :, None] / 40))
    picture = Image.fromarray((np.array((160, 120, 84)) * waves).clip(0, 255).astype(np.uint8))
    assert PictureAnalysis(picture).subject_mask is None


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ],
)
def test_colours_of_equal_light_differ_as_published(one, other, away):
    assert colour_difference(np.array(one), np.array(other)) == pytest.approx(away, abs=0.0001)


def test_light_counts_half_in_a_difference_of_colours():
    assert colour_difference(np.array((50.0, 0.0, 0.0)), np.array((54.0, 0.0, 0.0))) == pytest.approx(2, abs=0.1)


def test_a_tinted_product_is_not_white_where_light_is_blown():
    """Of a product as good as white, a third is as light as a picture can be, which has no hue."""
    picture = np.empty((100, 100, 3), np.float32)
    picture[:] = (0.8, 0.62, 0.86)
    picture[:33] = (1.0, 0.97, 1.0)
    everywhere = np.ones((100, 100), bool)
    assert colour_from_swatch(picture, everywhere, "#f1efea") > 9
    assert colour_from_swatch(np.ones_like(picture), everywhere, "#f1efea") < 3


def test_a_tinted_product_is_not_white_where_one_channel_is_blown():
    """Of a white product in cyan light two channels end nearly everywhere, and in half of it all three do."""
    picture = np.ones((100, 100, 3), np.float32)
    picture[:50] = (0.8, 1.0, 1.0)
    assert colour_from_swatch(picture, np.ones((100, 100), bool), "#f1efea") > 7


@pytest.mark.parametrize("rows", [30, 45])
def test_a_white_product_with_a_part_in_warm_light_has_the_colour_of_its_swatch(rows):
    """All channels are blown in the rest of its 150 rows."""
    picture = beside(Image.new("RGB", SIDE, (170, 170, 170)), (53, 53, 202, 202), (255, 255, 255))
    beside(picture, (53, 53, 202, 52 + rows), (255, 243, 225))
    prompt = PROMPT.replace("seamless white cyclorama", "plain paper")
    assert "colour_off_swatch" not in named(picture, prompt=prompt, colorway=BEIGE | {"swatch": "#ffffff"})


def test_a_small_thing_that_is_in_a_part_as_light_as_its_ground_is_another_thing():
    """The front of a box is darker than its ground above and lighter below; between, its outline has a gap."""
    levels = np.asarray(packshot(SIDE, centre=(0.35, 0.5), fill=0.5, ground=(190, 190, 190), shadow=False)).copy()
    levels[110:170, 170:206] = np.linspace(50, 245, 60).astype(np.uint8)[:, None, None]
    levels[110:170, 206:226] = 40
    assert "extra_object" in named(Image.fromarray(levels), prompt=PROMPT.replace("seamless white cyclorama", "paper"))


@pytest.mark.parametrize(("has_print", "is_whole"), [(False, True), (True, False)])
def test_a_product_whose_print_lies_outside_its_mask_is_not_seen_whole(has_print, is_whole):
    """Head and foot stand out; between them it runs into its ground, and only its print is seen."""
    outline = np.zeros((256, 256), bool)
    for top in (60, 180):
        outline[[top, top + 20], 80:177] = True
        outline[top : top + 21, [80, 176]] = True
    if has_print:
        outline[95:165, 100:160:20] = True
    assert subject_view(Image.new("RGB", (256, 256), (160, 160, 160)), outline).is_whole is is_whole


def test_print_on_a_body_as_light_as_its_ground_is_no_other_thing():
    """Of a white canister only its walls and its label are seen; the body between them is lost in the ground."""
    picture = Image.new("RGB", SIDE, (250, 250, 250))
    for wall in ((60, 50, 76, 200), (180, 50, 196, 200), (60, 190, 196, 206), (108, 90, 148, 130)):
        beside(picture, wall)
    found = findings(picture)
    assert "extra_object" not in found
    assert "whether other things are in the picture" in found["not_judged"].message


def test_a_thing_close_to_the_product_is_another_thing():
    assert "extra_object" in named(beside(packshot(SIDE, shadow=False), (198, 120, 210, 140)))


def test_the_size_of_a_product_whose_outline_is_lost_in_grain_is_not_judged():
    """White on white, and filling 45 %: with what is seen of its shadow it would be half the frame."""
    pale = np.asarray(packshot(SIDE, fill=0.45, colour=(246, 243, 240)), np.float32)
    grainy = pale + np.random.default_rng(3).normal(0, 3, (256, 256, 1))
    found = findings(Image.fromarray(grainy.clip(0, 255).astype(np.uint8)), prompt=PROMPT.replace("60%", "40%"))
    assert "fill_differs_from_order" not in found
    assert "the size of the product" in found["not_judged"].message


def test_a_product_of_leaves_is_too_fine_to_be_compared():
    """Their gaps are closed in a small copy, and what is left is a fan."""
    plant = Image.new("RGBA", (256, 256))
    pen = ImageDraw.Draw(plant)
    for across in range(60, 200, 9):
        pen.line((128 + (across - 128) * 0.5, 150, across, 50), fill=(40, 90, 50, 255), width=4)
    pen.rectangle((95, 145, 161, 205), fill=(150, 80, 50, 255))
    picture = Image.new("RGB", (256, 256), "white")
    picture.paste(plant, mask=plant)
    found = findings(picture, artwork=np.asarray(plant))
    assert "product_differs" not in found
    assert "likeness to the real product" in found["not_judged"].message
    assert "how upright the product stands" in found["not_judged"].message


def test_the_colour_of_a_product_that_is_not_seen_whole_is_not_judged():
    """A white canister on white: what stands out is its label."""
    picture = Image.new("RGB", SIDE, (250, 250, 250))
    for wall in ((60, 50, 62, 200), (194, 50, 196, 200), (60, 198, 196, 200), (108, 90, 148, 130)):
        beside(picture, wall)
    found = findings(picture, colorway=BEIGE | {"swatch": "#faf8f2"})
    assert "colour_off_swatch" not in found
    assert "the product's colour" in found["not_judged"].message


def test_the_end_of_a_hard_shadow_is_no_other_thing():
    picture = packshot(SIDE, ground=(220, 220, 220), shadow=False)
    shade = Image.new("L", SIDE, 0)
    ImageDraw.Draw(shade).polygon([(120, 204), (190, 204), (250, 160), (225, 160)], fill=90)
    levels = np.asarray(picture) * (1 - np.asarray(shade)[..., None] / 255 * (np.asarray(picture) == 220))
    assert not {"extra_object", "second_subject"} & named(Image.fromarray(levels.astype(np.uint8)))
