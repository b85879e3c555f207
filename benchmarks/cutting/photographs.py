"""A product set on a ground, with its own shadow, and photographed: lens, noise and JPEG."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.drawn.developing import developed, softened
from benchmarks.drawn.grounds import DrawnGround
from benchmarks.drawn.subjects import DrawnSubject, Floats

SHADOWS = ("none", "soft", "hard")


@dataclass(frozen=True)
class Photograph:
    """The photo as a file would decode, and the truth: what the product alone looks like in it."""

    name: str
    picture: Image.Image
    colour: Floats
    alpha: Floats
    subject: DrawnSubject
    ground: DrawnGround
    shadow: str
    quality: int


def photograph(subject: DrawnSubject, ground: DrawnGround, shadow: str, seed: int) -> Photograph:
    """`subject` already has the photo's size."""
    random = np.random.default_rng(seed)
    side = subject.alpha.shape[0]
    behind = ground.draw(side, random) * _cast(subject, shadow, random)
    fall = (1 + random.uniform(-0.08, 0.08) * np.linspace(-1, 1, side, dtype=np.float32))[None, :, None]
    colour = np.clip(subject.colour * fall, 0, 1)
    softness = random.uniform(0.3, 0.7) * side / 1024
    weighted, alpha = (
        softened(colour * subject.alpha[..., None], softness),
        softened(subject.alpha[..., None], softness),
    )
    light = weighted + (1 - alpha) * softened(behind, softness)
    quality = int(random.integers(60, 96))
    picture = developed(light, random.uniform(0.001, 0.004), quality, random)
    name = f"{subject.name} on {ground.name}, {shadow} shadow, JPEG {quality}"
    truth = np.clip(weighted / np.maximum(alpha, 1e-3), 0, 1)
    return Photograph(name, picture, truth.astype(np.float32), alpha[..., 0], subject, ground, shadow, quality)


def placed(subject: DrawnSubject, share: float, across: float, side: int) -> DrawnSubject:
    """The subject smaller in a frame of this side, standing a little below the middle."""
    inner = round(side * share)
    left = round((side - inner) * (0.5 + across))
    top = round((side - inner) * (0.5 if subject.lies else 0.62))
    colour, alpha = np.zeros((side, side, 3), np.float32), np.zeros((side, side), np.float32)
    weighted = _sized(subject.colour * subject.alpha[..., None], inner)
    small = _sized(subject.alpha[..., None], inner)[..., 0]
    colour[top : top + inner, left : left + inner] = weighted / np.maximum(small, 1e-4)[..., None]
    alpha[top : top + inner, left : left + inner] = small
    return DrawnSubject(
        subject.name,
        np.clip(colour, 0, 1),
        np.clip(alpha, 0, 1),
        subject.is_glass,
        subject.is_white,
        subject.lies,
        subject.is_traced,
    )


def _sized(planes: Floats, side: int) -> Floats:
    kept = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(planes[..., channel])).resize((side, side), Image.Resampling.BOX)
        )
        for channel in range(planes.shape[2])
    ]
    return np.stack(kept, axis=-1)


def _cast(subject: DrawnSubject, shadow: str, random: np.random.Generator) -> Floats:
    """What share of its light each place of the ground still gets (side, side, 1 or 3)."""
    side = subject.alpha.shape[0]
    if shadow == "none":
        return np.ones((side, side, 1), np.float32)
    is_soft = shadow == "soft"
    lean = random.uniform(0.25, 0.6) * random.choice((-1, 1))
    squash = random.uniform(0.18, 0.35)
    silhouette = Image.fromarray(np.rint(subject.alpha * 255).astype(np.uint8))
    if subject.lies:
        offset = side * 0.03
        matrix = (1, 0, -offset * lean, 0, 1, -offset)
    else:
        foot = float(np.flatnonzero((subject.alpha > 0.5).any(axis=1))[-1]) - 0.02 * side
        # Rows above the foot come from farther up in the silhouette, and lean to one side.
        matrix = (1, lean / squash, -lean / squash * foot, 0, 1 / squash, foot - foot / squash)
    fallen = silhouette.transform((side, side), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)
    radius = side * (0.025 if is_soft else 0.0015)
    dark = np.asarray(fallen.filter(ImageFilter.GaussianBlur(radius)), np.float32) / 255
    strength = random.uniform(0.35, 0.6) if is_soft else random.uniform(0.3, 0.55)
    contact = np.asarray(silhouette.filter(ImageFilter.GaussianBlur(side * 0.012)), np.float32) / 255
    tint = np.array((1.0, 0.985, 0.965), np.float32)
    return np.clip((1 - strength * dark - 0.25 * contact)[..., None] * tint ** dark[..., None], 0.05, 1).astype(
        np.float32
    )
