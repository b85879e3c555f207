"""Which pixels of an even ground's picture are product, and what its shadow leaves of the ground's light."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.cutting.pixels.planes import (
    LUMINANCE,
    boxes,
    closed,
    grown,
    largest_of,
    linear_of,
    opened,
    parts,
    resized,
    sizes,
    touching,
)

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]

# The longer side at which product, ground and shadow are parted.
VIEW_EDGE = 256
# How far the seen ground may be from the smooth light fitted to it, as a share of it: wood and cloth are farther.
MAX_UNEVEN = 0.05
_DARKEST = np.float32(2e-3)
_SAMPLES, _ROUNDS, _COARSER = 3000, 8, 8
_LEAST_SPREAD = 0.004
# The share of the product's height, from below, that comes down to the ground.
_FOOT = 0.05
# An outline with gaps of twice so many pixels still encloses its product.
_GAP = 2
# Where part of an outline is as light as the ground, wider gaps are closed too. What they enclose is a part of the
# product if it differs from the ground's light by at least _CLEAR in at least _DIFFERENT of its pixels, and if it is at
# least _LARGE of the thing that it belongs to.
_WIDER_GAPS, _CLEAR, _DIFFERENT, _LARGE = (5, 10, 16), 0.1, 0.7, 0.3
_FRAME = 2
# What takes so much of the frame's border is ground.
_OWN_FRAME = 0.2
_SMALLEST = 8
# Pixels of an edge, which are in no part.
_EDGE = 3
# Parts of one product are at most twice so many pixels apart.
_CLOSE = 5
# Share of the frame by which the outline may go beyond the mask, and share of it that is the mask's.
_WHOLE, _OWN_EDGES = 0.04, 0.95
# Pixels across, halved, up to which a part is a line, how much of what is seen is no line, and how much lies within
# what it spans.
_LINE, _SOLID, _FILLED = 2, 0.8, 0.8
# What the sun or a lamp leaves: flat, of the ground's own colour, and beside the ground.
_SHADOW_LEVEL, _SHADOW_TINT, _FLAT, _BESIDE = (0.1, 0.8), 0.12, 0.04, 0.25
# The ground's own light at the edges of a shadow below the product.
_EDGE_OF_SHADOW = 0.92
# Edges below the product, as a share of its columns, up to which nothing sharp lies there, and pixels below its outline
# that are the outline's own.
_SHARP_BELOW, _OWN_ROWS = 0.02, 3


@dataclass(frozen=True)
class SubjectView:
    """Planes of a small copy, height x width.

    `picture` is linear light. `mask` is the product with its holes; `edges` are its sharp edges, of what is too
    thin for the mask too: a leaf's tip, a strap. `level` is the share of its own light that each
    pixel of the ground has, 1 where nothing shades it; `tint` how far a pixel's colour is from the ground's in its
    light. `uneven` is how far the ground is from one surface under smooth light, as a share of its light. `is_whole`:
    all of the sharp outline is the mask's.
    """

    picture: Floats
    mask: Mask
    edges: Mask
    level: Floats
    tint: Floats
    uneven: float
    is_whole: bool

    @property
    def is_even(self) -> bool:
        return self.uneven <= MAX_UNEVEN

    @cached_property
    def main(self) -> Mask:
        """The largest part, with what lies close to it: without other things."""
        labels, count = parts(closed(self.mask, _CLOSE))
        area = sizes(labels, count)
        area[0] = 0
        return (labels == int(area.argmax())) & self.mask if count else self.mask

    @cached_property
    def box(self) -> tuple[int, int, int, int] | None:
        """Left, top, right, bottom of the main part in pixels of the copy."""
        return extent(self.main)

    @cached_property
    def frame(self) -> tuple[int, int, int, int] | None:
        """The same box with tips and straps that are too thin for the mask."""
        if self.box is None:
            return None
        left, top, right, bottom = self.box
        seen = extent(touching(self.edges | self.main, self.main)) or self.box
        # An edge is seen from the pixel beside it on.
        return min(left, seen[0] + 1), min(top, seen[1] + 1), max(right, seen[2] - 1), max(bottom, seen[3] - 1)

    @cached_property
    def foot(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The columns in which the main part comes down to the ground, and its lowest pixel in each."""
        _left, top, _right, bottom = self.box or (0, 0, 0, 0)
        columns = np.flatnonzero(self.main[bottom - max(round(_FOOT * (bottom - top)), 2) :].any(axis=0))
        return columns, self.mask.shape[0] - 1 - np.argmax(self.main[::-1, columns], axis=0)

    @cached_property
    def is_foot_seen(self) -> bool:
        """Nothing sharp lies below the main part, so it ends where it seems to, even if other parts are not seen."""
        if self.box is None:
            return False
        columns, lowest = self.foot
        is_below = np.arange(self.mask.shape[0])[:, np.newaxis] > lowest + _OWN_ROWS
        return float((self.edges[:, columns] & is_below).sum()) <= _SHARP_BELOW * len(columns)

    def differs_in(self, place: Mask) -> bool:
        """Most of it is not as light as the ground, and it is no strip of shade between a thing and its shadow."""
        away = np.abs(self.level[place] - 1) > max(3 * self.reach, _CLEAR)
        things = touching(self.mask, place)
        return float(away.mean()) >= _DIFFERENT and float(place.sum()) >= _LARGE * float(things.sum())

    @property
    def reach(self) -> float:
        """By how much the light must differ to be more than the ground's own grain."""
        return max(0.02, 3 * self.uneven)


