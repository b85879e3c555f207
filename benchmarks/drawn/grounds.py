"""Forty grounds in linear light, each from its number alone."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from benchmarks.drawn.subjects import Floats, hex_colour, linear

PLAIN = ("white", "off-white", "grey", "paper", "gradient")
OTHER = ("wood", "clutter", "photograph")


@dataclass(frozen=True)
class DrawnGround:
    """`draw(side, random)` gives linear light (side, side, 3)."""

    name: str
    kind: str
    draw: Callable[[int, np.random.Generator], Floats]


def grounds(photographs: list[Image.Image]) -> list[DrawnGround]:
    """The forty; the photographs of packages stand in for some drawn clutter where they are installed."""
    made = [DrawnGround(f"white {level}", "white", _flat(level, 0.0)) for level in (255, 252, 249, 246, 242)]
    for number, (colour, fall) in enumerate(
        (("#f4f1ea", 0.25), ("#eceae6", 0.4), ("#f0ece0", 0.55), ("#e6e8ea", 0.3), ("#f7f5f2", 0.15))
    ):
        made.append(DrawnGround(f"off-white {number}", "off-white", _vignette(colour, fall)))
    for number, colour in enumerate(("#c9c9c9", "#8f9194", "#5a5b5e", "#2b2c2f")):
        made.append(DrawnGround(f"grey {number}", "grey", _vignette(colour, 0.2)))
    for colour in ("#b7c9a8", "#e8b7a4", "#7fa3c9", "#f2d06b", "#c4543f", "#3d6b57"):
        made.append(DrawnGround(f"paper {colour}", "paper", _paper(colour)))
    for number, ends in enumerate(
        (
            ("#ffffff", "#b9b9b9"),
            ("#dfe6ee", "#8698b0"),
            ("#f3d9cf", "#c08f80"),
            ("#6c6f78", "#24262b"),
            ("#efe9dd", "#cbb894"),
        )
    ):
        made.append(DrawnGround(f"gradient {number}", "gradient", _gradient(*ends, number)))
    for number, (colour, scale) in enumerate(
        (("#b98a5a", 1.0), ("#d9b98c", 1.6), ("#6d4a2f", 0.8), ("#a57f5c", 2.2), ("#caa274", 1.2), ("#8c6a48", 3.0))
    ):
        made.append(DrawnGround(f"wood {number}", "wood", _wood(colour, scale, number)))
    for number in range(9):
        if number < len(photographs):
            made.append(DrawnGround(f"photograph {number}", "photograph", _photograph(photographs[number])))
        else:
            made.append(DrawnGround(f"clutter {number}", "clutter", _clutter(number)))
    return made


def _axes(side: int) -> tuple[Floats, Floats]:
    axis = (np.arange(side, dtype=np.float32) + 0.5) / side - 0.5
    return axis[None, :], axis[:, None]


def _flat(level: int, grain: float) -> Callable[[int, np.random.Generator], Floats]:
    def draw(side: int, random: np.random.Generator) -> Floats:
        return np.full((side, side, 3), float(linear(np.array(level))), np.float32)

    return draw


def _fall_of_light(side: int, strength: float, random: np.random.Generator) -> Floats:
    """Fourth power of the cosine about a middle beside the frame's own, and one side a little darker."""
    x, y = _axes(side)
    cx, cy = random.uniform(-0.15, 0.15, 2)
    radius = (x - cx) ** 2 + (y - cy) ** 2
    slope = random.uniform(-0.12, 0.12, 2)
    return ((1 + strength * radius * 2.2) ** -2 * (1 + slope[0] * x + slope[1] * y))[..., None].astype(np.float32)


def _vignette(colour: str, strength: float) -> Callable[[int, np.random.Generator], Floats]:
    return lambda side, random: np.clip(hex_colour(colour) * _fall_of_light(side, strength, random), 0, 1)


