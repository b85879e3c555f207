"""From linear light to a picture as a camera's file decodes: lens, noise and JPEG."""

import io

import numpy as np
from PIL import Image

from benchmarks.drawn.subjects import Floats


def softened(planes: Floats, radius: float) -> Floats:
    blurred = [_blur(planes[..., channel], radius) for channel in range(planes.shape[2])]
    return np.stack(blurred, axis=-1)


def _blur(plane: Floats, radius: float) -> Floats:
    """Gaussian of any radius, by a kernel of our own: Pillow blurs bytes only."""
    reach = max(int(radius * 3.5), 1)
    steps = np.arange(-reach, reach + 1)
    kernel = np.exp(-((steps / max(radius, 1e-3)) ** 2) / 2)
    kernel = (kernel / kernel.sum()).astype(np.float32)
    padded = np.pad(plane, reach, mode="edge")
    across = sum(weight * padded[:, at : at + plane.shape[1]] for at, weight in enumerate(kernel))
    return sum(weight * across[at : at + plane.shape[0]] for at, weight in enumerate(kernel))


def developed(light: Floats, noise: float, quality: int, random: np.random.Generator) -> Image.Image:
    """Shot noise in linear light, then sRGB and JPEG; colour in half resolution below quality 90."""
    light = light + random.standard_normal(light.shape).astype(np.float32) * noise * np.sqrt(np.maximum(light, 0.01))
    share = np.clip(light, 0, 1)
    encoded = np.where(share <= 0.0031308, share * 12.92, 1.055 * share ** (1 / 2.4) - 0.055)
    file = io.BytesIO()
    Image.fromarray(np.rint(encoded * 255).astype(np.uint8)).save(
        file, "JPEG", quality=quality, subsampling="4:4:4" if quality >= 90 else "4:2:0"
    )
    return Image.open(io.BytesIO(file.getvalue())).convert("RGB")
