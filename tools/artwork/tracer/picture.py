"""From rays to a cutout: smooth edges, display tones, straight alpha with colour bled outwards."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tools.artwork.tracer.camera import Camera
from tools.artwork.tracer.profiles import Floats

RAYS_AT_ONCE = 50_000
SUBSAMPLES = 4  # per side, where neighbouring pixels differ
CONTRAST = 0.012
BLEED = 12  # pixels: more than any resampling filter reaches


@dataclass(frozen=True)
class Seen:
    """What rays see: linear colour already weighted by alpha (n, 3), alpha, and the share of it that takes tint."""

    colour: Floats
    alpha: Floats
    tint: Floats

    @property
    def stacked(self) -> Floats:
        return np.concatenate([self.colour, self.alpha[:, None], self.tint[:, None]], axis=1)


class TracedScene(Protocol):
    """Anything rays can be sent at."""

    def see(self, origins: Floats, directions: Floats) -> Seen: ...


def photograph(
    scene: TracedScene, camera: Camera, size: int, contrast: float = CONTRAST
) -> tuple[Image.Image, Image.Image]:
    """The cutout (RGBA, straight alpha) and its tint mask (L), `size` pixels square.

    Pixels that differ by more than `contrast` from a neighbour are traced with more rays.
    """
    pixels = _expose(scene, camera, size, *np.divmod(np.arange(size * size), size), samples=1)
    pixels = pixels.reshape(size, size, 5)
    rows, columns = np.nonzero(_uneven(pixels, contrast))
    pixels[rows, columns] = _expose(scene, camera, size, rows, columns, samples=SUBSAMPLES)
    return _develop(pixels)


def _expose(
    scene: TracedScene, camera: Camera, size: int, rows: NDArray[np.int64], columns: NDArray[np.int64], samples: int
) -> Floats:
    """Colour, alpha and tint of these pixels, averaged over samples x samples rays each."""
    offsets = (np.arange(samples) + 0.5) / samples
    down, across = (axis.ravel() for axis in np.meshgrid(offsets, offsets, indexing="ij"))
    result = np.zeros((len(rows), 5), np.float32)
    step = RAYS_AT_ONCE // samples**2
    for first in range(0, len(rows), step):
        part = slice(first, first + step)
        x = ((columns[part, None] + across) / size * 2 - 1).astype(np.float32).ravel()
        y = (1 - (rows[part, None] + down) / size * 2).astype(np.float32).ravel()
        seen = scene.see(*camera.rays(x, y)).stacked
        seen[:, :3] = _shoulder(seen[:, :3])
        result[part] = seen.reshape(-1, samples**2, 5).mean(axis=1)
    return result


def _uneven(pixels: Floats, contrast: float) -> NDArray[np.bool_]:
    """Pixels that differ by more than this from a neighbour."""
    signal = np.concatenate([_display(pixels[..., :3]), pixels[..., 3:]], axis=2)
    padded = np.pad(signal, ((1, 1), (1, 1), (0, 0)), mode="edge")
    rows, columns = signal.shape[:2]
    uneven = np.zeros((rows, columns), bool)
    for down in range(3):
        for across in range(3):
            shifted = padded[down : down + rows, across : across + columns]
            uneven |= np.abs(shifted - signal).max(axis=2) > contrast
    return uneven


def _develop(pixels: Floats) -> tuple[Image.Image, Image.Image]:
    alpha = pixels[..., 3:4]
    covered = alpha[..., 0] > 0.5 / 255
    straight = pixels[..., [0, 1, 2, 4]] / np.maximum(alpha, 1e-4)
    straight = _bled(np.where(covered[..., None], straight, 0), covered)
    colour = _display(np.clip(straight[..., :3], 0, 1))
    known = straight.any(axis=2)
    colour = _bytes(colour, np.where(known, _grain(known.shape), 0.5)[..., None])
    cutout = np.concatenate([colour, _bytes(np.where(covered[..., None], alpha, 0))], axis=2)
    return Image.fromarray(cutout), Image.fromarray(_bytes(np.clip(straight[..., 3], 0, 1)))


def _grain(shape: tuple[int, ...]) -> Floats:
    """Rounding thresholds that differ from pixel to pixel: slow gradients in eight bits show as bands without them.

    Jimenez' interleaved gradient noise: even, repeatable and cheap to compress.
    """
    rows, columns = np.indices(shape, dtype=np.float64)
    return (52.9829189 * ((0.06711056 * columns + 0.00583715 * rows) % 1) % 1).astype(np.float32)


def _bled(values: Floats, known: NDArray[np.bool_]) -> Floats:
    """Values spread outwards over their unknown neighbours, one pixel at a time."""
    values, known = values.copy(), known.copy()
    for _ in range(BLEED):
        total, count = np.zeros_like(values), np.zeros(known.shape, np.float32)
        for axis, way in ((0, 1), (0, -1), (1, 1), (1, -1)):
            total += np.roll(values * known[..., None], way, axis)
            count += np.roll(known, way, axis)
        border = ~known & (count > 0)
        values[border] = total[border] / count[border, None]
        known |= border
    return values


def _shoulder(light: Floats) -> Floats:
    """Tones above 0.75 are eased towards white, so that highlights keep their shape."""
    over = np.maximum(light - 0.75, 0)
    return np.where(light > 0.75, 0.75 + 0.25 * (1 - np.exp(-over / 0.25)), light).astype(np.float32)


def _display(linear: Floats) -> Floats:
    """The sRGB curve."""
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055).astype(np.float32)


def _bytes(values: Floats, threshold: Floats | float = 0.5) -> NDArray[np.uint8]:
    return np.clip(values * 255 + threshold, 0, 255).astype(np.uint8)
