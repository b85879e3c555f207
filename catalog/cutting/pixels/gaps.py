"""Ground between leaves or wires, which a model takes for product; or is it print of the ground's colour?"""

import numpy as np

from catalog.cutting.evidence import LEVEL, SHADOW_TINT
from catalog.cutting.ground import shade_of
from catalog.cutting.pixels.planes import Floats, Mask, boxes, eroded, grown, parts, sizes

# Where a model is this sure of the product, what looks like a gap is print of the ground's colour.
HESITANT = 0.85
# Such print is hardly ever so near to the ground's colour: a share of how much the ground itself may vary. Only a pale
# ground, of which every channel has this level, is often met by print as pale.
_VERY_COLOUR, _PALE = 0.5, 190 * LEVEL
_BURNT = 248 * LEVEL
# So many gaps, and so much of the product, make a lattice.
_LATTICE_CELLS, _LATTICE_SHARE, _MOST_GAPS = 8, 0.35, 200
# Ground close to wires has this share of its light at least, and differs by so many times the limit at most.
_SHADED, _SHADED_LIMITS = 0.6, 5
_SMALLEST, _LARGEST_SHARE = 9, 0.2


def is_pale(ground: Floats) -> bool:
    """Whether it is a ground (sRGB 0..1, channels last) that print is often as pale as."""
    return bool(np.median(ground.min(axis=-1)) > _PALE)


def is_burnt(ground: Floats) -> bool:
    """Whether its colour says nothing, since whatever is white and well lit has it too."""
    return bool(np.median(ground.min(axis=-1)) > _BURNT)


def in_shade(linear: Floats, behind: Floats, away: Floats, limit: float) -> Mask:
    """Darker than the ground and of its colour, as where wires close by take some of its light."""
    level, colour = shade_of(linear, behind)
    return (level < 1) & (level > _SHADED) & (colour < SHADOW_TINT) & (away < _SHADED_LIMITS * limit)


def gaps_in(
    inside: Mask, outside: Mask, away: Floats, shade: Mask, prior: Floats, limit: float, ground: Floats
) -> tuple[Mask, Mask]:
    """What is like the ground with a sharp rim, where the model hesitates; and where it is sure, which may be print.

    It is sure of a basket as a whole, so a product that consists of such gaps is a lattice, whatever it says: all that
    is like the ground in it, lit or in `shade`, is ground. Others of which it is sure are opened all the same where
    they have the very colour of a ground that is not pale; on a pale one, where they are open towards the ground around
    as well.
    """
    within = inside & ~grown(outside, 1)
    like = (away < limit) & within
    hesitant, sure, opened = (np.zeros_like(like) for _ in range(3))
    cells = 0
    for part, box in _pieces(like):
        if not _has_sharp_rim(part, away[box], limit):
            continue
        if float(prior[box][part].mean()) < HESITANT:
            hesitant[box] |= part
            continue
        sure[box] |= part
        cells += 1
        is_open = not is_burnt(ground) and bool((grown(part, 4) & outside[box]).any())
        if float(np.median(away[box][part])) < _VERY_COLOUR * limit and (is_open or not is_pale(ground)):
            opened[box] |= part
    if cells >= _LATTICE_CELLS and sure.sum() + hesitant.sum() > _LATTICE_SHARE * inside.sum():
        return like | (shade & within), np.zeros_like(like)
    return grown(hesitant | opened, 1) & like, sure


def _pieces(like: Mask) -> list[tuple[Mask, tuple[slice, slice]]]:
    """The largest connected parts, each with the box that holds it."""
    labels, count = parts(eroded(like, 1))
    area = sizes(labels, count)
    area[0] = 0
    wanted = np.argsort(-area)[:_MOST_GAPS]
    wanted = wanted[(area[wanted] >= _SMALLEST) & (area[wanted] < _LARGEST_SHARE * like.size)]
    return [(labels[box] == number, box) for number, box in boxes(labels, wanted, 5)]


def _has_sharp_rim(part: Mask, away: Floats, limit: float) -> bool:
    """Whether most of what surrounds it differs clearly from the ground."""
    rim = grown(part, 4) & ~grown(part, 2)
    return float((away[rim] > 2 * limit).mean()) >= 0.5
