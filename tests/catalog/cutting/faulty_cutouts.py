"""One cutout, and the five ways in which other programs spoil it."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE = 512


def clean_vase() -> Image.Image:
    """A shaded vase, solid in the middle and soft at its edge."""
    alpha = Image.new("L", (SIDE * 2, SIDE * 2))
    pen = ImageDraw.Draw(alpha)
    pen.ellipse((300, 360, 724, 860), fill=255)
    pen.rectangle((420, 220, 604, 500), fill=255)
    across = np.clip(1 - 0.5 * np.abs(np.linspace(-0.8, 1.2, SIDE)), 0.3, 1)
    colour = np.asarray(Image.new("RGB", (SIDE, SIDE), "#7fa3a9"), np.float32) * across[None, :, None]
    vase = Image.fromarray(colour.astype(np.uint8)).convert("RGBA")
    vase.putalpha(alpha.resize((SIDE, SIDE), Image.Resampling.BOX))
    return vase


def with_shadow() -> Image.Image:
    """Over a black, soft shadow of its own."""
    dark = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(dark).ellipse((170, 385, 480, 450), fill=150)
    under = Image.new("RGBA", (SIDE, SIDE), "black")
    under.putalpha(dark.filter(ImageFilter.GaussianBlur(16)))
    return Image.alpha_composite(under, clean_vase())


def with_dust() -> Image.Image:
    """A speck in a corner, far from the product."""
    vase = clean_vase()
    vase.paste((10, 10, 10, 255), (4, 4, 7, 7))
    return vase


def with_one_clear_pixel() -> Image.Image:
    """A photo whose one pixel is clear."""
    photo = Image.alpha_composite(Image.new("RGBA", (SIDE, SIDE), "#d8d4cc"), clean_vase())
    photo.putpixel((3, 3), (0, 0, 0, 0))
    return photo


def never_solid() -> Image.Image:
    """Alpha 254 at most."""
    vase = clean_vase()
    vase.putalpha(vase.getchannel("A").point([min(level, 254) for level in range(256)]))
    return vase


def a_few_pixels() -> Image.Image:
    """Three pixels in a large canvas."""
    canvas = Image.new("RGBA", (1500, 1500))
    canvas.paste((20, 30, 40, 255), (700, 700, 703, 703))
    return canvas


FAULTY: dict[str, Callable[[], Image.Image]] = {
    "a baked shadow": with_shadow,
    "a speck of dust": with_dust,
    "one clear pixel": with_one_clear_pixel,
    "alpha 254": never_solid,
    "a few pixels": a_few_pixels,
}
