"""Files for channels: the highest quality that its bytes allow, and none below what may be published."""

from io import BytesIO

import pytest
from PIL import Image

from catalog.pictures.colour import srgb_profile
from renders.finishing import FORMATS, FileRules, Provenance, SourceType, TooManyBytes, delivery
from tests.images import encoded

COMPOSITE = Provenance(SourceType.COMPOSITE, "packshot v3")
LOSSY = ["webp", "jpeg", "avif"]
SETTINGS = {
    "webp": {"method": 6},
    "jpeg": {"subsampling": 0, "progressive": True, "optimize": True},
    "avif": {"subsampling": "4:4:4", "speed": 6},
}
LOWEST = {"webp": 75, "jpeg": 75, "avif": 60}


@pytest.fixture(scope="module")
def noise():
    return Image.effect_noise((96, 64), 60).convert("RGB")


def at(noise, format, quality):
    """The file that this quality gives."""
    marks = {"xmp": COMPOSITE.packet(), "icc_profile": srgb_profile()}
    return encoded(noise, format, quality=quality, **SETTINGS[format], **marks)


@pytest.mark.parametrize("format", LOSSY)
def test_the_file_has_the_highest_quality_that_its_bytes_allow(noise, format):
    quality = LOWEST[format] + 3
    whole = len(at(noise, format, quality))
    made = delivery(noise, FileRules(format, max_bytes=whole), COMPOSITE)
    assert made.data == at(noise, format, quality)
    assert len(delivery(noise, FileRules(format, max_bytes=whole - 1), COMPOSITE).data) < whole


@pytest.mark.parametrize("format", LOSSY)
def test_the_lowest_quality_is_taken_where_only_it_fits(noise, format):
    lowest = at(noise, format, LOWEST[format])
    assert delivery(noise, FileRules(format, max_bytes=len(lowest)), COMPOSITE).data == lowest


@pytest.mark.parametrize("format", LOSSY)
def test_no_file_is_made_below_the_lowest_quality(noise, format):
    too_few = len(at(noise, format, LOWEST[format])) - 1
    with pytest.raises(TooManyBytes, match=f"quality {LOWEST[format]}, the lowest that is published"):
        delivery(noise, FileRules(format, max_bytes=too_few), COMPOSITE)


def test_a_png_that_is_too_large_is_refused_with_its_size(noise):
    with pytest.raises(TooManyBytes, match=r"As PNG the file has \d+ KB. The channel takes 2 KB."):
        delivery(noise, FileRules("png", max_bytes=2_000), COMPOSITE)


@pytest.mark.parametrize("format", FORMATS)
def test_bytes_enough_change_nothing(noise, format):
    free = delivery(noise, FileRules(format), COMPOSITE)
    assert delivery(noise, FileRules(format, max_bytes=len(free.data)), COMPOSITE).data == free.data


def test_a_jpeg_is_progressive(noise):
    assert Image.open(BytesIO(delivery(noise, FileRules("jpeg"), COMPOSITE).data)).info["progressive"]


def test_other_rules_make_another_file():
    rules = [FileRules("jpeg"), FileRules("webp"), FileRules("jpeg", 9), FileRules("jpeg", None, 9)]
    assert len({one.spec for one in rules}) == len(rules)
