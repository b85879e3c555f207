"""A small text in a corner that says how the picture was made, for places where the law wants people to see it."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from catalog.texts import gettext as _
from renders.finishing.steps.refusals import FinishFault, FinishRefused
from renders.finishing.steps.settings import Corner

# The text's height and its distance from the frame, in shares of the picture's shorter side.
_HEIGHT, _MARGIN = 0.024, 0.02
# Pixels: smaller type is not read.
_MIN_HEIGHT = 13
_CLEAR = 3
# Tried in this order for text that Pillow's own font, which knows Latin letters only, cannot write.
_FONTS = ("NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "wqy-microhei.ttc", "PingFang.ttc", "DejaVuSans.ttf")
_PILL, _TYPE = (24, 24, 24, 200), (255, 255, 255, 255)

Font = ImageFont.FreeTypeFont


def labelled(picture: Image.Image, text: str, corner: Corner, alpha: Image.Image | None) -> Image.Image:
    """The picture with the text on a dark ground of its own. `alpha` is the product's, where it is known.

    Raises `FinishRefused` where the label would cover the product or the text cannot be written.
    """
    label = _drawn(text, max(_MIN_HEIGHT, round(min(picture.size) * _HEIGHT)))
    gap = max(2, round(min(picture.size) * _MARGIN))
    if label.width + 2 * gap > picture.width or label.height + 2 * gap > picture.height:
        raise FinishRefused(FinishFault.LABEL_NOT_READABLE, _("The picture is too small for a label that can be read."))
    left = gap if corner.endswith("left") else picture.width - label.width - gap
    top = gap if corner.startswith("top") else picture.height - label.height - gap
    place = (left, top, left + label.width, top + label.height)
    if alpha is not None and np.asarray(alpha.crop(place)).max() >= _CLEAR:
        message = _("The label would cover the product. Choose another corner, or let the product fill less.")
        raise FinishRefused(FinishFault.LABEL_COVERS_PRODUCT, message)
    whole = picture.copy()
    whole.paste(label.convert("RGB"), place[:2], label.getchannel("A"))
    return whole


def _drawn(text: str, height: int) -> Image.Image:
    font = _font_for(text, height)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text))
    across, down = round(height * 0.7), round(height * 0.4)
    # The line's own height, so that labels with and without descenders look alike.
    tall = max(bottom - top, height)
    label = Image.new("RGBA", (right - left + 2 * across, tall + 2 * down), (*_PILL[:3], 0))
    pen = ImageDraw.Draw(label)
    pen.rounded_rectangle((0, 0, label.width - 1, label.height - 1), label.height // 2, fill=_PILL)
    pen.text((across - left, down - top + (tall - (bottom - top)) // 2), text, font=font, fill=_TYPE)
    return label


def _font_for(text: str, height: int) -> Font:
    for font in _fonts(height):
        missing = _shape(font, "\U0010ffff")
        if all(letter.isspace() or _shape(font, letter) != missing for letter in text):
            return font
    message = _("No font of this installation can write “%(text)s”. Ask an admin to install one, or use Latin letters.")
    raise FinishRefused(FinishFault.LABEL_NOT_READABLE, message % {"text": text})


def _shape(font: Font, letter: str) -> bytes:
    mask = font.getmask(letter)
    return bytes(mask) + bytes(str(mask.size), "ascii")


@cache
def _fonts(height: int) -> tuple[Font, ...]:
    found = []
    own = ImageFont.load_default(size=height)
    if isinstance(own, Font):  # without FreeType it is a bitmap of one size
        found.append(own)
    for name in _FONTS:
        try:
            found.append(ImageFont.truetype(name, height))
        except OSError:
            continue
    return tuple(found)
