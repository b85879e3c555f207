from importlib import import_module
from pkgutil import iter_modules

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from renders.quality import RULES_VERSION, SHIPPED, InspectionOrder, Rules, Severity, checks, inspect, perceptual_hash
from renders.quality.border import fitted_ground, is_smooth
from tests.renders.quality.pictures import PROMPT, contract, oak, packshot

GLAZES = {
    "beige": (217, 199, 171),
    "charcoal": (60, 60, 62),
    "sage": (160, 175, 150),
    "terracotta": (200, 110, 80),
    "cream": (242, 234, 216),
}


def ordered(**overrides):
    return InspectionOrder(contract(**overrides))


def faults(image, **overrides):
    return [one for one in inspect(image, ordered(**overrides)) if one.severity is not Severity.UNJUDGED]


def names(image, **overrides):
    return [finding.check for finding in faults(image, **overrides)]


def only(image, **overrides):
    (finding,) = faults(image, **overrides)
    return finding


def asking(text):
    return PROMPT.replace("seamless white cyclorama background", text)


@pytest.mark.parametrize("colour", GLAZES.values(), ids=GLAZES)
def test_a_good_packshot_has_no_findings_in_any_colour(colour):
    assert names(packshot(colour=colour)) == []


@pytest.mark.parametrize(
    ("aspect", "size"), [("4:3", (1024, 768)), ("16:9", (1024, 576)), ("4:5", (820, 1024)), ("1:1", (2048, 2048))]
)
def test_a_good_packshot_has_no_findings_in_any_shape(aspect, size):
    assert names(packshot(size), aspect=aspect) == []


def test_a_picture_of_another_ratio_is_unfit_for_its_order():
    finding = only(packshot((1024, 768)))
    assert (finding.check, finding.severity) == ("ratio_differs_from_order", Severity.BLOCKING)
    assert (finding.measure, finding.limit, finding.unit) == (33.3, 3.0, "%")


@pytest.mark.parametrize("size", [(1344, 768), (1024, 576), (1376, 768)])
def test_a_model_that_rounds_to_its_own_steps_keeps_the_ratio(size):
    assert names(packshot(size), aspect="16:9") == []


def test_a_picture_smaller_than_ordered_is_reported():
    finding = only(packshot((512, 512)))
    assert (finding.check, finding.measure, finding.limit) == ("size_differs_from_order", 512, 1024)
    assert finding.message == "The picture is 512 × 512 pixels; 1024 × 1024 were ordered."


def test_the_longer_side_counts_against_the_order():
    finding = only(packshot((500, 250)), aspect="2:1")
    assert (finding.measure, finding.limit, finding.unit) == (500, 1024, "px")


def test_a_picture_larger_than_ordered_is_no_fault():
    assert names(packshot((1536, 1536))) == []


@pytest.mark.parametrize(
    ("level", "severity"),
    [(249, Severity.WARNING), (246, Severity.WARNING), (235, Severity.WARNING), (234, Severity.BLOCKING)],
)
def test_a_grey_ground_is_reported_where_white_was_asked(level, severity):
    finding = only(packshot(ground=(level, level, level)))
    assert (finding.check, finding.severity) == ("ground_not_white", severity)
    assert (finding.measure, finding.limit) == (level, 250)


def test_a_tinted_ground_is_not_white():
    assert names(packshot(ground=(255, 255, 243))) == ["ground_not_white"]


def test_a_ground_at_the_limit_is_white():
    assert names(packshot(ground=(250, 250, 250))) == []


@pytest.mark.parametrize("text", ["light grey paper", "white marble countertop", "off-white background"])
def test_a_ground_that_was_not_asked_to_be_white_may_be_grey(text):
    assert names(packshot(ground=(225, 225, 225)), prompt=asking(text)) == []


@pytest.mark.parametrize(
    ("side", "corners"), [("left", (0, 0, 60, 1024)), ("bottom", (0, 964, 1024, 1024)), ("right", (964, 0, 1024, 1024))]
)
def test_a_white_ground_that_darkens_to_one_side_is_reported_with_its_place(side, corners):
    dim = Image.new("L", (1024, 1024), 0)
    ImageDraw.Draw(dim).rectangle(corners, fill=80)
    dim = dim.filter(ImageFilter.GaussianBlur(40))
    finding = only(Image.composite(Image.new("RGB", dim.size, (120, 120, 120)), packshot(), dim))
    assert (finding.check, finding.severity) == ("ground_uneven", Severity.WARNING)
    assert f"at the {side} edge" in finding.message
    assert finding.box is not None


