"""How opaque surfaces answer the light: paint, glaze, paper, rubber and brushed metal."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.artwork.tracer.lightmap import ReceivedLight
from tools.artwork.tracer.profiles import Floats
from tools.artwork.tracer.rig import RigLight


@dataclass(frozen=True)
class Finish:
    """A surface's shine: roughness 0..1, reflectance straight on, and whether it is bare metal."""

    roughness: float
    reflectance: float
    metal: bool = False


@dataclass(frozen=True)
class Coat:
    """What covers each point: reflected share of light (n, 3), share that takes a colorway's colour, finish number."""

    albedo: Floats
    tint: Floats
    finish: NDArray[np.int8]


def shade(
    light: RigLight,
    received: ReceivedLight,
    normals: Floats,
    directions: Floats,
    coat: Coat,
    finishes: tuple[Finish, ...],
) -> Floats:
    """Linear light sent back along the rays, (n, 3)."""
    facing = np.clip(-np.einsum("ij,ij->i", normals, directions), 0, 1)
    mirrored = directions + 2 * facing[:, None] * normals
    colour = np.zeros_like(coat.albedo)
    for number, finish in enumerate(finishes):
        here = coat.finish == number
        if here.any():
            part = ReceivedLight(received.brightness[here], received.open[here])
            colour[here] = _answer(light, part, facing[here], mirrored[here], coat.albedo[here], finish)
    return colour


def _answer(
    light: RigLight, received: ReceivedLight, facing: Floats, mirrored: Floats, albedo: Floats, finish: Finish
) -> Floats:
    gloss = light.average(mirrored, finish.roughness)
    seen = _sees_out(facing, received.open, finish.roughness)
    gloss = gloss * seen + received.brightness * (1 - seen) * 0.6
    if finish.metal:
        edge = (1 - facing) ** 5
        return gloss[:, None] * (albedo + (1 - albedo) * edge[:, None])
    share = _fresnel(facing, finish)
    return albedo * (received.brightness * (1 - share))[:, None] + (gloss * share)[:, None]


def _fresnel(facing: Floats, finish: Finish) -> Floats:
    """Schlick's curve, its grazing end lowered for rough surfaces, whose facets never all graze."""
    grazing = max(1 - finish.roughness, finish.reflectance)
    return finish.reflectance + (grazing - finish.reflectance) * (1 - facing) ** 5


def _sees_out(facing: Floats, openness: Floats, roughness: float) -> Floats:
    """Share of a reflection that reaches the lights: Lagarde's fit, less where a grazing look meets the next part."""
    power = 2 ** (-16 * roughness**2 - 1)
    openness = np.clip(openness, 0, 1)
    return np.clip((facing + openness) ** power - 1 + openness, 0, 1) * openness ** (2 * (1 - facing))
