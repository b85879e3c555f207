"""Inspection: what a machine can measure on a render, as findings with measure and limit.

A new check is one file with a `check` function of this signature, its name in `CHECKS`, and a higher RULES_VERSION.
"""

from collections.abc import Callable, Iterator

from PIL import Image

from renders.contracts import GenerationContract
from renders.quality import dimensions, duplicates, sharpness, subject_framing, white_ground
from renders.quality.check_finding import CheckFinding, Severity, Siblings
from renders.quality.duplicates import distance, near_duplicates, perceptual_hash
from renders.quality.picture_analysis import PictureAnalysis
from renders.quality.prompt_requests import (
    requested_fill,
    requests_centring,
    requests_scene,
    requests_white_ground,
)

# Increases whenever the same picture could get other findings than before.
RULES_VERSION = 1

# Findings appear in this order.
CHECKS: tuple[Callable[[PictureAnalysis, GenerationContract, Siblings], Iterator[CheckFinding]], ...] = (
    dimensions.check,
    white_ground.check,
    subject_framing.check,
    sharpness.check,
    duplicates.check,
)


def inspect(image: Image.Image, contract: GenerationContract, siblings: Siblings | None = None) -> list[CheckFinding]:
    """All findings on one decoded picture."""
    analysis = PictureAnalysis(image)
    return [finding for check in CHECKS for finding in check(analysis, contract, siblings or {})]


__all__ = [
    "CHECKS",
    "RULES_VERSION",
    "CheckFinding",
    "Severity",
    "distance",
    "inspect",
    "near_duplicates",
    "perceptual_hash",
    "requested_fill",
    "requests_centring",
    "requests_scene",
    "requests_white_ground",
]