@pytest.mark.parametrize(("fill", "limit"), [(0.3, 52), (0.48, 52), (0.72, 68), (0.78, 68)])
def test_a_product_larger_or_smaller_than_asked_is_reported(fill, limit):
    finding = only(packshot(fill=fill))
    assert (finding.check, finding.limit, finding.unit) == ("fill_differs_from_order", limit, "%")
    assert finding.measure == pytest.approx(fill * 100, abs=2)
    assert "about 60% was asked" in finding.message


def test_any_fill_will_do_where_none_was_asked():
    assert names(packshot(fill=0.4), prompt="mug, seamless white cyclorama") == []


@pytest.mark.parametrize(("centre", "where"), [((0.35, 0.5), "left"), ((0.64, 0.5), "right"), ((0.5, 0.36), "high")])
def test_a_product_out_of_the_middle_is_reported(centre, where):
    finding = only(packshot(centre=centre))
    assert (finding.check, finding.limit, finding.unit) == ("subject_off_centre", 8, "%")
    assert f"too far {where}" in finding.message


def test_a_product_may_stand_aside_where_centring_was_not_asked():
    assert names(packshot(centre=(0.35, 0.5)), prompt=PROMPT.replace("centered ", "")) == []


def test_a_finding_points_at_the_product():
    left, top, right, bottom = only(packshot(fill=0.4)).box
    assert (left, top, right, bottom) == pytest.approx((0.34, 0.3, 0.66, 0.7), abs=0.02)


@pytest.mark.parametrize(("centre", "side"), [((0.15, 0.5), "left"), ((0.85, 0.5), "right"), ((0.5, 0.2), "top")])
def test_a_product_cut_off_at_an_edge_is_unfit_and_has_no_other_finding(centre, side):
    finding = only(packshot(centre=centre))
    assert (finding.check, finding.severity) == ("subject_cut_off", Severity.BLOCKING)
    assert (finding.measure, finding.limit, finding.unit) == (0, 0.5, "%")
    assert finding.message == f"The product is cut off at the {side} edge."


def test_a_picture_without_anything_is_reported_once():
    assert names(Image.new("RGB", (1024, 1024), "white")) == ["blank"]


def test_framing_says_that_it_cannot_be_judged_where_product_and_ground_cannot_be_separated():
    scene = oak()
    scene.paste(packshot().crop((400, 300, 600, 700)), (0, 0))
    (finding,) = inspect(scene, ordered(prompt=asking("light oak countertop")))
    assert (finding.check, finding.severity, finding.measure) == ("not_judged", Severity.UNJUDGED, None)
    assert "the size of the product" in finding.message
    assert "cannot be separated" in finding.message


def test_a_rule_set_moves_a_limit_and_a_severity():
    stricter = Rules().changed({"fill_differs_from_order": 3}, {"fill_differs_from_order": Severity.BLOCKING})
    (finding,) = inspect(packshot(fill=0.64), InspectionOrder(contract(), rules=stricter))
    assert (finding.check, finding.severity, finding.limit) == ("fill_differs_from_order", Severity.BLOCKING, 63)


def test_a_line_across_the_ground_is_not_a_product_cut_off():
    scene = packshot(ground=(225, 222, 218))
    for side in ((0, 60), (860, 1024)):
        ImageDraw.Draw(scene).line((side[0], 700, side[1], 690), fill=(180, 176, 170), width=4)
    assert names(scene, prompt=asking("warm grey backdrop")) == []


def test_a_hard_shadow_is_not_a_part_of_the_product():
    shadow = Image.new("L", (1024, 1024), 0)
    ImageDraw.Draw(shadow).polygon([(300, 790), (700, 790), (980, 880), (600, 900)], fill=130)
    shadow = shadow.filter(ImageFilter.GaussianBlur(9))
    dark = Image.new("RGB", shadow.size, "black")
    body = (slice(0, 820), slice(200, 800))
    scene = np.asarray(Image.composite(dark, Image.new("RGB", dark.size, (225, 222, 218)), shadow)).copy()
    shot = np.asarray(packshot(ground=(225, 222, 218)))
    inside = np.abs(shot.astype(int) - (225, 222, 218)).max(axis=2) > 6
    scene[body] = np.where(inside[body][..., None], shot[body], scene[body])
    assert names(Image.fromarray(scene), prompt=asking("warm grey backdrop")) == []


def test_grain_on_paper_is_no_product():
    grain = np.random.default_rng(3).normal(0, 4, (1024, 1024, 1))
    speckled = Image.fromarray((np.asarray(packshot(ground=(214, 214, 212))) + grain).clip(0, 255).astype(np.uint8))
    assert names(speckled, prompt=asking("light grey paper")) == []


