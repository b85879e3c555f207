"""Print artwork of the demo labels. Needs a Chinese serif font; the committed PNGs need none."""

import shutil
import subprocess
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

FAMILY = "Noto Serif CJK SC"
DOTS = 24  # pixels per millimetre of print


class FontMissing(Exception):
    """No font for the labels; the message says what to install or pass."""


@dataclass(frozen=True)
class Label:
    """A label's text, inks and measures in millimetres; type sizes are heights of the em square."""

    width: float
    height: float
    title: str
    subtitle: str
    title_size: float
    subtitle_size: float
    tracking: float
    paper: str
    ink: str
    accent: str


LABELS = {
    "bottle": Label(40, 27, "玫瑰精华水", "Rose Essence Water", 4.9, 2.2, 0.09, "#fdfcfa", "#3b2a2c", "#c98a93"),
    "canister": Label(76, 52, "龙井", "Longjing Green Tea", 16.5, 4.0, 0.12, "#f7f4ea", "#26302a", "#5f8a5a"),
}


def draw_label(label: Label, font: str | None) -> Image.Image:
    """The flat artwork as it would go to print."""
    image = Image.new("RGB", (round(label.width * DOTS), round(label.height * DOTS)), label.paper)
    pen = ImageDraw.Draw(image)
    middle = image.width / 2
    title, subtitle = _face("bold", label.title_size, font), _face("medium", label.subtitle_size, font)
    _spaced(pen, label.title, title, middle, 0.42 * image.height, 0.06, label.ink)
    rule = round(label.title_size * DOTS * 0.5)
    line = round(0.61 * image.height)
    pen.rectangle((middle - rule, line, middle + rule, line + max(3, round(0.009 * image.height))), label.accent)
    _spaced(pen, label.subtitle, subtitle, middle, 0.725 * image.height, label.tracking, label.ink)
    _frame(pen, image.size, label)
    return image


def _frame(pen: ImageDraw.ImageDraw, size: tuple[int, int], label: Label) -> None:
    """Two fine rules along the upper and lower edge, running round the whole label."""
    inset, weight = round(0.055 * size[1]), max(3, round(0.006 * size[1]))
    for top in (inset, size[1] - inset - weight):
        pen.rectangle((0, top, size[0], top + weight), label.accent)


def _spaced(
    pen: ImageDraw.ImageDraw,
    text: str,
    face: ImageFont.FreeTypeFont,
    middle: float,
    centre: float,
    tracking: float,
    ink: str,
) -> None:
    """One line of text about a centre, its letters set apart by a share of the type size."""
    gap = tracking * face.size
    widths = [face.getlength(letter) for letter in text]
    left = middle - (sum(widths) + gap * (len(text) - 1)) / 2
    for letter, width in zip(text, widths, strict=True):
        pen.text((left, centre), letter, ink, font=face, anchor="lm")
        left += width + gap


def _face(weight: str, size: float, font: str | None) -> ImageFont.FreeTypeFont:
    path, index = (font, 0) if font else _installed(weight)
    return ImageFont.truetype(path, round(size * DOTS), index=index)


def _installed(weight: str) -> tuple[str, int]:
    """Path and face number of the installed font, as fontconfig knows it."""
    if not shutil.which("fc-match"):
        raise FontMissing(f"fontconfig is not installed. Pass --font with the path of {FAMILY}.")
    command = ["fc-match", "-f", "%{family}|%{file}|%{index}", f"{FAMILY}:{weight}"]
    family, path, index = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("|")
    if "CJK" not in family:
        raise FontMissing(f"{FAMILY} is not installed. Install fonts-noto-cjk or pass --font with a Chinese font.")
    return path, int(index) & 0xFFFF
