"""The finishing steps after which a picture fits a channel."""

import re
from math import ceil, floor
from typing import NamedTuple

from renders.quality import ChannelFit, ChannelRules

# Percent that the product is drawn beyond the limit, so that a rounded measure does not miss it again.
MARGIN = 1
SMALLEST_FILL, LARGEST_FILL = 20, 95


class Repair(NamedTuple):
    """Settings of finishing: `fill` in percent, `aspect` the ratio that the ground is extended to."""

    whiten: bool = False
    fill: int | None = None
    aspect: str = ""


def repair_of(fit: ChannelFit) -> Repair | None:
    """Puts right all that the picture lacks there; None where nothing is lacking, or where no step can, as for a
    picture with too few pixels."""
    repair = Repair()
    for bound in fit.missed:
        if bound.measure == "ground" and bound.at_least is not None:
            repair = repair._replace(whiten=True)
        elif bound.measure == "fill" and (fill := _fill_for(fit.rules)):
            repair = repair._replace(fill=fill)
        else:
            return None
    if fit.has_wrong_ratio:
        ratio = next((one for one in fit.rules.ratios if re.fullmatch(r"\d+:\d+", one)), None)
        if ratio is None:
            return None
        repair = repair._replace(aspect=ratio)
    return repair if any(repair) else None


def _fill_for(rules: ChannelRules) -> int | None:
    """The smallest fill within every bound that the channel sets, else the largest; None where none is within all."""
    bounds = [bound for bound in rules.bounds if bound.measure == "fill"]
    least = max((ceil(one.at_least + MARGIN) for one in bounds if one.at_least is not None), default=None)
    most = min((floor(one.at_most - MARGIN) for one in bounds if one.at_most is not None), default=LARGEST_FILL)
    fill = most if least is None else least
    return fill if SMALLEST_FILL <= fill <= min(most, LARGEST_FILL) else None
