"""Figures that every channel asks for, whatever was ordered."""

from dataclasses import dataclass

import numpy as np

from renders.quality.border import border_mask
from renders.quality.check_finding import fill_of
from renders.quality.inspection_order import InspectionOrder
from renders.quality.picture_analysis import PictureAnalysis
from renders.quality.prompt_requests import requests_from_above, requests_scene

# So many percent of the border may be darker: specks.
_DARKEST = 2


@dataclass(frozen=True)
class ChannelMeasures:
    """`fill` is the product's percentage of the frame, along the side of which it takes more; `ground` is the level of
    the darkest part of the border; `shadow` is the side to which the product's shadow falls, see `GroundShadow`. None
    where product and ground cannot be separated, or there is no such shadow.
    """

    width: int
    height: int
    fill: float | None = None
    ground: float | None = None
    shadow: float | None = None

    @property
    def long_edge(self) -> int:
        return max(self.width, self.height)

    @property
    def short_edge(self) -> int:
        return min(self.width, self.height)

    @property
    def megapixels(self) -> float:
        return self.width * self.height / 1_000_000


def measures_of(analysis: PictureAnalysis, order: InspectionOrder) -> ChannelMeasures:
    width, height = analysis.picture.size
    subject = analysis.subject
    if analysis.subject_mask is None or subject is None or requests_scene(order.contract.prompt):
        return ChannelMeasures(width, height)
    levels = analysis.small.min(axis=0)
    border = levels[border_mask(levels.shape) & ~analysis.subject_mask]
    ground = float(np.percentile(border, _DARKEST)) if border.size else None
    return ChannelMeasures(width, height, round(fill_of(subject), 1), ground, _side_of_shadow(analysis, order))


def _side_of_shadow(analysis: PictureAnalysis, order: InspectionOrder) -> float | None:
    """Seen from above, a product casts its shadow in no way that tells where the light is."""
    shadow = None if requests_from_above(order.contract.prompt) else analysis.shadow
    return None if shadow is None or shadow.side is None else round(shadow.side, 1)
