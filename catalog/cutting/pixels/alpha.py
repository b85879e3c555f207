"""How much of each pixel at an edge is product, and the product's own colour there."""

import numpy as np
from numpy.typing import NDArray

from catalog.cutting.pixels.planes import (
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
)

_LEVEL = np.float32(1 / 255)
# An edge fades over so many pixels to either side, lens and all.
FADE = 2
# Where product and ground differ by less than so many levels, the place of the outline says more than the colour.
FAINT = 9 * _LEVEL
# JPEG stores colour at half the size and blurs it more, so at an edge light tells more: colour's weight where light
# differs by the first number of levels or less, and by the second or more.
_COLOUR_WEIGHTS, _LIGHT_DIFFERS = (0.4, 0.05), (8 * _LEVEL, 25 * _LEVEL)
# A JPEG's blurred colour reaches so many pixels into the product, and there an edge is so much steeper than it looks.
_BLURRED, _STEEPER = 5, 1.0
# How far the shading beside an edge goes on to it, of what a straight line would say; and at most, relative to it.
_GOES_ON, _AT_MOST = 0.7, 0.35
# Pixels to either side over which alpha is averaged along an outline, and how fast their weight falls.
_REACH, _FALL = 3, 1.8
# From here on two differences from the ground are of different kinds (cosine).
_OTHER_KIND = 0.5


def edge_matte(linear: Floats, behind: Floats, product: Mask, inside: Mask, share: Floats) -> tuple[Floats, Floats]:
    """Alpha, and the product's colour without ground. `product` is right to about a pixel.

    `inside` is surely product, and `share` says how much of the product the outline at small size gives each pixel.
    """
    band = grown(product, FADE) & ~eroded(product, FADE)
    deep = eroded(product, FADE)
    thin = product & ~grown(deep, FADE + 1) & _is_ridge(linear, behind)
    front, colour = _front(linear, product, thin), _colour_farther_inside(linear, product, deep)
    alpha = _projected(linear, behind, _in_light_of(front, colour), product, share)
    alpha = _along_edges(alpha, band)
    alpha = np.clip((alpha - 0.03) / 0.94, 0, 1)
    alpha[deep | inside] = 1
    alpha[~grown(product, FADE)] = 0
    return alpha.astype(np.float32), _own_colour(linear, alpha, behind, front, colour, deep)


def _light_weight(difference: Floats) -> Floats:
    """How much colour tells beside light, from 1 down to 0, where light differs by so much (sRGB 0..1)."""
    least, most = _LIGHT_DIFFERS
    return 1 - np.clip((difference - least) / (most - least), 0, 1)


def _is_ridge(linear: Floats, behind: Floats) -> Mask:
    """Straps too thin to have an inside show their colour where they differ most from the ground."""
    differs = np.abs((linear - behind) @ LUMINANCE)
    return differs >= 0.9 * spread(differs, 1, np.maximum)


def _front(linear: Floats, product: Mask, thin: Mask) -> Floats:
    """The product's shading carried on to the edge and beyond: rims are darker or lighter than what is beside them."""
    inner = eroded(product, 1) | thin
    near = _stretched(linear, inner, FADE + 1)
    far = _stretched(linear, eroded(product, 3), FADE + 3)
    beyond = np.zeros(product.shape, np.float32)
    for step in range(FADE + 1):
        beyond += ~grown(inner, step)
    slope = np.where((near > 0) & (far > 0), (near - far) / 2, 0)
    change = _GOES_ON * slope * beyond[..., np.newaxis]
    return np.clip(near + np.clip(change, -_AT_MOST * near, _AT_MOST * near), 0, 1)


def _colour_farther_inside(linear: Floats, product: Mask, nearer: Mask) -> Floats:
    """Where a JPEG's blurred colour has nothing of the ground; in narrow parts as far inside as they go."""
    clean = eroded(product, _BLURRED)
    known = clean | (nearer & ~grown(clean, _BLURRED + FADE))
    return carried(linear, known) if known.any() else linear


def _in_light_of(front: Floats, colour: Floats) -> Floats:
    light, own = (front @ LUMINANCE)[..., np.newaxis], (colour @ LUMINANCE)[..., np.newaxis]
    return np.clip(colour * light / np.maximum(own, 1e-3), 0, 1)


def _stretched(values: Floats, known: Mask, steps: int) -> Floats:
    """What is known carried on by so many pixels, each from those that it touches: an edge's shading goes on."""
    weight = known.astype(np.float32)[..., np.newaxis]
    values = np.where(known[..., np.newaxis], values, 0)
    for _ in range(steps):
        count, sums = touched(weight), touched(values)
        fresh = (weight == 0) & (count > 0)
        values = np.where(fresh, sums / np.maximum(count, 1), values)
        weight = np.where(fresh, 1, weight)
    return values


