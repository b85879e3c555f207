from dataclasses import replace

import pytest
from PIL import Image

from catalog.cutting import CutVerdict
from catalog.cutting.from_files import cut_file
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


def test_strokes_come_as_pictures(tmp_path):
    drawn = photo(mug(), plain("#ffffff"))
    strokes = Image.new("L", (80, 80))
    strokes.paste(255, (5, 10, 15, 20))
    record = cut_file(encoded(drawn.picture, "PNG"), tmp_path / "cutout.png", encoded(strokes, "PNG"))
    with Image.open(tmp_path / "cutout.png") as cutout:
        assert drawn.alpha_at(cutout, record.box, 10 / 80, 15 / 80) == 255


def test_what_is_no_picture_is_refused(tmp_path):
    with pytest.raises(Undecodable):
        cut_file(b"no picture", tmp_path / "cutout.png")
