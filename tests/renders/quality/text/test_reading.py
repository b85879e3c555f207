"""One picture of the studio's, read by the real reader. `python -m benchmarks.ocr` reads more of them."""

import pytest
from PIL import Image

from benchmarks.labels import place_of
from benchmarks.studio import GROUNDS, piece
from renders.finishing.labels import put_on
from renders.quality.text import TextOrder, inspect_text, is_installed
from renders.studio import draw, read_brief
from tests.images import encoded
from tools.artwork.draw import label_path

pytestmark = pytest.mark.skipif(not is_installed(), reason="the extra ocr is not installed")

ORDER = TextOrder(ordered=("玫瑰精华水",), known=("Rose Essence Water",))
# Where the first and the third sign of the title stand on the print artwork.
FIRST, THIRD, SIGN = (178, 205), (428, 205), (118, 130)


@pytest.fixture(scope="module")
def wrong_sign():
    """The bottle's label with its first sign in the place of its third."""
    with Image.open(label_path("bottle")) as artwork:
        label = artwork.convert("RGB")
    sign = label.crop((*FIRST, FIRST[0] + SIGN[0], FIRST[1] + SIGN[1]))
    label.paste(sign, THIRD)
    return label


@pytest.fixture(scope="module")
def bottle():
    what = piece("bottle", "front")
    return draw(read_brief(GROUNDS["white"]), what.cutout, what.mask, None, (1024, 1024), 7)


def test_the_studios_label_is_read_in_both_languages(bottle):
    inspection = inspect_text(encoded(bottle, "PNG"), ORDER, [], [])
    assert [line.text for line in inspection.lines] == ["玫瑰精华水", "Rose Essence Water"]
    assert inspection.findings == ()


def test_a_wrong_sign_on_a_curved_label_is_named_with_the_right_one(wrong_sign):
    what = piece("bottle", "front")
    box = what.cutout.getchannel("A").point(lambda level: 255 if level > 127 else 0).getbbox()
    worn = put_on(what.cutout.convert("RGB"), wrong_sign, place_of("bottle", "front").on(box)).resize((1024, 1024))
    [finding] = inspect_text(encoded(worn, "PNG"), ORDER, [], []).findings
    assert finding.check == "label_misread"
    assert "“玫” instead of “精”" in finding.message


def test_what_the_artwork_of_a_picture_wears_must_be_read_in_it(bottle):
    white = encoded(Image.new("RGB", (256, 256), "white"), "PNG")
    worn = encoded(bottle.crop((312, 500, 712, 900)), "PNG")
    codes = [finding.check for finding in inspect_text(white, TextOrder(known=("玫瑰精华水",)), [worn], []).findings]
    assert codes == ["label_missing"]
    # Printed matter of the product that is not in the picture need not be read.
    assert inspect_text(white, TextOrder(known=("玫瑰精华水",)), [], [worn]).findings == ()