def subject_view(small: Image.Image, outline: Mask) -> SubjectView:
    """`outline` are the sharp edges of the small picture."""
    is_large = max(outline.shape) > VIEW_EDGE
    edges = _halved(outline) if is_large else outline
    picture = linear_of(small.reduce(2) if is_large else small)
    outside = _outside(picture, edges, _GAP)
    view = _parted(picture, edges, outside)
    if view.is_even and view.is_whole:
        return view
    for gap in _WIDER_GAPS:
        enclosed = outside & ~_outside(picture, edges, gap)
        body = _without_narrow_parts(enclosed, gap)
        other = _parted(picture, edges, outside & ~body) if body.any() else view
        if other.is_even and other.is_whole and other.differs_in(body):
            return other
    return view


def _outside(picture: Floats, edges: Mask, gap: int) -> Mask:
    """What the frame's border reaches without crossing an edge; gaps of twice so many pixels are no way in."""
    labels, count = parts(~grown(edges, gap))
    of_frame = np.bincount(labels[_frame(edges.shape)], minlength=count + 1)
    of_frame[0] = 0
    reached = of_frame >= _OWN_FRAME * of_frame.sum()
    others = np.flatnonzero((of_frame > 0) & ~reached)
    if len(others):
        reached[others] = _is_ground(picture, labels, reached[labels], others)
    reached[0] = False
    return grown(reached[labels], gap) & ~edges


def _without_narrow_parts(mask: Mask, wide: int) -> Mask:
    """What is wider than twice so many pixels, with its corners; beyond the frame there is nothing."""
    core = opened(np.pad(mask, 2 * wide), wide)[2 * wide : -2 * wide, 2 * wide : -2 * wide]
    return touching(mask, core) & grown(core, wide) if core.any() else core


def _is_ground(picture: Floats, labels: NDArray[np.int32], ground: Mask, numbers: NDArray[np.intp]) -> list[bool]:
    """Whether parts at the border have the ground's colour, in its light or in shade, or are a product that the frame
    cuts off."""
    light, uneven = _fitted(picture, ground)
    reach = max(_CLEAR, 6 * uneven)
    shares = (np.median(picture[part] / light[part], axis=0) for part in (labels == number for number in numbers))
    return [float(share.max()) <= 1 + reach and float(np.ptp(share)) <= reach * share.mean() for share in shares]


def _parted(picture: Floats, edges: Mask, outside: Mask) -> SubjectView:
    """`outside` is ground, in light or in shadow."""
    light, uneven = _fitted(picture, outside)
    level = (picture @ LUMINANCE + _DARKEST) / (light @ LUMINANCE + _DARKEST)
    share = (picture + _DARKEST) / (light + _DARKEST)
    tint = largest_of(np.abs(share / np.maximum(level, 0.02)[..., np.newaxis] - 1))
    mask = ~grown(outside & (tint <= _SHADOW_TINT + 6 * uneven), 1)
    shadow = np.zeros_like(mask)
    for part in _hard_shadows(mask, edges, level, tint, uneven):
        shadow |= part
    if _runs_around(shadow, mask):
        shadow[:] = False
    mask &= ~shadow
    own = edges & ~grown(shadow, 3) & ~_edges_of_soft_shadow(mask, level, tint, uneven)
    is_whole = _is_within(own, mask) and _is_solid(mask, own)
    return SubjectView(picture, mask, own, level.astype(np.float32), tint.astype(np.float32), uneven, is_whole)


def extent(mask: Mask) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of what is set."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1) if len(rows) else None


def _is_within(edges: Mask, mask: Mask) -> bool:
    one, other = extent(mask), extent(edges)
    if one is None or other is None:
        return False
    slack = _WHOLE * max(mask.shape)
    if float(grown(mask, _GAP + 1)[edges].mean()) < _OWN_EDGES:
        return False
    return all(abs(inner - outer) <= slack for inner, outer in zip(one, other, strict=True))


def _is_solid(mask: Mask, edges: Mask) -> bool:
    """Lines, and a body that is for the most part not within them, are pieces of an outline that is not seen all
    around."""
    area = float(mask.sum())
    spanned = float(_span(_closed_by_frame(mask | edges)).sum())
    return float(opened(mask, _LINE).sum()) >= _SOLID * area and area >= _FILLED * spanned


