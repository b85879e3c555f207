"""How far a product's colour is from its swatch, in CIEDE2000 with light counting half."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from renders.quality.subject_view import Floats, Mask
from renders.studio.colour_math import lab_of, linear_hex

Colours = NDArray[np.floating[Any]]

_SAMPLES, _FEWEST = 4000, 50
# Linear light of the level 249.
_BLOWN = 0.95
# A colour counts where it covers this share of the product; hues this near each other are one.
_SHARE, _ALIKE = 0.15, 10.0
# How the light falls is the photographer's, so its part of the difference counts half.
_LIGHT_WEIGHT = 2.0
# If fewer of a product's pixels have a channel that is not blown, the product is white.
_HALF = 0.5


def colour_from_swatch(picture: Floats, inside: Mask, swatch: str) -> float | None:
    """How far the nearest of the product's main colours is; None for a product of a few pixels.

    `picture` is linear light. Labels, soles and lids have colours of their own.
    """
    pixels = _with_hue(picture[inside])
    if len(pixels) < _FEWEST:
        return None
    colours = lab_of(pixels[:: max(len(pixels) // _SAMPLES, 1)])
    aim = lab_of(linear_hex(swatch))
    return min((colour_difference(middle, aim) for middle in _main_colours(colours)), default=None)


def _with_hue(pixels: Floats) -> Floats:
    """The pixels without a blown channel; if those are too few, the pixels that are not blown in all channels; if
    those are too few as well, all pixels."""
    # A blown channel makes a hue paler. Where all channels are blown, no hue is left.
    for levels, share in ((pixels.max(axis=1), _SHARE), (pixels.min(axis=1), _HALF)):
        with_hue = pixels[levels < _BLOWN]
        if len(with_hue) >= max(share * len(pixels), _FEWEST):
            return with_hue
    return pixels


def _main_colours(colours: Colours) -> Iterator[Colours]:
    """Means of what is alike in hue, and of its lighter and its darker part: grey shoes have white soles."""
    step = _ALIKE / 2
    cells, counts = np.unique(np.round(colours[:, 1:] / step).astype(int), axis=0, return_counts=True)
    for cell in cells[np.argsort(-counts)][:6]:
        alike = colours[np.hypot(*(colours[:, 1:] - cell * step).T) < _ALIKE]
        if len(alike) < _SHARE * len(colours):
            continue
        yield alike.mean(axis=0)
        parting = (alike[:, 0].min() + alike[:, 0].max()) / 2
        for part in (alike[alike[:, 0] < parting], alike[alike[:, 0] >= parting]):
            if len(part) >= _SHARE * len(colours):
                yield part.mean(axis=0)


def colour_difference(one: Colours, other: Colours) -> float:
    """CIEDE2000 of two colours in CIELAB, as Sharma, Wu and Dalal (2005) write it, the light's part halved."""
    mean_chroma = (np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7))
    chromas = [float(np.hypot(colour[1] * stretch, colour[2])) for colour in (one, other)]
    hues = [float(np.arctan2(colour[2], colour[1] * stretch)) for colour in (one, other)]
    turn = (hues[1] - hues[0] + np.pi) % (2 * np.pi) - np.pi if min(chromas) > 0 else 0.0
    hue = hues[0] + turn / 2 if min(chromas) > 0 else sum(hues)
    light, chroma = (one[0] + other[0]) / 2, sum(chromas) / 2
    shape = (
        1
        - 0.17 * np.cos(hue - np.radians(30))
        + 0.24 * np.cos(2 * hue)
        + 0.32 * np.cos(3 * hue + np.radians(6))
        - 0.20 * np.cos(4 * hue - np.radians(63))
    )
    by_light = (other[0] - one[0]) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)) / _LIGHT_WEIGHT
    by_chroma = (chromas[1] - chromas[0]) / (1 + 0.045 * chroma)
    by_hue = 2 * np.sqrt(chromas[0] * chromas[1]) * np.sin(turn / 2) / (1 + 0.015 * chroma * shape)
    blue = np.radians(30) * np.exp(-(((np.degrees(hue) % 360 - 275) / 25) ** 2))
    twist = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(2 * blue)
    return float(np.sqrt(max(by_light**2 + by_chroma**2 + by_hue**2 + twist * by_chroma * by_hue, 0.0)))
