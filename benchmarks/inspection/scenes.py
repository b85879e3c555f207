"""One product set on a ground with the faults that were asked for, and photographed."""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.drawn.developing import developed, softened
from benchmarks.drawn.grounds import DrawnGround
from benchmarks.drawn.subjects import DrawnSubject, Floats

# Shares of a product's width by which its shadow is blurred: cast, and where it touches the ground.
SOFT, _CONTACT = 0.055, 0.025
# No shadow is sharper than the lens, in pixels.
_LENS = 0.7


@dataclass(frozen=True)
class Scene:
    """What is drawn. Shares are of the frame, lengths in pixels of the picture.

    `fill` is the larger of the product's width and height, `lifted` a share of its height above the ground where its
    shadow stays, `softness` the share of its width by which that is blurred, None for no shadow, `light` the side that
    it comes from, -1 left and 1 right. `beside` are other things: a subject, and its fill, centre across and foot down.
    """

    subject: DrawnSubject
    ground: DrawnGround
    seed: int
    fill: float = 0.6
    centre: tuple[float, float] = (0.5, 0.5)
    turned: float = 0.0
    stretched: float = 0.0
    lifted: float = 0.0
    softness: float | None = SOFT
    light: int = -1
    halo: int = 0
    steps: int = 0
    noise: float = 0.002
    quality: int = 92
    beside: tuple[tuple[DrawnSubject, float, float, float], ...] = ()


@dataclass(frozen=True)
class _Placed:
    """A product in the frame: premultiplied linear light, alpha, and its box in pixels."""

    weighted: Floats
    alpha: Floats
    left: int
    top: int
    width: int
    height: int


def covered(scene: Scene, side: int) -> Floats:
    """The share of each pixel that the product covers."""
    piece = _sized(scene.subject, side, scene.fill, scene.turned, scene.stretched)
    return _at(piece, side, scene.centre, round(scene.lifted * piece[1].shape[0])).alpha


def draw(scene: Scene, side: int) -> Image.Image:
    random = np.random.default_rng(scene.seed)
    light = scene.ground.draw(side, random)
    for subject, fill, across, foot in scene.beside:
        piece = _sized(subject, side, fill, 0.0, 0.0)
        thing = _at(piece, side, (across, foot - piece[1].shape[0] / side / 2))
        light = _over(_shaded(light, thing, scene, 0, random), thing)
    piece = _sized(scene.subject, side, scene.fill, scene.turned, scene.stretched)
    lift = round(scene.lifted * piece[1].shape[0])
    product = _at(piece, side, scene.centre, lift)
    if scene.steps > 1:
        product = _stepped(product, scene.steps)
    light = _shaded(light, product, scene, lift, random)
    if scene.halo:
        light = _haloed(light, product, scene.halo)
    light = _over(light, product)
    if scene.steps:  # whoever cut without any soft edge had no lens either
        return developed(light, scene.noise, max(scene.quality, 95), random)
    return developed(softened(light, 0.45 * max(side / 1024, 0.7)), scene.noise, scene.quality, random)


def _sized(subject: DrawnSubject, side: int, fill: float, turned: float, stretched: float) -> tuple[Floats, Floats]:
    """Premultiplied light and alpha of the product alone, turned and stretched, its larger side `fill` of the frame."""
    rows, columns = np.flatnonzero((subject.alpha > 0.3).any(1)), np.flatnonzero((subject.alpha > 0.3).any(0))
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    alpha = subject.alpha[box]
    planes = np.concatenate([subject.colour[box] * alpha[..., None], alpha[..., None]], axis=2)
    height, width = alpha.shape
    # Turned before it is measured: fill is what is seen in the frame.
    planes = _each(planes, (round(width * (1 + stretched)), height))
    if turned:
        planes = _cropped(_turned(planes, turned))
    height, width = planes.shape[:2]
    scale = fill * side / max(width, height)
    planes = _each(planes, (max(round(width * scale), 2), max(round(height * scale), 2)))
    return np.clip(planes[..., :3], 0, 1), np.clip(planes[..., 3], 0, 1)


def _each(planes: Floats, size: tuple[int, int]) -> Floats:
    how = Image.Resampling.BOX if size[0] < planes.shape[1] else Image.Resampling.BICUBIC
    parts = [Image.fromarray(np.ascontiguousarray(planes[..., at])).resize(size, how) for at in range(planes.shape[2])]
    return np.stack([np.asarray(part) for part in parts], axis=-1)


def _turned(planes: Floats, degrees: float) -> Floats:
    parts = [Image.fromarray(np.ascontiguousarray(planes[..., at])) for at in range(planes.shape[2])]
    return np.stack(
        [np.asarray(part.rotate(degrees, Image.Resampling.BICUBIC, expand=True)) for part in parts], axis=-1
    )


