"""Regions that an edge encloses, judged one by one: the ground seen through a handle, or a shadow with a sharp rim."""

from dataclasses import dataclass

import numpy as np

from catalog.cutting.evidence import LEVEL, SHADOW_TINT, Evidence
from catalog.cutting.ground import shade_of
from catalog.cutting.pixels.gaps import HESITANT, is_burnt, is_pale
from catalog.cutting.pixels.outline import Joints
from catalog.cutting.pixels.planes import (
    Floats,
    Mask,
    blurred,
    encoded_of,
    filled,
    grown,
    largest_of,
    parts,
    sizes,
    touching,
)

# A neighbour joined less than this lies beyond an edge.
_PARTED = 0.3
_SMALLEST = 8
_PERHAPS = 0.7
# Cells of an edge between a region and what lies beside it, at most.
_ACROSS_A_RIM = 5
# Levels between a hole's ground and what is expected there from the ground around the product.
_SAME_GROUND = 7 * LEVEL
# Levels within which ground has the very colour that is expected.
_VERY_GROUND = 4 * LEVEL
_MOST_PIECES = 60
# So much of a hole is like the ground, and the product around it differs from that by so many levels.
_SAME_LIGHT, _CLEARLY_OTHER = 0.65, 10 * LEVEL
# Ground within a rim: the light that the border's ground lets expect there may be wrong by so much.
_LIT_AS_GROUND = (0.92, 1.12)
# Such a region counts from this share of the product on, and up to this.
_SHOWN, _MOST_SHOWN = 0.01, 0.3
# Within a shadow the light is even, and the ground around it is lit at least so much more.
_EVEN, _LIT_AGAIN, _BESIDE = 0.05, 0.85, 0.3
# Its lightest tenth has at most so many times the light of its darkest: a side of a box that is turned away has more.
_EVENLY_DARK = 1.6
# Cells from a shadow to the product beside it.
_NEAR_BY = (4, 10)
# A dark line along a product's rim is smaller, as a share of the picture.
_NO_STREAK = 0.003


@dataclass(frozen=True)
class Regions:
    """Masks: ground and soft shadow reached from the border; holes; shadows with a sharp rim.

    `plainly` is that part of `outside` which a model takes for product although it has the very colour of a ground
    that is not burnt out.
    `uncertain` looks like ground within a rim although a model takes it for product: a person has to look.
    """

    outside: Mask
    plainly: Mask
    holes: Mask
    shadows: Mask
    uncertain: Mask


def regions(
    linear: Floats, encoded: Floats, said: Evidence, joint: Joints, border: Mask, light: Floats, prior: Floats
) -> Regions:
    """`border` is the ground that the border shows, `light` what all of it sends.

    `prior` is how much a model or a first guess takes for product.
    """
    edges = _edges(joint)
    labels, count = parts((said.like | said.shade) & ~edges)
    area = sizes(labels, count)
    reached = np.zeros(count + 1, bool)
    reached[np.unique(labels[border])] = True
    reached[0] = False
    outside = reached[labels]
    free = outside & (prior < 0.5)
    # How much of the ground's light is left: shadows go on behind a handle.
    left = filled(linear / np.maximum(light, 1e-3), free) if free.any() else np.ones_like(linear)
    expected = encoded_of(light * left)
    holes, shadows, uncertain = (np.zeros(count + 1, bool) for _ in range(3))
    product = max(float((prior > 0.5).sum()), 1.0)
    away = largest_of(np.abs(encoded - expected))
    plainly = _plainly_ground(outside & said.like & (prior > 0.5), away, expected)
    beside = grown(free, _ACROSS_A_RIM)
    for number in np.flatnonzero((area >= _SMALLEST) & ~reached):
        if number == 0 or area[number] > product:
            continue
        part, is_large = labels == number, area[number] > 0.3 * product
        if not is_large and _is_hole(part, away, prior, said):
            holes[number] = True
        elif _may_be_hole(part, away, said):
            uncertain[number] = True
            holes[number] = not is_pale(expected[part]) or float(prior[part].mean()) < HESITANT
        elif not is_large and _is_shadow(part, said, beside, prior):
            shadows[number] = True
    open_, may_be_open = holes[labels], uncertain[labels]
    lit = _enclosed_as_lit(linear, light, ~edges & ~outside & ~open_ & (prior > HESITANT), product)
    if said.is_coloured and not is_pale(expected):  # there a thing hardly ever has the ground's very colour
        open_ = open_ | lit
    return Regions(outside, plainly, _with_rim(open_, edges), _with_rim(shadows[labels], edges), may_be_open | lit)


