"""The list of checks."""

from collections.abc import Callable, Iterator

from PIL import Image

from renders.contracts import GenerationContract
from renders.quality import dimensions, duplicates, sharpness, subject_framing, white_ground
from renders.quality.check_finding import CheckFinding, Siblings
from renders.quality.picture_analysis import PictureAnalysis

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