def _paper(colour: str) -> Callable[[int, np.random.Generator], Floats]:
    def draw(side: int, random: np.random.Generator) -> Floats:
        fibres = _cloud(side, side // 3, random) * 0.012
        return np.clip(hex_colour(colour) * _fall_of_light(side, 0.25, random) * (1 + fibres[..., None]), 0, 1)

    return draw


def _gradient(top: str, bottom: str, number: int) -> Callable[[int, np.random.Generator], Floats]:
    """From one colour to another: downwards, across, round a spot of light, or a sweep from wall to table."""

    def draw(side: int, random: np.random.Generator) -> Floats:
        x, y = _axes(side)
        share = (
            (y + 0.5) * np.ones_like(x),
            (x + y + 1) / 2,
            np.clip(np.hypot(x - 0.05, y + 0.1) / 0.75, 0, 1) ** 1.5,
            np.clip(np.hypot(x, y + 0.05) / 0.8, 0, 1) ** 2,
            1 / (1 + np.exp(-(y - 0.15) / 0.07)) * np.ones_like(x),
        )[number]
        return (hex_colour(top) * (1 - share[..., None]) + hex_colour(bottom) * share[..., None]).astype(np.float32)

    return draw


def _cloud(side: int, cells: int, random: np.random.Generator) -> Floats:
    """Smooth noise about 0 with about `cells` bumps across."""
    small = Image.fromarray(random.standard_normal((cells, cells)).astype(np.float32))
    return np.asarray(small.resize((side, side), Image.Resampling.BICUBIC))


def _wood(colour: str, scale: float, number: int) -> Callable[[int, np.random.Generator], Floats]:
    def draw(side: int, random: np.random.Generator) -> Floats:
        x, y = _axes(side)
        bend = _cloud(side, 5, random) * 0.02 + _cloud(side, 14, random) * 0.004
        grain = np.sin((y * 26 / scale + bend * 40 + 0.6 * np.sin(x * 3)) * math.tau / 2) * 0.5 + 0.5
        pores = np.asarray(
            Image.fromarray(random.standard_normal((side, max(side // 24, 2))).astype(np.float32)).resize(
                (side, side), Image.Resampling.BICUBIC
            )
        )
        light = 0.78 + 0.25 * grain + 0.05 * pores
        if number % 2:
            light = np.where(np.abs(((y + 0.5) * 4) % 1) < 0.012, 0.35 * light, light)
        return np.clip(hex_colour(colour) * light[..., None] * _fall_of_light(side, 0.3, random), 0, 1).astype(
            np.float32
        )

    return draw


def _clutter(number: int) -> Callable[[int, np.random.Generator], Floats]:
    """Coloured things on a table before a wall, behind the product and out of focus more or less."""

    def draw(side: int, random: np.random.Generator) -> Floats:
        wall, table = random.uniform(90, 220, 3), random.uniform(60, 200, 3)
        picture = Image.new("RGB", (side, side), tuple(int(level) for level in wall))
        picture.paste(tuple(int(level) for level in table), (0, int(side * 0.55), side, side))
        for _ in range(9 + number * 2):
            width, height = (int(side * share) for share in random.uniform(0.06, 0.3, 2))
            colour = tuple(int(level) for level in random.uniform(20, 240, 3))
            at = int(random.uniform(-0.1, 0.95) * side), int(random.uniform(0.05, 0.75) * side)
            patch = Image.new("L", (width, height), 0)
            patch.paste(255, (0, 0, width, height)) if random.random() < 0.5 else patch.paste(
                Image.radial_gradient("L").resize((width, height)).point(lambda level: 255 if level < 160 else 0)
            )
            picture.paste(Image.new("RGB", (width, height), colour), at, patch)
        softer = max(int(side * random.uniform(0.002, 0.02)), 1)
        small = picture.resize((side // softer, side // softer), Image.Resampling.BOX)
        return linear(np.asarray(small.resize((side, side), Image.Resampling.BICUBIC)))

    return draw


def _photograph(picture: Image.Image) -> Callable[[int, np.random.Generator], Floats]:
    def draw(side: int, random: np.random.Generator) -> Floats:
        edge = min(picture.size)
        square = picture.convert("RGB").crop((0, 0, edge, edge))
        return linear(np.asarray(square.resize((side, side), Image.Resampling.BICUBIC)))

    return draw
