"""How much of each pixel at an edge is product, and the product's own colour there."""

import numpy as np

from catalog.cutting.pixels.contour import SeenAlpha, drawn_again
from catalog.cutting.pixels.planes import (
    LUMA,
    LUMINANCE,
    Floats,
    Mask,
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
# An edge fades over so many pixels to either side, lens and all.
FADE = 2
# Where product and ground differ by less than so many levels, the place of the outline says more than the colour.
FAINT = 9 * _LEVEL
# JPEG stores colour at half the size and blurs it more, so at an edge light tells more: colour's weight where light
# differs by the first number of levels or less, and by the second or more.
_COLOUR_WEIGHTS, _LIGHT_DIFFERS = (0.4, 0.05), (8 * _LEVEL, 25 * _LEVEL)
# A JPEG's blurred colour reaches so many pixels into the product.
_BLURRED = 5
# How far the shading beside an edge goes on to it, of what a straight line would say; and at most, relative to it.
_GOES_ON, _AT_MOST = 0.7, 0.35
# A pixel that no mix comes nearer to than this, as a share of its own difference from the ground (squared), is of
# another colour than both.
_OTHER_KIND = 0.75
# So many shares of light are tried.
_SHARES = 13
# Pixels to either side of an outline that are compared.
_WIDE = 4


def edge_matte(linear: Floats, behind: Floats, product: Mask, share: Floats) -> tuple[Floats, Floats]:
    """Alpha, and the product's colour without ground. `product` is right to about a pixel.

    `share` says how much of the product the outline at small size gives each pixel: where colours say nothing.
    """
    # The mask may leave out a pale rim, or gaps: a first answer, from colours farther inside, adds them.
    light = linear @ LUMINANCE
    product = product | _settled(linear, light, behind, product, share)
    deep = eroded(product, FADE)
    thin = product & ~grown(deep, FADE + 1) & _is_ridge(linear, behind)
    front, colour = _light_in_front(light, product, thin), _colour_farther_inside(linear, product, deep)
    band = _band(product, _WIDE)
    seen = _between_colours(linear, behind, _in_light_of(front, colour), product, share, band)
    for plane in (seen.alpha, seen.by_light):
        plane[eroded(product, FADE)] = 1
        plane[~grown(product, FADE)] = 0
    alpha = drawn_again(seen, _band(product, _WIDE - 1), product)
    alpha[eroded(product, _WIDE - 1)] = 1
    alpha[~grown(product, _WIDE - 1)] = 0
    return alpha.astype(np.float32), _own_colour(linear, alpha, behind, front, colour, eroded(product, _WIDE - 1))


def _settled(linear: Floats, light: Floats, behind: Floats, product: Mask, share: Floats) -> Mask:
    """What is product by half or more, with what that encloses."""
    deep = eroded(product, FADE + 1)
    thin = product & ~grown(deep, FADE + 2)
    front = _stretched(light, deep | thin, 2 * FADE + 2)
    colour = _colour_farther_inside(linear, product, deep)
    seen = _between_colours(linear, behind, _in_light_of(front, colour), product, share, _band(product, FADE))
    return np.where(thin, product, ~touching(seen.alpha <= 0.5, ~grown(product, FADE)))


def _band(product: Mask, reach: int) -> Mask:
    return grown(product, reach) & ~eroded(product, reach)


def _light_weight(difference: Floats) -> Floats:
    """How much colour tells beside light, from 1 down to 0, where light differs by so much (sRGB 0..1)."""
    least, most = _LIGHT_DIFFERS
    return 1 - np.clip((difference - least) / (most - least), 0, 1)


def _is_ridge(linear: Floats, behind: Floats) -> Mask:
    """Straps too thin to have an inside show their colour where they differ most from the ground."""
    differs = np.abs((linear - behind) @ LUMINANCE)
    return differs >= 0.9 * spread(differs, 1, np.maximum)


def _light_in_front(light: Floats, product: Mask, thin: Mask) -> Floats:
    """The product's shading carried on to the edge and beyond: rims are darker or lighter than what is beside them."""
    inner = eroded(product, 1) | thin
    near = _stretched(light, inner, FADE + 1)
    far = _stretched(light, eroded(product, 3), FADE + 3)
    beyond = np.zeros(product.shape, np.float32)
    for step in range(FADE + 1):
        beyond += ~grown(inner, step)
    slope = np.where((near > 0) & (far > 0), (near - far) / 2, 0)
    change = _GOES_ON * slope * beyond
    return np.clip(near + np.clip(change, -_AT_MOST * near, _AT_MOST * near), 0, 1)


def _colour_farther_inside(linear: Floats, product: Mask, nearer: Mask) -> Floats:
    """Where a JPEG's blurred colour has nothing of the ground; in narrow parts as far inside as they go."""
    clean = eroded(product, _BLURRED)
    known = clean | (nearer & ~grown(clean, _BLURRED + FADE))
    return carried(linear, known) if known.any() else linear


def _in_light_of(light: Floats, colour: Floats) -> Floats:
    return np.clip(colour * (light / np.maximum(colour @ LUMINANCE, 1e-3))[..., np.newaxis], 0, 1)


def _stretched(light: Floats, known: Mask, steps: int) -> Floats:
    """What is known carried on by so many pixels, each from those that it touches: an edge's shading goes on."""
    weight = known.astype(np.float32)
    light = light * weight
    for _ in range(steps):
        count, sums = touched(weight), touched(light)
        fresh = (weight == 0) & (count > 0)
        light = np.where(fresh, sums / np.maximum(count, 1), light)
        weight = np.where(fresh, 1, weight)
    return light


def _between_colours(
    linear: Floats, behind: Floats, front: Floats, product: Mask, share: Floats, band: Mask
) -> SeenAlpha:
    """Where each pixel of the band lies on the way from the ground's colour to the product's; 0 or 1 elsewhere.

    Light mixes in a lens, a JPEG blurs colour afterwards: so what each share of light would look like is compared with
    what is seen, brightness (luma) first.
    """
    rows, columns = np.nonzero(band)
    ground, product_colour = behind[rows, columns], front[rows, columns]
    seen = _luma_chroma(encoded_of(linear[rows, columns]))
    ends = [_luma_chroma(encoded_of(colour)) for colour in (ground, product_colour)]
    is_colour = _light_weight(np.abs(ends[1][:, 0] - ends[0][:, 0]))
    weight = _COLOUR_WEIGHTS[1] + (_COLOUR_WEIGHTS[0] - _COLOUR_WEIGHTS[1]) * is_colour
    alpha, by_light, miss = _nearest_mix(seen, ground, product_colour, weight)
    # A rim unlike the product's inside lies elsewhere: there the difference beside it is the measure.
    distance = np.zeros(band.shape, np.float32)
    distance[rows, columns] = _squares(seen - ends[0], weight)
    relative = np.sqrt(distance / np.maximum(spread(distance, 2, np.maximum), 1e-6))[rows, columns]
    elsewhere = product[rows, columns] & (miss > _OTHER_KIND * distance[rows, columns])
    alpha = np.where(elsewhere, np.maximum(alpha, relative), alpha)
    apart = largest_of(np.abs(encoded_of(product_colour) - encoded_of(ground)))
    trust = np.clip(apart / FAINT, 0, 1) ** 2
    drawn = np.clip(0.5 + (share[rows, columns] - 0.5) * 2.5, 0, 1)
    planes = (product.astype(np.float32), product.astype(np.float32), np.zeros(band.shape, np.float32))
    values = (alpha * trust + drawn * (1 - trust), by_light, (1 - is_colour) * trust)
    for plane, value in zip(planes, values, strict=True):
        plane[rows, columns] = value
    return SeenAlpha(*planes)


def _nearest_mix(seen: Floats, ground: Floats, product: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """The share of light at which a mix looks most like what is seen, the same by brightness alone; and how far off.

    The last is the square of the distance.
    """
    shares = np.linspace(0, 1, _SHARES, dtype=np.float32)
    gaps = [seen - _luma_chroma(encoded_of(ground + (product - ground) * share)) for share in shares]
    costs = np.stack([_squares(gap, weight) for gap in gaps])
    by_light = np.stack([gap[:, 0] ** 2 for gap in gaps])
    return _least(costs), _least(by_light), costs.min(axis=0)


def _least(costs: Floats) -> Floats:
    """Where along the shares (first axis) each column is least, between them by a parabola."""
    middle, every = np.clip(costs.argmin(axis=0), 1, _SHARES - 2), np.arange(costs.shape[1])
    before, at, after = (costs[middle + step, every] for step in (-1, 0, 1))
    bend = np.maximum(before + after - 2 * at, 1e-12)
    return ((middle + np.clip((before - after) / (2 * bend), -1, 1)) / (_SHARES - 1)).astype(np.float32)


def _luma_chroma(encoded: Floats) -> Floats:
    """As JPEG stores it: luma, and what the channels differ from that by."""
    luma = encoded @ LUMA
    return np.concatenate([luma[:, np.newaxis], encoded[:, ::2] - luma[:, np.newaxis]], axis=1)


def _squares(gap: Floats, weight: Floats) -> Floats:
    return gap[:, 0] ** 2 + weight**2 * (gap[:, 1] ** 2 + gap[:, 2] ** 2)


def _own_colour(linear: Floats, alpha: Floats, behind: Floats, front: Floats, colour: Floats, deep: Mask) -> Floats:
    """What is left of a pixel without its ground: its light is its own, its colour that of what is farther inside."""
    share = alpha[..., np.newaxis]
    own = np.clip((linear - (1 - share) * behind) / np.maximum(share, 0.05), 0, 1)
    near = front[..., np.newaxis]
    light = np.clip((own @ LUMINANCE)[..., np.newaxis], 0.6 * near, 1.5 * near)
    light = near + (light - near) * np.clip((share - 0.3) / 0.5, 0, 1)
    colour = np.clip(colour * light / np.maximum((colour @ LUMINANCE)[..., np.newaxis], 1e-3), 0, 1)
    return np.where(deep[..., np.newaxis], linear, colour).astype(np.float32)
