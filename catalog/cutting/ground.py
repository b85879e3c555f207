"""The ground of a photo, read from its border: its colour and how the light falls on it."""

from dataclasses import dataclass

import numpy as np

from catalog.cutting.pixels.planes import (
    LUMINANCE,
    Array,
    Floats,
    Mask,
    blurred,
    eroded,
    filled,
    grown,
    largest_of,
    parts,
    sizes,
)

# Share of the picture's shorter side that counts as border.
_BORDER = 0.06
_DARKEST = np.float32(2e-3)
# A ground that differs more from a smooth one than this, relative to its own light, is no plain one.
MAX_UNEVEN = 0.035
# So much of the border must be the ground's: the rest may be a product that the frame cuts.
MIN_BORDER = 0.55
MAX_GAPS, _WHOLE = 8, 0.9
# Wood and cloth stay within this of their own mean, relative to it.
_GRAINED = 0.6
_ROUNDS = 6
# Powers of x and y in each of the three fits, from steady to bent.
_TERMS = tuple(tuple((i, j) for i in range(degree + 1) for j in range(degree + 1 - i)) for degree in (1, 2, 4))


@dataclass(frozen=True)
class PlainGround:
    """`light` is what the ground sends, as if nothing stood on it (height, width, 3); `is_ground` where it is seen.

    `uneven` is how far the seen ground differs from `light`, relative to it; `border_share` how much of the border
    it explains, and `gaps` in how many pieces the rest lies: bricks look plain between their joints. `busy` is the
    share of the border that is nothing like a ground of one kind, plain or grained.
    """

    light: Floats
    is_ground: Mask
    uneven: float
    border_share: float
    gaps: int = 0
    busy: float = 0.0

    @property
    def is_plain(self) -> bool:
        is_whole = self.border_share >= _WHOLE or self.gaps <= MAX_GAPS
        return self.uneven <= MAX_UNEVEN and self.border_share >= MIN_BORDER and is_whole


def plain_ground(linear: Floats) -> PlainGround:
    """Fit a smooth ground to a small picture. A photo without one gets an answer too: ask `is_plain`."""
    logs = np.log(np.maximum(linear, _DARKEST))
    border = _border(linear.shape[:2])
    seen, fit, uneven = border, logs, 1.0
    for terms in _TERMS:
        fit, uneven = _fitted(logs, seen, terms)
        reach = np.clip(3.5 * uneven, 0.02, 0.12)
        near = largest_of(np.abs(logs - fit)) < reach
        seen = _reached(near, border)
        if seen.sum() < 50:
            break
    for _ in range(_ROUNDS):  # a sweep from wall to table is no polynomial: go on from what is seen
        fit = _adapted(logs, fit, seen)
        near = largest_of(np.abs(logs - fit)) < reach
        before, seen = int(seen.sum()), _reached(near, border)
        if seen.sum() <= before * 1.01:
            break
    share = float((near & border).sum() / border.sum())
    gaps = _pieces(border & ~near)
    first = _fitted(logs, border, _TERMS[0])[0]
    busy = float((largest_of(np.abs(logs - first)) > _GRAINED)[border].mean())
    return PlainGround(np.exp(fit).astype(np.float32), seen, float(uneven), share, gaps, busy)


def _border(shape: tuple[int, int]) -> Mask:
    margin = max(round(min(shape) * _BORDER), 2)
    border = np.ones(shape, bool)
    border[margin:-margin, margin:-margin] = False
    return border


def _pieces(mask: Mask) -> int:
    labels, count = parts(mask)
    return int((sizes(labels, count)[1:] > 4).sum())


def _fitted(logs: Floats, seen: Mask, terms: tuple[tuple[int, int], ...]) -> tuple[Floats, float]:
    """A low polynomial per channel through the seen pixels, those that differ counting less and less.

    Also the spread of those that count, as a standard deviation.
    """
    height, width = seen.shape
    y, x = np.linspace(-1, 1, height), np.linspace(-1, 1, width)
    rows, columns = np.nonzero(seen)
    step = max(len(rows) // 6000, 1)
    rows, columns = rows[::step], columns[::step]
    design = np.stack([x[columns] ** i * y[rows] ** j for i, j in terms], axis=1)
    profiles, bent = _profiles(logs), len(terms) > len(_TERMS[0])
    if bent:
        design = np.concatenate([design, profiles[0][rows, np.newaxis], profiles[1][columns, np.newaxis]], axis=1)
    values = logs[rows, columns].astype(np.float64)
    weight = np.ones(len(rows))
    spread = 1.0
    for turn in range(12):
        solved = _least_squares(design, values, weight)
        residual = largest_of(np.abs(values - design @ solved))
        # The part of the border that is not the ground's may be large: the quarter that fits best sets the measure.
        spread = max(float(np.quantile(residual, 0.35 if turn < 6 else 0.5)) / 0.8, 0.004)
        weight = np.clip(1 - (residual / (4 * spread)) ** 2, 0, None) ** 2 if turn > 2 else 1 / (residual + 0.02)
    surface = np.einsum("tc,ty,tx->yxc", solved[: len(terms)], *_powers(terms, x, y), optimize=True)
    if bent:
        surface += profiles[0][:, np.newaxis, np.newaxis] * solved[-2] + profiles[1][:, np.newaxis] * solved[-1]
    return surface.astype(np.float32), spread


def _profiles(logs: Floats) -> tuple[Array, Array]:
    """How the light changes down the left and right border, and along the upper and lower: a sweep's bend."""
    margin = max(round(min(logs.shape[:2]) * _BORDER), 2)
    light = logs.mean(axis=2)
    rows = np.median(np.concatenate([light[:, :margin], light[:, -margin:]], axis=1), axis=1)
    columns = np.median(np.concatenate([light[:margin], light[-margin:]], axis=0), axis=0)
    return rows - rows.mean(), columns - columns.mean()


def _powers(terms: tuple[tuple[int, int], ...], x: Array, y: Array) -> tuple[Array, Array]:
    return np.stack([y**j for _, j in terms]), np.stack([x**i for i, _ in terms])


def _least_squares(design: Array, values: Array, weight: Array) -> Array:
    weighted = design * weight[:, np.newaxis]
    normal = weighted.T @ design + 1e-6 * weight.sum() * np.eye(design.shape[1])
    return np.linalg.solve(normal, weighted.T @ values)


def _reached(near: Mask, border: Mask) -> Mask:
    """What is like the ground and joined to the border's ground, without narrow bridges."""
    labels, _ = parts(eroded(near, 1))
    touching = np.unique(labels[border & (labels > 0)])
    return grown(np.isin(labels, touching[touching > 0]), 1) & near


def _adapted(logs: Floats, fit: Floats, seen: Mask) -> Floats:
    """The fit, bent to what is seen."""
    if seen.sum() < 50:
        return fit
    away = filled(logs - fit, seen)
    return fit + blurred(away, max(min(seen.shape) // 40, 1))


def shade_of(linear: Floats, light: Floats) -> tuple[Floats, Floats]:
    """How much of the ground's light each pixel has, and how far its colour is from the ground's colour.

    The second is the largest difference of a channel from the mean of all, relative to the ground: 0 in a shadow.
    """
    share = (linear + 0.002) / (light + 0.002)
    level = (linear @ LUMINANCE + 0.002) / (light @ LUMINANCE + 0.002)
    return level, largest_of(np.abs(share / np.maximum(level, 0.02)[..., np.newaxis] - 1))
