from dataclasses import replace

import pytest
from PIL import Image, ImageFilter

from catalog.cutting import CutVerdict, PhotoFault, Stroke
from catalog.cutting.from_files import cut_file
from catalog.cutting.strokes import painted
from catalog.pictures import Undecodable
from catalog.processes import BACKGROUND, Pool
from tests.catalog.cutting.scenes import mug, photo, plain
from tests.images import encoded


@pytest.fixture
def pool():
    with_limits = Pool(replace(BACKGROUND, work_seconds=300))  # other work may keep the machine busy
    yield with_limits
    with_limits.close()


@pytest.mark.long
def test_a_large_photo_is_cut_out_within_a_childs_memory(pool, tmp_path):
    large = photo(mug(), plain("#9fb4c9", 0.2)).picture.resize((3600, 3600))
    record = pool.run(cut_file, encoded(large, "JPEG", quality=90), tmp_path / "cutout.png")
    assert record.verdict is CutVerdict.GOOD
    with Image.open(tmp_path / "cutout.png") as cutout:
        assert cutout.mode == "RGBA"
        assert cutout.size == (record.width, record.height)
        assert max(cutout.size) == 2048
    left, top, right, bottom = record.box
    assert left < 0.25 * 3600 < 0.82 * 3600 < right
    assert top < 0.3 * 3600 < 0.8 * 3600 < bottom


def test_what_a_stroke_keeps_is_in_the_cutout(tmp_path):
    drawn = photo(mug(), plain("#ffffff"))
    stroke = Stroke(keeps=True, width=0.04, points=((0.1, 0.15), (0.1, 0.25)))
    record = cut_file(encoded(drawn.picture, "PNG"), tmp_path / "cutout.png", (stroke,))
    with Image.open(tmp_path / "cutout.png") as cutout:
        assert drawn.alpha_at(cutout, record.box, 0.1, 0.2) == 255


def test_a_later_stroke_covers_an_earlier_one():
    line = ((0.2, 0.5), (0.8, 0.5))
    both = painted([Stroke(True, 0.1, line), Stroke(False, 0.05, line)], (400, 200))
    assert both.kept((400, 200))[100, 200] == 0
    assert both.kept((400, 200))[115, 200] > 0.9
    assert both.removed((400, 200))[100, 200] > 0.9


@pytest.mark.parametrize(
    ("ground", "blur", "side", "faults"),
    [
        ("even", 0, 1200, ()),
        ("falling", 0, 1200, (PhotoFault.UNEVEN_LIGHT,)),
        ("even", 6, 1200, (PhotoFault.SOFT,)),
        ("even", 0, 320, (PhotoFault.SMALL,)),
    ],
)
def test_what_is_wrong_with_the_photo_itself_is_said(ground, blur, side, faults, tmp_path):
    drawn = photo(mug(), plain("#e6e2da", 0.7 if ground == "falling" else 0.0)).picture
    large = drawn.resize((side, side), Image.Resampling.LANCZOS)
    if not blur and side > drawn.width:  # enlarging made it soft
        large = large.filter(ImageFilter.UnsharpMask(3, 300))
    record = cut_file(encoded(large.filter(ImageFilter.GaussianBlur(blur)), "PNG"), tmp_path / "cutout.png")
    assert record.photo_faults == faults


def test_what_is_no_picture_is_refused(tmp_path):
    with pytest.raises(Undecodable):
        cut_file(b"no picture", tmp_path / "cutout.png")