def _closed_by_frame(mask: Mask) -> Mask:
    """A product that the frame cuts off ends there, from the first to the last place where it meets it."""
    whole = mask.copy()
    for side in (whole[0], whole[-1], whole[:, 0], whole[:, -1]):
        places = np.flatnonzero(side)
        if len(places):
            side[places[0] : places[-1]] = True
    return whole


def _span(mask: Mask) -> Mask:
    """What has some of the mask on all four sides."""
    along = np.logical_or.accumulate
    down, across = along(mask) & along(mask[::-1])[::-1], along(mask, 1) & along(mask[:, ::-1], 1)[:, ::-1]
    both: Mask = down & across
    return both


def _halved(mask: Mask) -> Mask:
    """Each pixel stands for four: an edge in any of them is one."""
    height, width = mask.shape
    even = np.pad(mask, ((0, height % 2), (0, width % 2)))
    return even[0::2, 0::2] | even[1::2, 0::2] | even[0::2, 1::2] | even[1::2, 1::2]


def _frame(shape: tuple[int, ...]) -> Mask:
    frame = np.ones(shape, bool)
    frame[_FRAME:-_FRAME, _FRAME:-_FRAME] = False
    return frame


def _fitted(picture: Floats, ground: Mask) -> tuple[Floats, float]:
    """Smooth light through the ground that is seen, and how far the ground is from it; shadows hardly count."""
    rows, columns = np.nonzero(ground)
    step = max(len(rows) // _SAMPLES, 1)
    rows, columns = rows[::step], columns[::step]
    if len(rows) < 50:
        return np.ones_like(picture), 1.0
    height, width = ground.shape
    terms = _terms(rows / height * 2 - 1, columns / width * 2 - 1)
    logs = np.log(np.maximum(picture[rows, columns], _DARKEST)).astype(np.float64)
    weight = np.ones(len(rows))
    spread = 1.0
    for _ in range(_ROUNDS):
        weighted = (terms * weight[:, np.newaxis]).T
        fit = np.linalg.solve(weighted @ terms + 1e-6 * weight.sum() * np.eye(terms.shape[1]), weighted @ logs)
        away = logs - terms @ fit
        farthest = largest_of(np.abs(away))
        spread = max(float(np.median(farthest)), _LEAST_SPREAD)
        weight = 1 / (1 + ((farthest / (2 * spread)) ** 2) ** 2)  # the fourth power by itself takes ten times as long
        weight[largest_of(-away) > 2 * spread] *= 0.2
    y, x = np.mgrid[-1 : 1 : complex(-(-height // _COARSER)), -1 : 1 : complex(-(-width // _COARSER))]
    coarse = np.exp(_terms(y, x) @ fit)
    planes = [resized(coarse[..., plane], (width, height), Image.Resampling.BICUBIC) for plane in range(3)]
    return np.maximum(np.stack(planes, axis=-1), _DARKEST), spread


def _terms(y: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    yy, xx, xy = y * y, x * x, y * x
    terms = (np.ones_like(y), y, x, yy, xy, xx, yy * y, yy * x, xx * y, xx * x, yy * yy, yy * xx, xx * xx)
    return np.stack(terms, axis=-1)


def _hard_shadows(mask: Mask, edges: Mask, level: Floats, tint: Floats, uneven: float) -> Iterator[Mask]:
    """Parts within the outline that are flat, darker than the ground, of its colour, and beside it."""
    labels, count = parts(mask & ~edges)
    area = sizes(labels, count)
    whole = float(mask.sum())
    likely = np.flatnonzero((area >= _SMALLEST) & (area < 0.5 * whole))
    outside = ~mask
    for number, box in boxes(labels, likely[likely > 0], 4):
        part = labels[box] == number
        levels = level[box][part]
        if not _SHADOW_LEVEL[0] < float(levels.mean()) < _SHADOW_LEVEL[1]:
            continue
        if float(np.median(tint[box][part])) > _SHADOW_TINT or float(np.log(levels).std()) > _FLAT + uneven:
            continue
        rim = grown(part, 3) & ~grown(part, 2)
        if float(outside[box][rim].mean()) > _BESIDE:
            shadow = np.zeros_like(mask)
            shadow[box] = grown(part, 2)
            yield shadow & mask


def _edges_of_soft_shadow(mask: Mask, level: Floats, tint: Floats, uneven: float) -> Mask:
    """Where an edge is no product's: below it, darker than the ground and of its colour. A line of contact has some."""
    box = extent(mask)
    likely = (level < _EDGE_OF_SHADOW) & (tint <= _SHADOW_TINT + 6 * uneven) & ~grown(mask, _GAP + 1)
    likely[: box[3] if box else None] = False
    return likely


def _runs_around(shade: Mask, mask: Mask) -> bool:
    """It is the outermost on both sides and above: a fringe. A shadow falls to one side, and down."""
    one, other = extent(shade), extent(mask)
    if one is None or other is None:
        return False
    return max(one[0] - other[0], one[1] - other[1], other[2] - one[2]) <= _EDGE
