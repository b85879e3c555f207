"""Where the product is in a photo: first in the whole of it, then more exactly in its own part."""

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from catalog.cutting.evidence import Evidence, evidence
from catalog.cutting.ground import PlainGround, plain_ground
from catalog.cutting.model import Model
from catalog.cutting.pixels.outline import Joints, agreed, joints
from catalog.cutting.pixels.planes import (
    Floats,
    Mask,
    blurred,
    eroded,
    grown,
    linear_of,
    parts,
    resized,
    sizes,
    touching,
)
from catalog.cutting.pixels.regions import first_guess, regions
from catalog.cutting.strokes import Strokes

# Pixels of the longer side: of the whole photo, of the product's part, and of the picture whose edges are read.
OVERVIEW, OUTLINE, EDGES = 256, 288, 1024
# What a model is given: twice what it reads.
SEEN = 640
_MARGIN = 0.1
# A part that a second look enlarges by less than this shows a model nothing new.
_NEAR = 1.6
# Less of the product than this may be ground or shadow by its colour.
_CLEAR = 0.02
# The weight of what the model said, and from where on it is sure whatever the colour.
_SAID, _SURE = 0.01, 0.97

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Overview:
    """The share of product in a small picture of the whole photo, the ground around it, and what the model said.

    `is_clear`: by its colour nothing that the model takes for product can be ground or shadow.
    """

    share: Floats
    guess: Floats | None
    ground: PlainGround
    is_clear: bool = False


@dataclass(frozen=True)
class ProductOutline:
    """The share of product in a small picture of its part of the photo; `guess` is what it began with.

    `said` is what the colours say on a plain ground; `shadows` were taken away as shadows with a sharp rim, and
    `uncertain` may be a hole or print.
    """

    share: Floats
    guess: Floats
    said: Evidence | None
    shadows: Mask
    uncertain: Mask


def overview(photo: Image.Image, model: Model | None) -> Overview:
    small = fitted(photo, OVERVIEW)
    linear, encoded = linear_of(small), np.asarray(small, np.float32) / 255
    ground = plain_ground(blurred(linear, 1))
    said = evidence(linear, encoded, ground)
    if model is None:
        return Overview(first_guess(said, _joints(photo, small.size), ground.is_ground), None, ground)
    guess = model(fitted(photo, SEEN))
    share = resized(guess, small.size)
    if not ground.is_plain:
        return Overview(share, guess, ground)
    product = eroded(share > 0.5, 1)
    uncertain = float(((said.like | said.shade) & product).sum()) / max(int(product.sum()), 1)
    # Straps that the model does not see.
    share = np.maximum(share, touching(said.thing, share > 0.5))
    return Overview(share, guess, ground, uncertain < _CLEAR)


def product_box(seen: Overview, size: tuple[int, int], strokes: Strokes) -> Box:
    """The part of the photo that holds the product, with a margin of ground."""
    height, width = seen.share.shape
    mask = _main(seen.share > 0.5) | (strokes.kept((width, height)) > 0)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return (0, 0, *size)
    left, right = columns[0] / width * size[0], (columns[-1] + 1) / width * size[0]
    top, bottom = rows[0] / height * size[1], (rows[-1] + 1) / height * size[1]
    margin = _MARGIN * max(right - left, bottom - top)
    return (
        max(int(left - margin), 0),
        max(int(top - margin), 0),
        min(int(right + margin) + 1, size[0]),
        min(int(bottom + margin) + 1, size[1]),
    )


def second_look(
    seen: Overview, picture: Image.Image, box: Box, whole: tuple[int, int], model: Model | None
) -> Floats | None:
    """What the model says of the product's part, `picture`.

    Where the colours are clear the outline comes from them, so a part that is hardly enlarged is not looked at again.
    """
    if model is None or seen.guess is None:
        return None
    is_near = max(whole) < _NEAR * max(box[2] - box[0], box[3] - box[1])
    if seen.is_clear and is_near:
        return part_of(seen.guess, box, whole, fitted_size(picture.size, OUTLINE))
    return model(fitted(picture, SEEN))


