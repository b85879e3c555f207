"""What a foreign thing beside the product is to be called: inspection knows how large things are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from benchmarks.drawn.subjects import DrawnSubject
from benchmarks.inspection.scenes import Scene
from benchmarks.inspection.scores import BELOW, BEYOND
from renders.quality import SHIPPED


@dataclass(frozen=True)
class Beside:
    amounts: Mapping[str, float] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()


NOTHING = Beside()


def thing_beside(scene: Scene) -> Beside:
    """Nearly as large as the product it is a second one; near the limit between the two either name will do."""
    share = _share(scene) * 100 / SHIPPED["second_subject"].limit
    if share >= BEYOND:
        return Beside({"second_subject": share}, frozenset({"extra_object"}))
    if share > BELOW:
        return Beside(unsaid=frozenset({"second_subject", "extra_object"}))
    return Beside({"extra_object": 2})


def _share(scene: Scene) -> float:
    """Its area as a share of the product's."""
    thing, fill = scene.beside[0][:2]
    return _area(thing) * fill**2 / (_area(scene.subject) * scene.fill**2)


def _area(subject: DrawnSubject) -> float:
    """In squares of its larger side."""
    seen = subject.alpha > 0.3
    longest = max(np.ptp(np.flatnonzero(seen.any(axis))) + 1 for axis in (0, 1))
    return float(seen.sum()) / float(longest) ** 2
