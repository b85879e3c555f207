"""CIELAB of linear light, and CIEDE2000. All arithmetic here is the benchmark's own."""

import numpy as np

from benchmarks.drawn.subjects import Floats

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(light: Floats) -> Floats:
    ratio = np.clip(light, 0, 1) @ _TO_XYZ.T / _WHITE
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def ciede2000(one: Floats, other: Floats) -> Floats:
    """As Sharma, Wu and Dalal (2005) write it, with all weights 1."""
    chroma = (np.hypot(one[..., 1], one[..., 2]) + np.hypot(other[..., 1], other[..., 2])) / 2
    stretch = 1 + 0.5 * (1 - np.sqrt(chroma**7 / (chroma**7 + 25.0**7)))
    (light1, chroma1, hue1), (light2, chroma2, hue2) = (_polar(each, stretch) for each in (one, other))
    turn = (hue2 - hue1 + np.pi) % (2 * np.pi) - np.pi
    grey = chroma1 * chroma2 == 0
    turn = np.where(grey, 0, turn)
    hue = np.where(grey, hue1 + hue2, (hue1 + turn / 2) % (2 * np.pi))
    light, chroma = (light1 + light2) / 2, (chroma1 + chroma2) / 2
    shape = (
        1
        - 0.17 * np.cos(hue - np.radians(30))
        + 0.24 * np.cos(2 * hue)
        + 0.32 * np.cos(3 * hue + np.radians(6))
        - 0.20 * np.cos(4 * hue - np.radians(63))
    )
    by_light = (light2 - light1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    by_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    by_hue = 2 * np.sqrt(chroma1 * chroma2) * np.sin(turn / 2) / (1 + 0.015 * chroma * shape)
    blue = np.radians(30) * np.exp(-(((np.degrees(hue) - 275) / 25) ** 2))
    twist = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(2 * blue)
    return np.sqrt(np.maximum(by_light**2 + by_chroma**2 + by_hue**2 + twist * by_chroma * by_hue, 0))


def _polar(colour: Floats, stretch: Floats) -> tuple[Floats, Floats, Floats]:
    a, b = colour[..., 1] * stretch, colour[..., 2]
    return colour[..., 0], np.hypot(a, b), np.arctan2(b, a) % (2 * np.pi)
