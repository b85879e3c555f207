"""What inspection knows besides the picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog.pictures.preparing import Source
from renders.contracts import GenerationContract
from renders.quality.rules import Rules

# Perceptual hashes of the shot's earlier candidates, by candidate number.
Siblings = Mapping[int, int]
# Height x width x 3 or 4 channels (sRGB, alpha), at most SMALL_EDGE of the analysis long.
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class InspectionOrder:
    """What was ordered, by which rules it is judged, and pictures to compare with where there are any.

    `artwork` is the product's real cutout or photo in the ordered view. `approved` is the picture that this one shall
    match. Where they are files, `opened` makes the pixels of them. `fill` is the share of the frame that was asked for
    after the prompt's.
    """

    contract: GenerationContract
    siblings: Siblings = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    artwork: Pixels | None = None
    approved: Pixels | None = None
    artwork_file: Source | None = None
    approved_file: Source | None = None
    fill: float | None = None
