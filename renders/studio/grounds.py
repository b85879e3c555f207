"""Draws the ground: what the product stands on and what is behind it, in linear light."""

import numpy as np

from renders.studio import tabletop_materials, textures
from renders.studio.backdrops import BACKGROUND, backdrop
from renders.studio.brief import StudioBrief
from renders.studio.colour_math import Floats, linear_hex
from renders.studio.lighting import Lighting
from renders.studio.scene import TABLE_DEPTH, SceneGeometry
from renders.studio.vocabulary import Ground

# A high-key floor is lit a little beyond white, so that the far end of a shadow fades out.
_HIGH_KEY_FLOOR, _HIGH_KEY_RISE = 1.12, 1.02
_MATERIALS = {
    Ground.OAK: tabletop_materials.OAK,
    Ground.MARBLE: tabletop_materials.MARBLE,
    Ground.SLATE: tabletop_materials.SLATE,
}
_SHEET = tabletop_materials.Material(textures.fibre, 620.0, 620.0, ((0.0, "#000000"), (1.0, "#ffffff")))


def ground(brief: StudioBrief, scene: SceneGeometry, light: Lighting) -> Floats:
    """The empty set before shadows, (height, width, 3) in linear light."""
    if brief.ground is Ground.WHITE:
        return _white(scene)
    if brief.ground is Ground.PAPER:
        return _paper(brief, scene, light)
    if brief.ground is Ground.GRADIENT:
        return _gradient(brief, scene, light)
    material = _MATERIALS[brief.ground]
    if scene.from_above:
        return tabletop_materials.from_above(material, scene) * _light_pool(scene, light, 0.3)
    return _table(brief, scene, light, material)


def _white(scene: SceneGeometry) -> Floats:
    """A seamless sweep lit to white, the floor a little brighter than the rise behind the product."""
    level = np.full((scene.size[1], 1), _HIGH_KEY_FLOOR, dtype=np.float32)
    if not scene.from_above:
        level -= (_HIGH_KEY_FLOOR - _HIGH_KEY_RISE) * _sweep_rise(scene)
    return np.repeat(np.repeat(level, scene.size[0], axis=1)[..., np.newaxis], 3, axis=2)


def _paper(brief: StudioBrief, scene: SceneGeometry, light: Lighting) -> Floats:
    """One sheet of coloured paper: lying flat from above, swept up behind the product from the front."""
    colour = linear_hex(brief.colours[0])
    if scene.from_above:
        grain = tabletop_materials.tones_from_above(_SHEET, scene) - 0.5
        lit = _light_pool(scene, light, 0.22) * (1 + 0.16 * grain)[..., np.newaxis]
        return np.asarray(lit * colour * 1.04)
    sweep = 1 - 0.16 * _sweep_rise(scene)[..., np.newaxis]
    return np.asarray(_light_pool(scene, light, 0.34) * sweep * colour * 1.06)


def _gradient(brief: StudioBrief, scene: SceneGeometry, light: Lighting) -> Floats:
    """The first colour above and behind, the second below, with a soft glow behind the product."""
    first, second = (linear_hex(code) for code in brief.colours[:2])
    slant = scene.rows() * 1.25 + scene.columns() * 0.3
    part = np.clip(slant / (2 * float(np.abs(slant).max())) + 0.5, 0, 1)[..., np.newaxis]
    part = part * part * (3 - 2 * part)
    return np.asarray((first + (second - first) * part) * _light_pool(scene, light, 0.14) * 1.03)


def _table(brief: StudioBrief, scene: SceneGeometry, light: Lighting, material: tabletop_materials.Material) -> Floats:
    """A tabletop in perspective whose far edge lies out of focus before the backdrop."""
    edge = scene.table_edge
    soft = max(float(scene.blur(np.array([TABLE_DEPTH]))[0]), 2.0)
    first = int(max(edge - soft, scene.horizon + 2, 0))
    picture = backdrop(brief.backdrop, brief.colours[0] if brief.colours else BACKGROUND, scene, light)
    table = tabletop_materials.in_perspective(material, scene, first) * _light_pool(scene, light, 0.4)[first:]
    rows = np.arange(first, scene.size[1], dtype=np.float32)
    cover = np.clip((rows - edge) / soft + 0.5, 0, 1)
    cover = (cover * cover * (3 - 2 * cover))[:, np.newaxis, np.newaxis]
    picture[first:] += (table - picture[first:]) * cover
    return picture


def _sweep_rise(scene: SceneGeometry) -> Floats:
    """How far the sweep has risen behind the product, 0 floor to 1 upright, (height, 1)."""
    rise = (scene.y - np.arange(scene.size[1], dtype=np.float32)) / scene.size[1]
    part = np.clip((rise - 0.02) / (1.6 * scene.slope), 0, 1)[:, np.newaxis]
    return np.asarray(part * part * (3 - 2 * part))


def _light_pool(scene: SceneGeometry, light: Lighting, fall: float) -> Floats:
    """Light falling off from the bright side of the set, around 1, (height, width, 1)."""
    right, away, _up = light.towards
    lean = right * scene.columns() - (away if scene.from_above else 0.25 * away) * scene.rows()
    middle_x, middle_y = scene.x / max(scene.size), scene.y / max(scene.size)
    x = scene.columns() - middle_x + scene.size[0] / max(scene.size) / 2 - right * 0.16
    y = scene.rows() - middle_y + scene.size[1] / max(scene.size) / 2 + 0.12
    return np.asarray((1 + fall * 0.55 * lean - fall * 0.9 * (x * x + y * y))[..., np.newaxis])
