"""What is photographed: the demo's traced products, and shapes of other kinds drawn here with Pillow alone."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Floats = NDArray[np.float32]

ARTWORK = Path(__file__).parents[2] / "catalog" / "demo" / "artwork"
# Shapes are drawn so many times larger and reduced, which gives their edges.
_FINER = 3


@dataclass(frozen=True)
class DrawnSubject:
    """Linear light (side, side, 3), not multiplied with alpha, and alpha 0..1 (side, side)."""

    name: str
    colour: Floats
    alpha: Floats
    is_glass: bool = False
    is_white: bool = False
    lies: bool = False
    is_traced: bool = True


def linear(encoded: NDArray) -> Floats:
    share = np.asarray(encoded, np.float32) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4).astype(np.float32)


def hex_colour(code: str) -> Floats:
    return linear(np.frombuffer(bytes.fromhex(code[1:]), np.uint8))


def traced(product: str, view: str, swatch: str | None, side: int) -> DrawnSubject:
    """A product of the demo as its tracer left it, painted in a swatch where there is one."""
    path = ARTWORK / f"{product}-{view}.png"
    with Image.open(path) as whole:
        cutout = _reduced(whole, side)
    colour, alpha = linear(cutout[..., :3]), cutout[..., 3].astype(np.float32) / 255
    if swatch:
        with Image.open(path.with_stem(f"{path.stem}-tint")) as whole:
            mask = (
                np.asarray(whole.convert("L").resize((side, side), Image.Resampling.BOX), np.float32)[..., None] / 255
            )
        grey = colour.mean(axis=2, keepdims=True)
        middle = float(grey[mask > 0.9].mean())
        colour = colour * (1 - mask) + np.clip(grey / middle * hex_colour(swatch), 0, 1) * mask
    return DrawnSubject(
        f"{product}-{view}{swatch or ''}",
        colour.astype(np.float32),
        alpha,
        is_glass=product == "bottle",
        is_white=swatch == WHITE,
        lies=view == "top",
    )


def _reduced(picture: Image.Image, side: int) -> NDArray:
    """Averaged with its alpha, so that what is transparent gives no colour."""
    return np.asarray(picture.convert("RGBa").resize((side, side), Image.Resampling.BOX).convert("RGBA"))


WHITE = "#f1efea"


def drawn(name: str, side: int, print_of: Image.Image | None = None) -> DrawnSubject:
    shape = SHAPES[name](side * _FINER) if name != "box" else _box(side * _FINER, print_of)
    shares = np.asarray(
        Image.fromarray(np.rint(shape[1] * 255).astype(np.uint8)).resize((side, side), Image.Resampling.BOX), np.float32
    )
    weight = shape[1][..., None]
    colour = _averaged(shape[0] * weight) / np.maximum(_averaged(weight), 1e-4)
    return DrawnSubject(
        name,
        np.clip(colour, 0, 1).astype(np.float32),
        shares / 255,
        is_glass=name == "tumbler",
        is_white=name in ("vase", "plate"),
        lies=name == "plate",
        is_traced=False,
    )


def _averaged(plane: Floats) -> Floats:
    height, width, depth = plane.shape
    return plane.reshape(height // _FINER, _FINER, width // _FINER, _FINER, depth).mean(axis=(1, 3))


def _mask(side: int, draw: Callable[[ImageDraw.ImageDraw, float], None]) -> Floats:
    image = Image.new("L", (side, side))
    draw(ImageDraw.Draw(image), float(side))
    return np.asarray(image, np.float32) / 255


def _round_light(side: int, left: float, right: float) -> Floats:
    """Light on an upright cylinder between two columns (shares), lit from the upper left."""
    across = np.clip((np.arange(side, dtype=np.float32) / side - (left + right) / 2) / ((right - left) / 2), -1, 1)
    facing = np.clip(0.75 * np.sqrt(1 - across**2) - 0.5 * across, 0, None) + 0.22
    return np.broadcast_to(facing[None, :], (side, side))


def _filled(light: Floats, colour: str) -> Floats:
    return np.clip(light[..., None] * hex_colour(colour), 0, 1).astype(np.float32)


def _bag(side: int) -> tuple[Floats, Floats]:
    def shape(pen: ImageDraw.ImageDraw, s: float) -> None:
        pen.polygon([(0.2 * s, 0.42 * s), (0.8 * s, 0.42 * s), (0.86 * s, 0.92 * s), (0.14 * s, 0.92 * s)], fill=255)
        for inset, width in ((0.0, 0.005), (0.05, 0.003)):
            box = ((0.3 + inset) * s, (0.1 + inset) * s, (0.7 - inset) * s, (0.74 - inset) * s)
            pen.arc(box, 180, 360, fill=255, width=max(1, round(width * s)))

    rows = np.arange(side, dtype=np.float32)[:, None] / side
    weave = 1 + 0.1 * np.sin(np.arange(side) * 0.13)[None, :] * np.sin(rows * side * 0.13)
    return _filled(_round_light(side, 0.0, 1.0) * weave, "#8a4a2b"), _mask(side, shape)


def _basket(side: int) -> tuple[Floats, Floats]:
    def shape(pen: ImageDraw.ImageDraw, s: float) -> None:
        wire = max(1, round(0.0045 * s))
        for step in range(9):
            share = step / 8
            pen.line([((0.15 + 0.7 * share) * s, 0.35 * s), ((0.25 + 0.5 * share) * s, 0.9 * s)], fill=255, width=wire)
        for step in range(6):
            share = step / 5
            pen.line(
                [
                    ((0.15 + 0.1 * share) * s, (0.35 + 0.55 * share) * s),
                    ((0.85 - 0.1 * share) * s, (0.35 + 0.55 * share) * s),
                ],
                fill=255,
                width=wire,
            )
        pen.arc((0.2 * s, 0.08 * s, 0.8 * s, 0.64 * s), 180, 360, fill=255, width=2 * wire)

    return _filled(_round_light(side, 0.1, 0.9), "#3f4a52"), _mask(side, shape)


def _tumbler(side: int) -> tuple[Floats, Floats]:
    """Clear glass: thick at its walls and foot, nearly nothing between, with a highlight."""
    across = np.abs(np.arange(side, dtype=np.float32) / side - 0.5)[None, :] / 0.22
    rows = np.arange(side, dtype=np.float32)[:, None] / side
    body = _mask(
        side, lambda pen, s: pen.rounded_rectangle((0.28 * s, 0.15 * s, 0.72 * s, 0.9 * s), 0.03 * s, fill=255)
    )
    wall = np.clip(across, 0, 1) ** 8
    clear = 0.10 + 0.6 * wall + 0.35 * (rows > 0.82)
    highlight = (
        np.exp(-(((np.arange(side) / side - 0.36) / 0.012) ** 2))[None, :] * ((rows > 0.2) & (rows < 0.78)) * 0.7
    )
    alpha = body * np.clip(clear + highlight, 0, 0.97)
    colour = _filled(0.25 + 0.5 * across * np.ones_like(rows), "#b8c4c2")
    return (colour * (1 - highlight[..., None]) + highlight[..., None]).astype(np.float32), alpha.astype(np.float32)


def _vase(side: int) -> tuple[Floats, Floats]:
    rows = np.arange(side, dtype=np.float32)[:, None] / side
    half = 0.09 + 0.17 * np.exp(-(((rows - 0.62) / 0.17) ** 2)) + 0.05 * np.exp(-(((rows - 0.12) / 0.04) ** 2))
    across = (np.arange(side, dtype=np.float32)[None, :] / side - 0.5) / half
    alpha = ((np.abs(across) < 1) & (rows > 0.11) & (rows < 0.9)).astype(np.float32)
    side_light = np.sqrt(np.clip(1 - across**2, 0, 1))
    light = 0.42 + 0.55 * np.clip(0.8 * side_light - 0.45 * np.clip(across, -1, 1), 0, 1)
    return _filled(light, "#f6f4f0"), alpha


def _plate(side: int) -> tuple[Floats, Floats]:
    axis = np.arange(side, dtype=np.float32) / side - 0.5
    radius = np.hypot(axis[None, :], axis[:, None])
    rim = np.exp(-(((radius - 0.30) / 0.012) ** 2)) * np.sign(axis[None, :] + axis[:, None])
    light = 0.80 + 0.12 * rim - 0.12 * np.clip((radius - 0.36) / 0.04, 0, 1)
    return _filled(light.astype(np.float32), "#faf9f7"), (radius < 0.4).astype(np.float32)


def _torus(side: int) -> tuple[Floats, Floats]:
    axis = np.arange(side, dtype=np.float32) / side - 0.5
    radius = np.hypot(axis[None, :], axis[:, None] / 0.96)
    tube = (radius - 0.30) / 0.10
    up = np.sqrt(np.clip(1 - tube**2, 0, 1))
    out = tube * (-0.6 * axis[None, :] - 0.7 * axis[:, None]) / np.maximum(radius, 1e-3)
    light = 0.2 + 0.6 * np.clip(0.6 * up + 0.6 * out, 0, 1) + 0.5 * np.clip(0.6 * up + 0.6 * out - 0.78, 0, 1)
    return _filled(light.astype(np.float32), "#d9a520"), (np.abs(tube) < 1).astype(np.float32)


def _plant(side: int) -> tuple[Floats, Floats]:
    """Pointed leaves over a pot: fine tips and gaps."""

    def leaves(pen: ImageDraw.ImageDraw, s: float) -> None:
        for step in range(13):
            angle = math.radians(-170 + step * 13.3)
            reach = s * (0.36 + 0.08 * math.sin(step * 2.1))
            tip = (0.5 * s + reach * math.cos(angle), 0.62 * s + reach * math.sin(angle) * 1.3)
            nx, ny = -math.sin(angle) * 0.012 * s, math.cos(angle) * 0.012 * s
            middle = ((0.5 * s + tip[0]) / 2, (0.62 * s + tip[1]) / 2)
            foot = (0.5 * s, 0.66 * s)
            pen.polygon([foot, (middle[0] + nx, middle[1] + ny), tip, (middle[0] - nx, middle[1] - ny)], fill=255)

    def pot(pen: ImageDraw.ImageDraw, s: float) -> None:
        pen.polygon([(0.33 * s, 0.64 * s), (0.67 * s, 0.64 * s), (0.61 * s, 0.93 * s), (0.39 * s, 0.93 * s)], fill=255)

    leaf, clay = _mask(side, leaves), _mask(side, pot)
    rows = np.arange(side, dtype=np.float32)[:, None] / side
    green = _filled(np.broadcast_to(0.5 + 0.5 * rows, (side, side)), "#4f8f3a")
    colour = np.where(clay[..., None] > 0, _filled(_round_light(side, 0.3, 0.7), "#b5652f"), green)
    return colour.astype(np.float32), np.maximum(leaf, clay)


def _box(side: int, print_of: Image.Image | None) -> tuple[Floats, Floats]:
    """A carton seen from its corner, its front printed with a photograph."""
    mask = Image.new("L", (side, side))
    shade = Image.new("L", (side, side), 255)
    s = float(side)
    front = [(0.2 * s, 0.22 * s), (0.62 * s, 0.27 * s), (0.62 * s, 0.92 * s), (0.2 * s, 0.86 * s)]
    flank = [(0.62 * s, 0.27 * s), (0.82 * s, 0.21 * s), (0.82 * s, 0.84 * s), (0.62 * s, 0.92 * s)]
    for pen, levels in ((ImageDraw.Draw(mask), (255, 255)), (ImageDraw.Draw(shade), (240, 110))):
        pen.polygon(front, fill=levels[0])
        pen.polygon(flank, fill=levels[1])
    stripes = Image.linear_gradient("L").resize((side, side)).convert("RGB")
    face = (print_of or stripes).convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
    light = np.asarray(shade, np.float32)[..., None] / 255
    return linear(np.asarray(face)) * light, np.asarray(mask, np.float32) / 255


SHAPES: dict[str, Callable[[int], tuple[Floats, Floats]]] = {
    "bag": _bag,
    "basket": _basket,
    "tumbler": _tumbler,
    "vase": _vase,
    "plate": _plate,
    "torus": _torus,
    "plant": _plant,
}