def test_a_lit_gradient_hides_no_product():
    light = np.linspace(0.8, 1.0, 1024)[:, None, None] * np.linspace(1.0, 0.85, 1024)[None, :, None]
    lit = Image.fromarray((np.asarray(packshot(fill=0.3, ground=(240, 190, 200))) * light).astype(np.uint8))
    assert names(lit, prompt=asking("soft pink gradient background")) == ["fill_differs_from_order"]


@pytest.mark.parametrize(("level", "is_even"), [(12, True), (13, False)])
def test_a_ground_is_even_while_most_of_the_border_is_within_12_levels(level, is_even):
    planes = np.full((3, 512, 512), 200, np.uint8)
    planes[:, np.random.default_rng(1).random((512, 512)) < 0.4] -= np.uint8(level)
    no_edges = np.zeros((512, 512), bool)
    assert is_smooth(fitted_ground(planes), no_edges, no_edges) is is_even


@pytest.mark.parametrize("radius", [3, 6])
def test_a_soft_picture_is_reported(radius):
    finding = only(packshot().filter(ImageFilter.GaussianBlur(radius)))
    assert (finding.check, finding.limit, finding.unit) == ("soft", 3.8, "px")
    assert finding.measure > finding.limit


def test_a_softness_nobody_sees_is_not_reported():
    assert names(packshot().filter(ImageFilter.GaussianBlur(1))) == []


def test_a_small_picture_blown_up_is_soft():
    assert names(packshot((256, 256)).resize((1024, 1024), Image.Resampling.BICUBIC)) == ["soft"]


def test_contrast_is_not_mistaken_for_sharpness():
    assert names(packshot(colour=(250, 248, 242)).filter(ImageFilter.GaussianBlur(3))) == ["soft"]


def test_the_same_picture_again_names_the_earlier_candidate():
    earlier = {2: perceptual_hash(packshot(centre=(0.4, 0.5))), 5: perceptual_hash(packshot())}
    (finding,) = inspect(packshot(), InspectionOrder(contract(), earlier))
    assert (finding.check, finding.severity, finding.measure) == ("near_duplicate", Severity.INFO, 0)
    assert "candidate 5" in finding.message


def test_a_clear_picture_is_judged_on_white():
    clear = packshot().convert("RGBA")
    clear.putalpha(Image.new("L", clear.size, 255))
    assert names(clear) == []


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 500), (500, 3), (17, 17)])
@pytest.mark.parametrize("aspect", ["1:1", "9:16"])
def test_a_tiny_picture_is_inspected_without_failing(size, aspect):
    assert names(Image.new("RGB", size, "white"), aspect=aspect)


def test_every_finding_fits_its_row_and_says_its_limit():
    bad = packshot(fill=0.3, ground=(200, 200, 200), centre=(0.3, 0.6)).filter(ImageFilter.GaussianBlur(5))
    findings = inspect(bad, InspectionOrder(contract(aspect="4:5"), {1: perceptual_hash(bad)}))
    assert len(findings) == 7
    assert all(len(finding.check) <= 40 and len(finding.message) <= 300 for finding in findings)
    assert all(len(finding.unit) <= 20 for finding in findings)


@pytest.mark.parametrize(("width", "findings"), [(1054, []), (1056, ["ratio_differs_from_order"])])
def test_a_ratio_may_differ_by_three_percent(width, findings):
    assert names(packshot((width, 1024))) == findings


@pytest.mark.parametrize(("fill", "findings"), [(0.53, []), (0.67, []), (0.69, ["fill_differs_from_order"])])
def test_a_fill_may_differ_by_eight_points(fill, findings):
    assert names(packshot(fill=fill)) == findings


def test_sharpness_is_measured_against_the_pictures_own_size():
    finding = only(packshot((2048, 2048)).filter(ImageFilter.GaussianBlur(8)))
    assert (finding.check, finding.limit) == ("soft", 7.6)


def test_every_module_with_a_check_is_registered():
    modules = (import_module(f"renders.quality.checks.{one.name}") for one in iter_modules(checks.__path__))
    assert set(modules) == set(checks.CHECKS)


def test_no_two_checks_have_limits_of_one_code():
    codes = [rule.code for check in checks.CHECKS for rule in check.RULES]
    assert sorted(codes) == sorted(SHIPPED)


def test_the_rules_have_a_version():
    assert RULES_VERSION == 19


@pytest.mark.parametrize(("fill", "faulty"), [(0.85, False), (None, True)])
def test_a_refit_product_has_the_fill_that_it_was_refit_to(fill, faulty):
    found = inspect(packshot((512, 512), fill=0.83), InspectionOrder(contract(), fill=fill))
    assert ("fill_differs_from_order" in {finding.check for finding in found}) is faulty