def _projected(linear: Floats, behind: Floats, front: Floats, product: Mask, share: Floats) -> Floats:
    """Where each pixel lies on the way from the ground's colour to the product's."""
    ends = encoded_of(front) - encoded_of(behind)
    is_colour = _light_weight(np.abs(ends @ LUMINANCE))
    weight = _COLOUR_WEIGHTS[1] + (_COLOUR_WEIGHTS[0] - _COLOUR_WEIGHTS[1]) * is_colour
    way, came = _parted(front - behind, weight), _parted(linear - behind, weight)
    length, distance = _dot(way, way), _dot(came, came)
    along = _dot(came, way)
    alpha = along / np.maximum(length, 1e-6)
    # Blurred colour fades over more pixels than the edge does.
    alpha = np.clip(0.5 + (alpha - 0.5) * (1 + _STEEPER * is_colour), 0, 1)
    # A rim unlike the product's inside lies elsewhere: there the difference beside it is the measure.
    elsewhere = product & (along < _OTHER_KIND * np.sqrt(length * distance))
    relative = np.sqrt(distance / np.maximum(spread(distance, 2, np.maximum), 1e-6))
    alpha = np.where(elsewhere, np.maximum(alpha, relative), alpha)
    trust = np.clip(largest_of(np.abs(ends)) / FAINT, 0, 1) ** 2
    drawn = np.clip(0.5 + (share - 0.5) * 2.5, 0, 1)
    return alpha * trust + drawn * (1 - trust)


def _parted(linear: Floats, weight: Floats) -> Floats:
    """Light, and colour with less weight."""
    light = linear @ LUMINANCE
    colour = weight[..., np.newaxis] * (linear - light[..., np.newaxis])
    return np.concatenate([light[..., np.newaxis], colour], axis=2)


def _dot(one: Floats, other: Floats) -> Floats:
    return np.einsum("yxc,yxc->yx", one, other)


def _along_edges(alpha: Floats, where: Mask) -> Floats:
    """Alpha averaged along the outline that it draws: a JPEG's noise goes, corners and tips stay."""
    rows, columns = np.nonzero(where)
    across, down, is_straight = _directions(alpha, rows, columns)
    sums, weights = np.zeros(len(rows), np.float32), 0.0
    for step in range(-_REACH, _REACH + 1):
        weight = float(np.exp(-((step / _FALL) ** 2) / 2))
        sums += weight * _between(alpha, rows - step * across, columns + step * down)
        weights += weight
    out = alpha.copy()
    out[rows, columns] += (sums / weights - out[rows, columns]) * is_straight
    return out


def _directions(alpha: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Unit vector across the outline (x and y) at these places, and how straight it is there, 0..1."""
    smooth = blurred(alpha, 1)
    right, below = np.zeros_like(smooth), np.zeros_like(smooth)
    right[:, 1:-1] = smooth[:, 2:] - smooth[:, :-2]
    below[1:-1] = smooth[2:] - smooth[:-2]
    products = touched(np.stack([right * right, below * below, right * below], axis=-1))[rows, columns]
    xx, yy, xy = products.T
    angle = np.arctan2(2 * xy, xx - yy) / 2
    straight = np.sqrt((xx - yy) ** 2 + 4 * xy**2) / np.maximum(xx + yy, 1e-6)
    return np.cos(angle), np.sin(angle), straight**2


def _between(plane: Floats, y: Floats, x: Floats) -> Floats:
    """The plane at places between its pixels."""
    height, width = plane.shape
    y, x = np.clip(y, 0, height - 1.001), np.clip(x, 0, width - 1.001)
    top, left = y.astype(np.intp), x.astype(np.intp)
    down, right = (y - top).astype(np.float32), (x - left).astype(np.float32)
    upper = plane[top, left] * (1 - right) + plane[top, left + 1] * right
    lower = plane[top + 1, left] * (1 - right) + plane[top + 1, left + 1] * right
    return upper * (1 - down) + lower * down


def _own_colour(linear: Floats, alpha: Floats, behind: Floats, front: Floats, colour: Floats, deep: Mask) -> Floats:
    """What is left of a pixel without its ground: its light is its own, its colour that of what is farther inside."""
    share = alpha[..., np.newaxis]
    own = np.clip((linear - (1 - share) * behind) / np.maximum(share, 0.05), 0, 1)
    near = (front @ LUMINANCE)[..., np.newaxis]
    light = np.clip((own @ LUMINANCE)[..., np.newaxis], 0.6 * near, 1.5 * near)
    light = near + (light - near) * np.clip((share - 0.3) / 0.5, 0, 1)
    colour = np.clip(colour * light / np.maximum((colour @ LUMINANCE)[..., np.newaxis], 1e-3), 0, 1)
    return np.where(deep[..., np.newaxis], linear, colour).astype(np.float32)