def _enclosed_as_lit(linear: Floats, light: Floats, perhaps: Mask, product: float) -> Mask:
    """Regions as light as the ground and of its colour, beyond an edge.

    What is beside them need not differ from the ground: a white mug has such a handle on white paper.
    """
    level, tint = shade_of(linear, light)
    lowest, highest = _LIT_AS_GROUND
    labels, count = parts(perhaps & (level > lowest) & (level < highest) & (tint < SHADOW_TINT))
    share = sizes(labels, count) / product
    is_shown = (share > _SHOWN) & (share < _MOST_SHOWN)
    is_shown[0] = False
    return is_shown[labels]


def _plainly_ground(perhaps: Mask, away: Floats, expected: Floats) -> Mask:
    """Those pieces whose every pixel is what the ground around would be: between leaves, or under a handle."""
    labels, count = parts(perhaps)
    area = sizes(labels, count)
    is_ground = np.zeros(count + 1, bool)
    for number in np.flatnonzero(area >= _SMALLEST)[:_MOST_PIECES]:
        part = labels == number
        is_ground[number] = not is_burnt(expected[part]) and float(np.quantile(away[part], 0.8)) < _VERY_GROUND
    is_ground[0] = False
    return is_ground[labels]


def _edges(joint: Joints) -> Mask:
    weakest = np.ones((joint.across.shape[0], joint.down.shape[1]), np.float32)
    weakest[:, 1:] = np.minimum(weakest[:, 1:], joint.across)
    weakest[1:] = np.minimum(weakest[1:], joint.down)
    return weakest < _PARTED


def _with_rim(mask: Mask, edges: Mask) -> Mask:
    return mask | (grown(mask, 1) & edges)


def _is_hole(part: Mask, away: Floats, prior: Floats, said: Evidence) -> bool:
    """On a coloured ground its colour is enough: a shadow may fall there."""
    is_ground = said.is_coloured or bool(np.quantile(away[part], 0.8) < _SAME_GROUND)
    return is_ground and bool(prior[part].mean() < HESITANT)


def _may_be_hole(part: Mask, away: Floats, said: Evidence) -> bool:
    """It is as light as the ground and has its colour, and what lies around it is clearly unlike the ground.

    Pale print may be as pale as the ground; other print is hardly ever the ground's very colour.
    """
    if float(said.like[part].mean()) < _SAME_LIGHT:
        return False
    rim = grown(part, 4) & ~grown(part, 2)
    return bool(np.quantile(away[rim], 0.15) > _CLEARLY_OTHER)


def _is_shadow(part: Mask, said: Evidence, beside: Mask, prior: Floats) -> bool:
    """Flat, dark, of the ground's colour, and beside the ground along much of its rim.

    Where a model is sure of the product, it must be darker than the product beside it as well.
    """
    level = float(said.level[part].mean())
    darkest, lightest = np.quantile(said.level[part], (0.1, 0.9))
    if float(said.shade[part].mean()) < 0.9 or level > _LIT_AGAIN or lightest > _EVENLY_DARK * darkest:
        return False
    rows, columns = np.nonzero(part)
    design = np.stack([np.ones(len(rows)), rows, columns], axis=1)
    logs = np.log(said.level[part])
    left = logs - design @ np.linalg.lstsq(design, logs, rcond=None)[0]
    rim = grown(part, 1) & ~part
    if float(left.std()) > _EVEN or float(beside[rim].mean()) < _BESIDE:
        return False
    # Beyond the line that often runs along a product's rim.
    product = grown(part, _NEAR_BY[1]) & ~grown(part, _NEAR_BY[0]) & (prior > 0.5) & ~beside
    if float(prior[part].mean()) < HESITANT or not product.any():
        return True
    is_darker = float(np.median(said.level[product])) > 1.1 * level
    return is_darker and int(part.sum()) > _NO_STREAK * part.size


def first_guess(said: Evidence, joint: Joints, border: Mask) -> Floats:
    """Without a model: what soft transitions reach from the border is ground and shadow, the rest is product.

    Of what looks like ground or shadow within an edge it is not sure: that may be a hole or a shadow's sharp rim.
    """
    reached = touching((said.like | said.shade) & ~_edges(joint), border)
    share = np.where(said.thing, 1, np.where(grown(reached, 1), 0, _PERHAPS))
    return blurred(share.astype(np.float32), 1)
