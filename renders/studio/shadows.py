"""Shadows on the ground: cast by the product, tight at its foot, and of a window's bars."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from renders.studio import cast_shadows, overhead_shadows
from renders.studio.brief import StudioBrief
from renders.studio.colour_math import Floats
from renders.studio.footprint import Footprint
from renders.studio.framing import Framing
from renders.studio.lighting import Lighting
from renders.studio.scene import SceneGeometry
from renders.studio.vocabulary import Ground
from renders.studio.window_light import panes


def shade(
    picture: Floats,
    brief: StudioBrief,
    alpha: Image.Image,
    framing: Framing,
    scene: SceneGeometry,
    foot: Footprint,
    light: Lighting,
) -> None:
    """Darken the ground, in place, where the product and the window's bars block the light."""
    size, from_above = scene.size, scene.from_above
    occlusion = (
        overhead_shadows.from_above(alpha, framing, light, size)
        if from_above
        else cast_shadows.from_front(alpha, framing, foot, light, size)
    )
    fade = _fading(foot, size) if brief.ground is Ground.WHITE else np.ones((1, 1), dtype=np.float32)
    key, dome = (1 - brief.cast * fade * one for one in (occlusion.key, occlusion.dome))
    near = 1 - brief.contact * fade * _contact(alpha, framing, foot, scene)
    dome *= near * (1 - light.key)
    key *= near * light.key
    if light.panes:
        key *= panes(scene, light)
    # A white sweep is balanced to white whatever the light's colour; only its shadows take the tone.
    balance = light.total if brief.ground is Ground.WHITE else np.ones(3, dtype=np.float32)
    for channel in range(3):
        lit = key * light.key_colour[channel] + dome * light.dome_colour[channel]
        picture[..., channel] *= lit / balance[channel]


def _fading(foot: Footprint, size: tuple[int, int]) -> Floats:
    """1 around the foot, 0 before the frame's edge: a shadow on a white sweep never reaches the border."""
    shares = []
    for length, middle in zip(size, (foot.x, foot.y), strict=True):
        away = np.arange(length, dtype=np.float32) + 0.5 - middle
        shares.append(away / np.where(away < 0, middle, length - middle))
    far = np.hypot(shares[0][np.newaxis, :], shares[1][:, np.newaxis])
    part = np.clip((0.97 - far) / 0.62, 0, 1)
    return np.asarray(part * part * (3 - 2 * part))


def _contact(alpha: Image.Image, framing: Framing, foot: Footprint, scene: SceneGeometry) -> Floats:
    """The tight dark seam where product and ground meet, (height, width), 0 none to 1 black."""
    if scene.from_above:
        return _outline_seam(alpha, framing, scene.size)
    return _line(foot, scene.size) if foot.edge is None else _seam(foot, framing, scene.size)


def _seam(foot: Footprint, framing: Framing, size: tuple[int, int]) -> Floats:
    """The contact shadow along the underside of a foot that is not round."""
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


def _line(foot: Footprint, size: tuple[int, int]) -> Floats:
    """The contact shadow right under a round base, (height, width), 0 none to 1 black."""
    tight = max(foot.radius * 0.05, 1.0)
    top, bottom = (int(np.clip(foot.y + side * foot.radius * 1.2, 0, size[1])) for side in (-1, 1))
    x = (np.arange(size[0], dtype=np.float32) + 0.5 - foot.x) / foot.radius
    y = (np.arange(top, bottom, dtype=np.float32) + 0.5 - foot.y) / (foot.radius * foot.tilt)
    outside = np.maximum(np.hypot(x[np.newaxis, :], y[:, np.newaxis]) - 1, 0) * foot.radius
    dark = np.zeros((size[1], size[0]), dtype=np.float32)
    dark[top:bottom] = 0.55 * np.exp(-outside / tight) + 0.2 * np.exp(-outside / (5 * tight))
    return dark


def _outline_seam(alpha: Image.Image, framing: Framing, size: tuple[int, int]) -> Floats:
    """The contact shadow around a product seen from above, (height, width), 0 none to 1 black."""
    reach = max(max(framing.size) // 40, 2)
    margin = 3 * reach
    box = Image.new("L", (framing.width + 2 * margin, framing.height + 2 * margin))
    box.paste(alpha, (margin, margin))
    dark = Image.new("L", size)
    dark.paste(box.filter(ImageFilter.GaussianBlur(reach)), (framing.left - margin, framing.top - margin))
    return np.asarray(dark, dtype=np.float32) * np.float32(0.62 / 255)
