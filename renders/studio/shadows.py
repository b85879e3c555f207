"""Shadows laid on the ground: cast by the product, tight at its foot, and of a window's bars."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from renders.studio import casting, overhead
from renders.studio.brief import Brief
from renders.studio.colour import Floats
from renders.studio.footing import Footing
from renders.studio.framing import Framing
from renders.studio.light import Light
from renders.studio.scene import Scene
from renders.studio.vocabulary import Ground
from renders.studio.window import panes


def shade(
    picture: Floats, brief: Brief, alpha: Image.Image, framing: Framing, scene: Scene, foot: Footing, light: Light
) -> None:
    """Take from the ground, in place, the light that the product and the window's bars hold back from it."""
    size, from_above = scene.size, scene.from_above
    held = (
        overhead.from_above(alpha, framing, light, size)
        if from_above
        else casting.from_front(alpha, framing, foot, light, size)
    )
    fade = _fading(foot, size) if brief.ground is Ground.WHITE else np.ones((1, 1), dtype=np.float32)
    key, dome = (1 - brief.cast * fade * one for one in (held.key, held.dome))
    near = 1 - brief.contact * fade * _contact(alpha, framing, foot, scene)
    dome *= near * (1 - light.key)
    key *= near * light.key
    if light.panes:
        key *= panes(scene, light)
    # A white sweep is balanced to white, whatever the light's colour; only its shadows take the tone.
    balance = light.total if brief.ground is Ground.WHITE else np.ones(3, dtype=np.float32)
    for channel in range(3):
        lit = key * light.key_colour[channel] + dome * light.dome_colour[channel]
        picture[..., channel] *= lit / balance[channel]


def _fading(foot: Footing, size: tuple[int, int]) -> Floats:
    """1 around the foot, 0 before the frame's edge: a shadow on a white sweep never reaches the border."""
    shares = []
    for length, middle in zip(size, (foot.x, foot.y), strict=True):
        away = np.arange(length, dtype=np.float32) + 0.5 - middle
        shares.append(away / np.where(away < 0, middle, length - middle))
    far = np.hypot(shares[0][np.newaxis, :], shares[1][:, np.newaxis])
    part = np.clip((0.97 - far) / 0.62, 0, 1)
    return np.asarray(part * part * (3 - 2 * part))


def _contact(alpha: Image.Image, framing: Framing, foot: Footing, scene: Scene) -> Floats:
    """The tight dark seam where product and ground meet, (height, width), 0 none to 1 black."""
    if scene.from_above:
        return _ring(alpha, framing, scene.size)
    return _line(foot, scene.size) if foot.edge is None else _seam(foot, framing, scene.size)


def _seam(foot: Footing, framing: Framing, size: tuple[int, int]) -> Floats:
    """The same along the underside of a foot that is not round."""
    tight = max(foot.radius * 0.012, 1.0)
    front = foot.front(framing)
    columns = np.arange(framing.left, framing.left + framing.width)
    band = np.stack(
        [np.concatenate([columns, columns[::-1]]), np.concatenate([front, front[::-1] - 4 * tight])], axis=1
    )
    under = Image.new("L", size)
    ImageDraw.Draw(under).polygon(band.ravel().tolist(), fill=255)
    near, wide = (under.filter(ImageFilter.GaussianBlur(tight * reach)) for reach in (1, 5))
    return (np.asarray(near, np.float32) * np.float32(0.6) + np.asarray(wide, np.float32) * np.float32(0.5)) / 255


def _line(foot: Footing, size: tuple[int, int]) -> Floats:
    """The tight dark line right under the base, (height, width), 0 none to 1 black."""
    tight = max(foot.radius * 0.05, 1.0)
    top, bottom = (int(np.clip(foot.y + side * foot.radius * 1.2, 0, size[1])) for side in (-1, 1))
    x = (np.arange(size[0], dtype=np.float32) + 0.5 - foot.x) / foot.radius
    y = (np.arange(top, bottom, dtype=np.float32) + 0.5 - foot.y) / (foot.radius * foot.tilt)
    outside = np.maximum(np.hypot(x[np.newaxis, :], y[:, np.newaxis]) - 1, 0) * foot.radius
    held = np.zeros((size[1], size[0]), dtype=np.float32)
    held[top:bottom] = 0.55 * np.exp(-outside / tight) + 0.2 * np.exp(-outside / (5 * tight))
    return held


def _ring(alpha: Image.Image, framing: Framing, size: tuple[int, int]) -> Floats:
    """The narrow dark seam around a product seen from above, (height, width), 0 none to 1 black."""
    reach = max(max(framing.size) // 40, 2)
    margin = 3 * reach
    box = Image.new("L", (framing.width + 2 * margin, framing.height + 2 * margin))
    box.paste(alpha, (margin, margin))
    held = Image.new("L", size)
    held.paste(box.filter(ImageFilter.GaussianBlur(reach)), (framing.left - margin, framing.top - margin))
    return np.asarray(held, dtype=np.float32) * np.float32(0.62 / 255)
