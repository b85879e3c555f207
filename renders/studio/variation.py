"""What differs between the candidates of one shot: framing, light and shadow, never the product."""

import math
import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Variation:
    """One candidate's differences; they depend on its seed only.

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

    def within(bound: float) -> float:
        """Up to `bound` either way, more often near it than near 0, so that candidates look different."""
        return bound * math.sin(math.pi * (dice.random() - 0.5))

    return Variation(
        fill=within(0.01),
        across=within(0.01),
        down=within(0.01),
        turn=within(8),
        lift=within(6),
        strength=1 + within(0.06),
        softness=1 + within(0.3),
    )
