"""Which pixels are product at full size, and clear glass."""

from dataclasses import dataclass, replace

import numpy as np

from catalog.cutting.ground import shade_of
from catalog.cutting.pixels.alpha import FADE, FAINT, edge_matte
from catalog.cutting.pixels.gaps import gaps_in, in_shade
from catalog.cutting.pixels.planes import (
    LUMA,
    LUMINANCE,
    Floats,
    Mask,
    blurred,
    carried,
    encoded_of,
    eroded,
    grown,
    largest_of,
    spread,
    touched,
    touching,
)

_LEVEL = np.float32(1 / 255)
# How far clear glass may differ from its ground in colour, and how much of the light it may take.
_TINT, _DARKEST = 0.14, 0.35
# Even the clearest glass can be seen.
_CLEAREST = 0.04
# Levels by which neighbours differ at an edge, and by which a pixel differs from the ground at least to be none of it.
_SHARP, _DIFFERENT = 5 * _LEVEL, 5 * _LEVEL
# How much further a shadow deepens up to the edge than it does over the four pixels before.
_DEEPENS = 0.8
# A pixel with less of the difference that is found beside it counts as ground.
_HALF = 0.45
# A JPEG's ripples beside an edge, as a share of the difference across it.
_RIPPLES = 0.06


@dataclass(frozen=True)
class Matte:
    """Share of product (height, width), and its colour in linear light without any of the ground (…, 3).

    `uncertain` may be print of the ground's colour or the ground itself, seen through a gap that a model filled.
    """

    alpha: Floats
    colour: Floats
    uncertain: Mask


def solved(linear: Floats, share: Floats, prior: Floats, cell: float, light: Floats | None) -> Matte:
    """`share` is the outline at full size; it may be wrong by about `cell` pixels. `prior` is what a model said.

    `light` is what a plain ground sends behind the product; None: the ground is not plain.
    """
    is_plain = light is not None
    encoded = encoded_of(linear)
    reach = max(round(cell), 2)
    is_inside = share > 0.5
    unsure = grown((share > 0.1) & (share < 0.9), 1) | (grown(is_inside, reach) & ~eroded(is_inside, reach))
    inside, outside = is_inside & ~unsure, ~is_inside & ~unsure
    known = outside & ~grown(_steps(encoded) > _SHARP, 2) if is_plain else outside
    if known.sum() < 100:
        known = outside
    behind = _ground_behind(linear, known, light)
    ground = encoded_of(behind)
    away = _difference(encoded, ground)
    uncertain = np.zeros_like(known)
    noise = float(np.median(away[known])) if known.any() else 0.0
    limit = max(float(_DIFFERENT), 4 * noise)
    if is_plain:
        outside = outside & ~_fine_parts(encoded, ground, known, grown(inside | unsure, 4), limit)
        shade = in_shade(linear, behind, away, limit)
        gaps, uncertain = gaps_in(inside | unsure, outside, away, shade, prior, limit, ground)
        inside, outside = inside & ~grown(gaps, 2), outside | gaps
        known = known | gaps
        outside = outside | (unsure & _shadow_rims(encoded, known, limit))
    largest = spread(away, 3, np.maximum)
    pale = _paler_than_ground(encoded, ground, light, largest, limit)
    product = _product(away, largest, pale, share, inside, outside, limit)
    seen = ~grown(product, FADE) & (known | (unsure & ~is_inside))
    behind = _ground_behind(linear, seen, light)
    if is_plain:
        behind = _shade_carried_on(linear, behind, seen & ~grown(product, FADE + 4), light)
    alpha, colour = edge_matte(linear, behind, product, share)
    return Matte(alpha, colour, uncertain)


def _steps(encoded: Floats) -> Floats:
    """The largest difference of a pixel from its neighbours in a row and a column."""
    steps = np.zeros(encoded.shape[:2], np.float32)
    across = largest_of(np.abs(encoded[:, 1:] - encoded[:, :-1]))
    down = largest_of(np.abs(encoded[1:] - encoded[:-1]))
    np.maximum(steps[:, 1:], across, out=steps[:, 1:])
    np.maximum(steps[1:], down, out=steps[1:])
    return steps


def _ground_behind(linear: Floats, known: Mask, light: Floats | None) -> Floats:
    """The ground carried on behind the product; where its fall of light is known, only what differs from that."""
    if light is None:
        return carried(linear, known)
    light = np.maximum(light, 1e-3)
    return carried(linear / light, known) * light


def _shade_carried_on(linear: Floats, behind: Floats, farther: Mask, light: Floats | None) -> Floats:
    """A shadow that deepens towards the product goes on deepening behind its edge; `farther` is seen before that.

    There a JPEG's blurred colour has nothing of the product, so the ground's colour is taken from there.
    """
    before = _ground_behind(linear, farther, light)
    deeper = (behind @ LUMINANCE) / np.maximum(before @ LUMINANCE, 1e-3)
    return before * (deeper * np.clip(1 + _DEEPENS * (deeper - 1), 0.9, 1.1))[..., np.newaxis]


