"""What differs between candidates of one shot: framing, light and shadow, never the product."""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Variation:
    """One candidate's honest differences, drawn from its seed alone.

    `fill` is added to the share of the frame, `across` and `down` are shares of the frame, `turn` and
    `lift` are degrees added to the light's direction and height, `strength` and `softness` are factors.
    """

    fill: float
    across: float
    down: float
    turn: float
    lift: float
    strength: float
    softness: float


def vary(seed: int) -> Variation:
    """The same seed gives the same variation, whatever the colorway, ground or size."""
    dice = random.Random(seed)
    return Variation(
        fill=dice.uniform(-0.01, 0.01),
        across=dice.uniform(-0.01, 0.01),
        down=dice.uniform(-0.01, 0.01),
        turn=dice.uniform(-8, 8),
        lift=dice.uniform(-5, 5),
        strength=dice.uniform(0.94, 1.06),
        softness=dice.uniform(0.75, 1.3),
    )
