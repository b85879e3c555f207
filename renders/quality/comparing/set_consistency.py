"""Do the pictures of one placement look like one set? Compared by what inspection measured; no pixels are needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from catalog.texts import gettext as _

# Of fewer pictures nobody can say which is the odd one.
LEAST_PICTURES = 4
# So many of the others agree with each other, or there is no usual look to differ from.
AGREEING = 0.75
# Chosen on one half of a corpus of drawn sets and reported on the other (`benchmarks/inspection/sets.py`): percent of
# the frame and levels from the usual one, and how clearly a shadow lies on one side, in percent of it.
FILL_LIMIT, GROUND_LIMIT, SIDE_LIMIT = 8.0, 10.0, 30.0


@dataclass(frozen=True)
class SetPicture:
    """One picture of a set: `fill`, `ground` and `shadow` as `ChannelMeasures` has them, None where not judged."""

    key: Any
    fill: float | None = None
    ground: float | None = None
    shadow: float | None = None


class OddOne(NamedTuple):
    """A picture that differs from the others, and in what, as a sentence."""

    key: Any
    message: str


def odd_ones(pictures: Sequence[SetPicture]) -> list[OddOne]:
    """Those that differ from what most of the others have in common; none among fewer than four."""
    return [
        *_far_off(
            pictures,
            "fill",
            FILL_LIMIT,
            _("The product fills %(own)s%% of the frame, in the others about %(usual)s%%."),
        ),
        *_far_off(pictures, "ground", GROUND_LIMIT, _("The ground has level %(own)s, in the others about %(usual)s.")),
        *_lit_from_elsewhere(pictures),
    ]


def _far_off(pictures: Sequence[SetPicture], name: str, limit: float, sentence: str) -> Iterator[OddOne]:
    for one, own, others in _each_beside_the_others(pictures, name):
        usual = median(others)
        agreeing = sum(abs(other - usual) <= limit for other in others)
        if abs(own - usual) > limit and agreeing >= AGREEING * len(others):
            yield OddOne(one.key, sentence % {"own": f"{own:.0f}", "usual": f"{usual:.0f}"})


def _lit_from_elsewhere(pictures: Sequence[SetPicture]) -> Iterator[OddOne]:
    """Light from the left casts a shadow to the right."""
    for one, own, others in _each_beside_the_others(pictures, "shadow"):
        sign = 1 if own > 0 else -1
        opposite = sum(other * sign <= -SIDE_LIMIT for other in others)
        if abs(own) >= SIDE_LIMIT and opposite >= AGREEING * len(others):
            sides = (_("right"), _("left")) if own > 0 else (_("left"), _("right"))
            values = {"own": sides[0], "usual": sides[1]}
            yield OddOne(one.key, _("The shadow falls to the %(own)s, in the others to the %(usual)s.") % values)


def _each_beside_the_others(
    pictures: Sequence[SetPicture], name: str
) -> Iterator[tuple[SetPicture, float, list[float]]]:
    """Each picture of which this was measured, with its own measure and that of the others."""
    known = [(one, getattr(one, name)) for one in pictures if getattr(one, name) is not None]
    if len(known) < LEAST_PICTURES:
        return
    for at, (one, own) in enumerate(known):
        yield one, own, [other for place, (_one, other) in enumerate(known) if place != at]
