"""From an ordinary photo to a cutout, and how far it can be trusted."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.cutting.finding import (
    EDGES,
    OUTLINE,
    Box,
    Overview,
    ProductOutline,
    fitted,
    fitted_size,
    ground_of_part,
    outline,
    overview,
    part_of,
    product_box,
    second_look,
)
from catalog.cutting.ground import PlainGround
from catalog.cutting.model import Model
from catalog.cutting.photo_faults import light_range, sharpness
from catalog.cutting.pixels.edges import contrast_along, see_through, solved
from catalog.cutting.pixels.planes import (
    Floats,
    Mask,
    blurred,
    encoded_of,
    eroded,
    filled,
    grown,
    largest_of,
    linear_of,
    parts,
    resized,
    sizes,
    tile_of,
    tiles,
)
from catalog.cutting.reasons import CutVerdict, Measures, Reason, reasons, verdict
from catalog.cutting.strokes import Strokes

# Pixels of the longer side of a cutout: what memory allows, and as much as a render shows.
LARGEST = 2048
# Pixels of a tile's side, and by how much it sees beyond it.
TILE, OVERLAP = 1056, 48
# A part smaller than this share of the largest is a speck.
_SPECK = 0.004
_FAINT = 7 / 255


@dataclass(frozen=True)
class CutPhoto:
    """`image` is RGBA and shows `box` of the photo (in its pixels), reduced where that is longer than `LARGEST`."""

    image: Image.Image
    box: Box
    reasons: tuple[Reason, ...]
    measures: Measures
    is_plain: bool

    @property
    def verdict(self) -> CutVerdict:
        return verdict(self.reasons)


def cut_photo(
    photo: Image.Image, model: Model | None, strokes: Strokes | None = None, *, is_see_through: bool = False
) -> CutPhoto:
    """Cut the product out of an RGB photo.

    `is_see_through` says that the product is of glass: what shows the ground then becomes clear.
    """
    strokes = strokes or Strokes()
    seen = overview(photo, model)
    box = product_box(seen, photo.size, strokes)
    picture = fitted(photo.crop(box), LARGEST)
    ground = ground_of_part(seen.ground, box, photo.size, fitted_size(picture.size, OUTLINE))
    painted = strokes.part(box, photo.size)
    guess = second_look(seen, picture, box, photo.size, model)
    found = outline(picture, ground, guess, painted)
    cutout, uncertain = _solved(picture, found, ground, painted, is_see_through=is_see_through and ground.is_plain)
    measured = _measured(picture, seen, found, cutout[..., 3], box, photo.size)
    measured = replace(measured, uncertain=max(measured.uncertain, uncertain))
    why = reasons(measured, is_plain=ground.is_plain, has_model=model is not None, is_see_through=is_see_through)
    return CutPhoto(Image.fromarray(cutout), box, why, measured, ground.is_plain)


def _solved(
    picture: Image.Image, found: ProductOutline, ground: PlainGround, painted: Strokes, *, is_see_through: bool
) -> tuple[NDArray[np.uint8], float]:
    """The cutout's pixels, RGBA: solved tile by tile, which bounds the memory. Also the share that is uncertain."""
    size, cell = picture.size, max(picture.size) / max(found.share.shape)
    keep, remove = painted.kept(size), painted.removed(size)
    alpha = np.zeros((size[1], size[0]), np.float32)
    cutout = np.zeros((size[1], size[0], 4), np.uint8)
    uncertain = 0
    for inner, outer in tiles(size, TILE, OVERLAP):
        linear = linear_of(picture.crop(outer))
        share, guess = (tile_of(plane, size, outer) for plane in (found.share, found.guess))
        light = None
        if ground.is_plain:
            light = np.stack([tile_of(ground.light[..., channel], size, outer) for channel in range(3)], axis=-1)
        matte = solved(linear, share, guess, cell, light)
        if light is not None and is_see_through:
            matte = see_through(linear, light, matte, keep[outer[1] : outer[3], outer[0] : outer[2]] > 0)
        here = np.s_[inner[1] - outer[1] : inner[3] - outer[1], inner[0] - outer[0] : inner[2] - outer[0]]
        there = np.s_[inner[1] : inner[3], inner[0] : inner[2]]
        alpha[there] = matte.alpha[here]
        uncertain += int(matte.uncertain[here].sum())
        cutout[there][..., :3] = np.rint(encoded_of(matte.colour[here]) * 255)
    alpha[remove > 0.5] = 0
    alpha[keep > 0.5] = 1
    _clean(alpha, keep > 0)
    cutout[..., 3] = np.rint(alpha * 255)
    cutout[cutout[..., 3] == 0] = 0
    return cutout, uncertain / max(int((alpha > 0.5).sum()), 1)


