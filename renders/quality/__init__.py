"""Inspection: what a machine can measure on a render, told as findings with measure and limit.

A new check is one file with a generator of findings, named in `_CHECKS`, and a higher RULES_VERSION.
"""

from collections.abc import Callable, Iterator, Mapping

from PIL import Image

from renders.contracts import GenerationContract
from renders.quality import duplicates, framing, geometry, ground, sharpness
from renders.quality.asked import asked_fill, asks_for_centring, asks_for_scene, asks_for_white_ground
from renders.quality.duplicates import distance, near_duplicates, perceptual_hash
from renders.quality.findings import Finding, Severity
from renders.quality.sight import Sight

RULES_VERSION = 1
"""Rises whenever the same picture could get other findings than before."""

_CHECKS: tuple[Callable[[Sight, GenerationContract], Iterator[Finding]], ...] = (
    geometry.check,
    ground.check,
    framing.check,
    sharpness.check,
)


def inspect(
    image: Image.Image, contract: GenerationContract, siblings: Mapping[int, int] | None = None
) -> list[Finding]:
    """Everything worth telling about one decoded picture, in the order a person would look.

    `siblings` are the perceptual hashes of the shot's earlier candidates by candidate number.
    """
    sight = Sight(image)
    found = [finding for check in _CHECKS for finding in check(sight, contract)]
    return [*found, *duplicates.check(perceptual_hash(sight.small_picture), siblings or {})]


__all__ = [
    "RULES_VERSION",
    "Finding",
    "Severity",
    "asked_fill",
    "asks_for_centring",
    "asks_for_scene",
    "asks_for_white_ground",
    "distance",
    "inspect",
    "near_duplicates",
    "perceptual_hash",
]