def _cropped(planes: Floats) -> Floats:
    rows, columns = np.flatnonzero((planes[..., 3] > 0.3).any(1)), np.flatnonzero((planes[..., 3] > 0.3).any(0))
    return planes[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _at(piece: tuple[Floats, Floats], side: int, centre: tuple[float, float], lift: int = 0) -> _Placed:
    """The product about this centre; what lies beyond the frame is cut off."""
    weighted, alpha = np.zeros((side, side, 3), np.float32), np.zeros((side, side), np.float32)
    height, width = piece[1].shape
    left, top = round(centre[0] * side - width / 2), round(centre[1] * side - height / 2) - lift
    x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + width, side), min(top + height, side)
    part = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    weighted[y0:y1, x0:x1], alpha[y0:y1, x0:x1] = piece[0][part], piece[1][part]
    return _Placed(weighted, alpha, left, top, width, height)


def _over(light: Floats, product: _Placed) -> Floats:
    return product.weighted + light * (1 - product.alpha[..., None])


def _stepped(product: _Placed, steps: int) -> _Placed:
    """As cut with a mask of a smaller picture, enlarged without smoothing."""
    side = product.alpha.shape[0]
    few = Image.fromarray(product.alpha).resize((side // steps, side // steps), Image.Resampling.BOX)
    alpha = (np.asarray(few.resize((side, side), Image.Resampling.NEAREST)) > 0.5).astype(np.float32)
    known = np.maximum(product.alpha, 0.02)[..., None]
    colour = np.where(known > 0.5, product.weighted / known, 0)
    weight = (known > 0.5).astype(np.float32)
    spread = softened(np.concatenate([colour * weight, weight], axis=2), steps)
    colour = np.where(known > 0.5, colour, spread[..., :3] / np.maximum(spread[..., 3:], 1e-3))
    return _Placed(
        np.clip(colour, 0, 1) * alpha[..., None], alpha, product.left, product.top, product.width, product.height
    )


def _haloed(light: Floats, product: _Placed, wide: int) -> Floats:
    """A rim of another ground around the product: lighter than a dark ground, darker than a light one."""
    cover = Image.fromarray(np.rint(product.alpha * 255).astype(np.uint8))
    grown = np.asarray(
        cover.filter(ImageFilter.GaussianBlur(0.4)).filter(ImageFilter.MaxFilter(2 * wide + 1)), np.float32
    )
    is_light = float(np.median(light)) > 0.6
    rim = np.full(3, 0.25 if is_light else 0.9, np.float32)
    share = (grown / 255)[..., None]
    return light * (1 - share) + rim * share


def _shaded(light: Floats, product: _Placed, scene: Scene, lift: int, random: np.random.Generator) -> Floats:
    """The ground under the shadow that the product would cast where it stands, had it not been lifted."""
    if scene.softness is None:
        return light
    side = product.alpha.shape[0]
    alpha = np.roll(product.alpha, lift, axis=0)
    silhouette = Image.fromarray(np.rint(alpha * 255).astype(np.uint8))
    lean = -random.uniform(0.3, 0.55) * scene.light
    squash = random.uniform(0.16, 0.26)
    foot = min(product.top + lift + product.height, side) - 0.025 * product.height
    matrix = (1, lean / squash, -lean / squash * foot, 0, 1 / squash, foot - foot / squash)
    fallen = silhouette.transform((side, side), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
    wide = max(scene.softness * product.width, _LENS)
    dark = np.asarray(fallen.filter(ImageFilter.GaussianBlur(wide)), np.float32) / 255
    strength = random.uniform(0.3, 0.5)
    shade = 1 - strength * dark - random.uniform(0.45, 0.6) * _contact(alpha, product, lift)
    return light * np.clip(shade, 0.05, 1)[..., None]


def _contact(alpha: Floats, product: _Placed, lift: int) -> Floats:
    """Darkest where the product touches the ground, gone a fortieth of its width away."""
    side = alpha.shape[0]
    deep = max(round(0.04 * product.height), 2)
    foot = min(product.top + lift + product.height, side)
    base = np.zeros_like(alpha)
    base[max(foot - deep, 0) : foot] = alpha[max(foot - deep, 0) : foot]
    columns = base.max(axis=0)
    flat = np.zeros((side, side), np.float32)
    high = max(round(0.018 * product.width), 1)
    flat[max(foot - high, 0) : min(foot + high, side)] = columns
    soft = Image.fromarray(np.rint(flat * 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(max(_CONTACT * product.width * 0.7, 1.0))
    )
    return np.asarray(soft, np.float32) / 255


def corner_light(side: int, fall: float) -> Floats:
    """A vignette: how much of its light each pixel keeps, `fall` less in the corners."""
    axis = (np.arange(side, dtype=np.float32) + 0.5) / side * 2 - 1
    radius = np.hypot(axis[None, :], axis[:, None]) / math.sqrt(2)
    return (1 - fall * radius**3).astype(np.float32)
