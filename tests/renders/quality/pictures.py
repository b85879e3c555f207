"""Drawn packshots and the contracts that ordered them."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from renders.contracts import GenerationContract

PROMPT = (
    "Product packshot: ceramic mug, soft beige glaze, centered single subject filling about 60% of frame, "
    "seamless white cyclorama background, soft light from the upper left, subtle contact shadow"
)


def contract(**overrides):
    return GenerationContract.from_payload(
        {
            "sku": "mug-beige-01",
            "product": "Coffee mug",
            "colorway": {"name": "Beige", "words": "soft beige glaze"},
            "variant": "beige",
            "placement": "pdp-main",
            "aspect": "1:1",
            "template": "packshot",
            "version": 3,
            "prompt_digest": "a" * 64,
            "prompt": PROMPT,
            "provider": "lightbox",
            "model": "lightbox-1",
            "parameters": {},
            "style": "realistic",
        }
        | overrides
    )


def packshot(
    size=(1024, 1024),
    *,
    fill=0.6,
    centre=(0.5, 0.5),
    colour=(217, 199, 171),
    ground=(255, 255, 255),
    shadow=True,
    lifted=0.0,
    contact=0.012,
):
    """A rounded body, shaded across, on a ground with a soft contact shadow and a cast one.

    `fill` is the body's share of the frame as contracts mean it, `centre` its middle in shares, `lifted` the share of
    its height by which it hangs above its shadow, `contact` the share of its width by which that is blurred where it
    touches the ground.
    """
    width, height = size
    tall = fill / max(0.8 / width, 1 / height)
    wide = tall * 0.8
    left, top = centre[0] * width - wide / 2, centre[1] * height - tall / 2
    picture = Image.new("RGB", size, ground)
    if shadow:
        picture = _shadowed(picture, left, top + tall, wide, contact)
    top -= lifted * tall
    body = Image.composite(_shaded(size, colour, left, wide), picture, _outline(size, left, top, wide, tall))
    ImageDraw.Draw(body).rectangle(
        (left + wide * 0.3, top + tall * 0.4, left + wide * 0.7, top + tall * 0.6), outline=(60, 50, 40), width=3
    )
    return body


def oak(size=(1024, 1024)):
    """Planks with grain, darker and lighter in streaks, across the whole picture."""
    streaks = np.random.default_rng(7).normal(0, 18, (size[1] // 4, 1, 1)).repeat(4, axis=0)
    grain = np.random.default_rng(8).normal(0, 6, (size[1], size[0], 1))
    return Image.fromarray((np.array((196, 160, 116)) + streaks + grain).clip(0, 255).astype(np.uint8))


def _outline(size, left, top, wide, tall):
    """Four times as large and brought down, so that the edge is as soft as a camera's."""
    large = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    box = [2 * side for side in (left, top, left + wide, top + tall)]
    ImageDraw.Draw(large).rounded_rectangle(box, radius=wide * 0.3, fill=255)
    return large.resize(size, Image.Resampling.BOX)


def _shaded(size, colour, left, wide):
    across = (np.arange(size[0]) - left) / wide
    light = 0.72 + 0.28 * np.cos((across - 0.35) * 2.2)
    row = np.array(colour)[None, :] * light[:, None]
    return Image.fromarray(np.broadcast_to(row.clip(0, 255), (size[1], size[0], 3)).astype(np.uint8))


def _shadowed(picture, left, base, wide, blur):
    shadow = Image.new("L", picture.size, 0)
    pen = ImageDraw.Draw(shadow)
    thick = wide * 0.05
    pen.ellipse((left + wide * 0.2, base - thick, left + wide * 1.2, base + thick), fill=70)
    shadow = shadow.filter(ImageFilter.GaussianBlur(wide * 0.05))
    contact = Image.new("L", picture.size, 0)
    ImageDraw.Draw(contact).ellipse((left + wide * 0.1, base - thick, left + wide * 0.9, base), fill=120)
    contact = contact.filter(ImageFilter.GaussianBlur(wide * blur))
    dark = Image.new("RGB", picture.size, (20, 18, 16))
    return Image.composite(dark, Image.composite(dark, picture, shadow), contact)