def _difference(one: Floats, other: Floats) -> Floats:
    """How much two pictures in sRGB differ in each pixel, colour with less weight than light.

    Light is luma, which a JPEG stores at full size: its blurred colour does not change that.
    """
    gap = one - other
    light = gap @ LUMA
    colour = touched(gap - light[..., np.newaxis]) / 9
    return np.maximum(np.abs(light), 0.7 * largest_of(np.abs(colour)))


def _fine_parts(encoded: Floats, expected: Floats, known: Mask, near: Mask, limit: float) -> Mask:
    """Straps and tips that the outline missed: joined to the product, and unlike every ground around them.

    The rim of a hard shadow lies between two values of the ground and is none.
    """
    around = np.where(known[..., np.newaxis], encoded, expected)
    high, low = spread(around, 5, np.maximum), spread(around, 5, np.minimum)
    thing = largest_of(np.maximum(encoded - high, low - encoded)) > 1.2 * limit
    return grown(touching(grown(thing, 1), near), 1)


def _shadow_rims(encoded: Floats, known: Mask, limit: float) -> Mask:
    """Between lit ground and ground in a hard shadow, both of which are near."""
    seen = known[..., np.newaxis]
    high = spread(np.where(seen, encoded, 0), 5, np.maximum)
    low = spread(np.where(seen, encoded, 1), 5, np.minimum)
    between = ((encoded > low - limit) & (encoded < high + limit)).all(axis=2)
    return between & (largest_of(high - low) > 4 * limit)


def _paler_than_ground(encoded: Floats, ground: Floats, light: Floats | None, largest: Floats, limit: float) -> Mask:
    """Lighter than a plain ground, in its shadow or lit: neither a shadow nor a mix of it with a darker product.

    `largest` is the largest difference from the ground within three pixels.
    """
    if light is None:
        return np.zeros(largest.shape, bool)
    paler = np.minimum((encoded - ground) @ LUMA, (encoded - encoded_of(light)) @ LUMA)
    mixed, ripples = _HALF * spread(paler, 3, np.maximum), _RIPPLES * largest
    return paler > np.maximum(limit, np.maximum(mixed, ripples))


def _product(
    away: Floats, largest: Floats, pale: Mask, share: Floats, inside: Mask, outside: Mask, limit: float
) -> Mask:
    """Everything that cannot be reached from the outside over pixels that are like the ground.

    A pale rim differs less from the ground than the dark inside beside it, and is none of the ground all the same.
    """
    is_like = (away < np.maximum(limit, _HALF * largest)) & ~pale
    faint = (largest < FAINT) | (largest < 1.5 * limit)
    is_like = np.where(faint, share < 0.5, is_like) & ~inside
    return touching(~touching(is_like | outside, outside), inside)


def contrast_along(encoded: Floats, product: Mask, rim: Mask) -> Floats:
    """Levels between what lies a little inside and a little outside of each pixel of the rim."""
    inner, outer = eroded(product, 1) & grown(rim, 4), ~grown(product, 2) & grown(rim, 5)
    weights = [np.maximum(blurred(mask.astype(np.float32), 3), 1e-4) for mask in (inner, outer)]
    gap = np.zeros(product.shape, np.float32)
    for channel in range(3):
        plane = encoded[..., channel]
        near = [blurred(plane * mask, 3) / weight for mask, weight in zip((inner, outer), weights, strict=True)]
        np.maximum(gap, np.abs(near[0] - near[1]), out=gap)
    return gap


def see_through(linear: Floats, light: Floats, matte: Matte, keep: Mask) -> Matte:
    """The least alpha that explains each pixel over `light`, the ground; `keep` stays solid.

    Darker than the ground is a dark veil, lighter a white one: one photo says no more.
    """
    ground = np.maximum(light, 0.02)
    dark = largest_of(1 - linear / ground)
    bright = largest_of((linear - ground) / np.maximum(1 - ground, 0.05))
    least = np.clip(np.maximum(dark, bright), _CLEAREST, 1)
    level, colour = shade_of(linear, light)
    clear = np.clip((_TINT - colour) / _TINT * 2, 0, 1) * np.clip((level - _DARKEST) / 0.2, 0, 1)
    clear[keep | ~eroded(matte.alpha > 0.5, 1)] = 0
    alpha = matte.alpha * (1 - clear) + np.minimum(least, matte.alpha) * clear
    share = alpha[..., np.newaxis]
    own = np.clip((linear - (1 - share) * light) / np.maximum(share, _CLEAREST), 0, 1)
    colours = matte.colour + (own - matte.colour) * (clear > 0)[..., np.newaxis]
    return replace(matte, alpha=alpha.astype(np.float32), colour=colours.astype(np.float32))