def _clean(alpha: Floats, keep: Mask) -> None:
    """Drop specks beside the product and fill pinholes in it, in place."""
    labels, count = parts(alpha > 0.1)
    area = sizes(labels, count)
    area[0] = 0
    is_speck = area < _SPECK * area.max()
    is_speck[np.unique(labels[keep])] = False
    alpha[is_speck[labels] | ~grown(alpha > 0.1, 1)] = 0
    labels, count = parts(alpha < 0.9)
    is_pinhole = sizes(labels, count) < 8
    is_pinhole[0] = False
    alpha[is_pinhole[labels] & eroded(grown(alpha > 0.9, 2), 3)] = 1


def _measured(
    picture: Image.Image,
    seen: Overview,
    found: ProductOutline,
    alpha: NDArray[np.uint8],
    box: Box,
    whole: tuple[int, int],
) -> Measures:
    """Read at the size at which edges are."""
    near = fitted(picture, EDGES)
    product = np.asarray(fitted(Image.fromarray(alpha), EDGES)) > 127
    rows, columns = np.flatnonzero(product.any(axis=1)), np.flatnonzero(product.any(axis=0))
    if not rows.size:
        return Measures(0, 0.0)
    scale = (box[2] - box[0]) / near.width
    longest = round(max(rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1) * scale)
    small = resized(product.astype(np.float32), (found.guess.shape[1], found.guess.shape[0])) > 0.5
    guessed = found.guess > 0.5
    first = part_of(seen.share, box, whole, (small.shape[1], small.shape[0])) > 0.5
    count = max(int(small.sum()), 1)
    rim = product & ~eroded(product, 1)
    faint = contrast_along(np.asarray(near, np.float32) / 255, product, rim) < _FAINT
    inner = eroded(small, 2)
    clear = inner & (found.said.like | found.said.shade) if found.said and found.said.is_coloured else inner & False
    return Measures(
        longest=longest,
        area=float(product.sum()) * scale**2 / (whole[0] * whole[1]),
        agreement=_overlap(first, guessed),
        changed=float((small != guessed).sum()) / count,
        hazy=float(((found.guess > 0.1) & (found.guess < 0.9) & ~_rim(guessed)).sum()) / count,
        faint=float(faint[rim].mean()) if rim.any() else 0.0,
        on_frame=_on_frame(product, box, whole) / max(int(rim.sum()), 1),
        clear=float(clear.sum()) / count,
        alike=0.0 if found.said else _alike(picture, small),
        shadow=float((found.shadows & guessed).sum()) / count,
        busy=seen.ground.busy,
        uncertain=float(found.uncertain.sum()) / count,
        light=light_range(seen.ground),
        sharpness=sharpness(np.asarray(near.convert("L"), np.float32) / 255, rim),
    )


def _rim(mask: Mask) -> Mask:
    """Where a model's outline fades by nature."""
    return grown(mask, 3) & ~eroded(mask, 3)


def _alike(picture: Image.Image, product: Mask) -> float:
    """How much of the product looks as its grained ground does: all of it where wires or leaves were filled in."""
    encoded = np.asarray(picture.resize((product.shape[1], product.shape[0])), np.float32) / 255
    outside, inside = ~grown(product, 3), eroded(product, 3)
    if outside.sum() < 50 or not inside.any():
        return 0.0
    away = largest_of(np.abs(encoded - filled(encoded, outside)))
    usual = float(np.quantile(largest_of(np.abs(encoded - blurred(encoded, 6)))[outside], 0.8))
    return float((away < max(2 * usual, _FAINT))[inside].mean())


def _overlap(one: Mask, other: Mask) -> float:
    return float((one & other).sum()) / max(float((one | other).sum()), 1.0)


def _on_frame(product: Mask, box: Box, whole: tuple[int, int]) -> int:
    """Pixels of the product on those sides of its part that are sides of the photo."""
    sides = (
        (box[0] == 0, product[:, 0]),
        (box[1] == 0, product[0]),
        (box[2] == whole[0], product[:, -1]),
        (box[3] == whole[1], product[-1]),
    )
    return sum(int(line.sum()) for is_frame, line in sides if is_frame)