def outline(picture: Image.Image, ground: PlainGround, guess: Floats | None, strokes: Strokes) -> ProductOutline:
    """`picture` is the product's part of the photo, `ground` its ground and `guess` what a model says, in any size."""
    small = fitted(picture, OUTLINE)
    joint = _joints(picture, small.size)
    guess = None if guess is None else resized(guess, small.size)
    shadows = uncertain = np.zeros((small.height, small.width), bool)
    said = None
    if ground.is_plain:
        linear, encoded = linear_of(small), np.asarray(small, np.float32) / 255
        said = evidence(linear, encoded, ground)
        border = said.like & ground.is_ground
        guess = first_guess(said, joint, border) if guess is None else guess
        seen = regions(linear, encoded, said, joint, border, ground.light, guess)
        opinion, weight = _opinions(said, seen.outside, guess * ~seen.plainly)
        shadows, uncertain = seen.shadows, seen.uncertain
        for mask in (seen.holes, shadows):
            opinion[mask], weight[mask] = 0, 0.2
    else:
        guess = np.zeros(shadows.shape, np.float32) if guess is None else guess
        opinion, weight = guess.copy(), np.full(guess.shape, 0.03, np.float32)
    for mask, share in ((strokes.kept(small.size) > 0, 1), (strokes.removed(small.size) > 0, 0)):
        opinion[mask], weight[mask] = share, 5
    return ProductOutline(agreed(opinion, weight, joint, opinion), guess, said, shadows, uncertain)


def _opinions(said: Evidence, outside: Mask, guess: Floats) -> tuple[Floats, Floats]:
    doubt = np.clip(1 - guess / _SURE, 0, 1)
    ground_weight = np.where(outside & said.like, 0.1 * doubt, 0).astype(np.float32)
    if said.is_coloured:
        ground_weight = np.where(said.shade, 0.05 * doubt, ground_weight)
    opinion, weight = guess * _SAID / (_SAID + ground_weight), _SAID + ground_weight
    thing = touching(said.thing, guess > 0.3)
    opinion[thing], weight[thing] = 1, 0.2
    return opinion, weight


def part_of(plane: Floats, box: Box, whole: tuple[int, int], size: tuple[int, int]) -> Floats:
    """A part of a plane that shows the whole photo; `box` and `whole` in the photo's pixels, `size` of the answer."""
    across, down = plane.shape[1] / whole[0], plane.shape[0] / whole[1]
    inner = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    return np.asarray(Image.fromarray(np.ascontiguousarray(plane)).resize(size, Image.Resampling.BILINEAR, inner))


def ground_of_part(ground: PlainGround, box: Box, whole: tuple[int, int], size: tuple[int, int]) -> PlainGround:
    """The ground of a part of the photo, in the size in which that part is looked at."""
    light = np.stack([part_of(ground.light[..., channel], box, whole, size) for channel in range(3)], axis=-1)
    is_ground = part_of(ground.is_ground.astype(np.float32), box, whole, size) > 0.5
    return replace(ground, light=light, is_ground=is_ground)


def _joints(picture: Image.Image, size: tuple[int, int]) -> Joints:
    """Larger pictures are softer and noisier, so all are read at one size."""
    encoded = np.asarray(fitted(picture, EDGES), np.float32) / 255
    smooth = (encoded[1:, 1:] + encoded[1:, :-1] + encoded[:-1, 1:] + encoded[:-1, :-1]) / 4
    return joints(np.pad(smooth, ((1, 0), (1, 0), (0, 0)), mode="edge"), size)


def _main(mask: Mask) -> Mask:
    """The largest part and what is not much smaller."""
    labels, count = parts(grown(mask, 1))
    if not count:
        return mask
    area = sizes(labels, count)
    area[0] = 0
    return (area > 0.08 * area.max())[labels] & mask


def fitted(picture: Image.Image, longest: int) -> Image.Image:
    size = fitted_size(picture.size, longest)
    return picture if size == picture.size else picture.resize(size, Image.Resampling.BOX)


def fitted_size(size: tuple[int, int], longest: int) -> tuple[int, int]:
    scale = min(longest / max(size), 1)
    return max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)
