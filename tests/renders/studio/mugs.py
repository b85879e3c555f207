"""A plain mug drawn in code: cutout and tint mask, from the front and from above."""

import numpy as np
from PIL import Image, ImageDraw

SIDE = 512
NEUTRAL = 226  # sRGB of the artwork's albedo, 0.75 in linear light


def _layer(draw_on) -> np.ndarray:
    """A 0..1 mask drawn at four times the size."""
    layer = Image.new("L", (SIDE * 4, SIDE * 4))
    draw_on(ImageDraw.Draw(layer))
    return np.asarray(layer.resize((SIDE, SIDE), Image.Resampling.LANCZOS), dtype=np.float32) / 255


def _assemble(cover: np.ndarray, label: np.ndarray, light: np.ndarray) -> tuple[Image.Image, Image.Image]:
    grey = np.clip(NEUTRAL * light, 0, 255)
    colours = np.repeat(grey[..., np.newaxis], 3, axis=2)
    colours += (np.array([40, 60, 120]) - colours) * label[..., np.newaxis]
    cutout = np.dstack([colours, cover * 255]).round().astype(np.uint8)
    mask = (cover * (1 - label) * 255).round().astype(np.uint8)
    return Image.fromarray(cutout), Image.fromarray(mask)


def front_mug() -> tuple[Image.Image, Image.Image]:
    """A mug with its handle to the right and a square blue label."""

    def body(pen: ImageDraw.ImageDraw) -> None:
        pen.arc((1240, 560, 1900, 1400), 0, 360, fill=255, width=130)
        pen.rectangle((240, 400, 1480, 1660), fill=255)
        pen.ellipse((240, 290, 1480, 510), fill=255)
        pen.ellipse((240, 1550, 1480, 1770), fill=255)

    label = _layer(lambda pen: pen.rectangle((700, 900, 1020, 1220), fill=255))
    across = np.clip((np.arange(SIDE) - 215) / 155, -1, 1)
    light = np.broadcast_to(0.93 - 0.13 * across - 0.1 * across**2, (SIDE, SIDE))
    return _assemble(_layer(body), label, light)


def top_mug() -> tuple[Image.Image, Image.Image]:
    """The same mug from straight above."""

    def outline(pen: ImageDraw.ImageDraw) -> None:
        pen.rounded_rectangle((1400, 940, 1860, 1100), 70, fill=255)
        pen.ellipse((200, 380, 1480, 1660), fill=255)

    inside = _layer(lambda pen: pen.ellipse((260, 440, 1420, 1600), fill=255))
    label = np.zeros((SIDE, SIDE), dtype=np.float32)
    return _assemble(_layer(outline), label, 0.95 - 0.25 * inside)
