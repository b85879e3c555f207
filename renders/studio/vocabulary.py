"""The terms a brief is written in: what can be asked of the studio."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What became of a phrase."""

    HONOURED = "honoured"
    HARMLESS = "harmless"
    NOT_HONOURED = "not_honoured"


class View(StrEnum):
    """The side of the product the camera sees."""

    FRONT = "front"
    THREE_QUARTER = "three-quarter"
    TOP = "top"


class Ground(StrEnum):
    """What the product stands on."""

    WHITE = "white"
    PAPER = "paper"
    GRADIENT = "gradient"
    OAK = "oak"
    MARBLE = "marble"
    SLATE = "slate"


class Backdrop(StrEnum):
    """What lies out of focus behind a tabletop."""

    PLAIN = "plain"
    CURTAIN = "curtain"
    WINDOW = "window"
    DARK = "dark"


@dataclass(frozen=True)
class Wording:
    """A pattern of words, what it sets in the brief and in its light, and its meaning in a sentence.

    `on_plain` is what is true instead where nothing stands behind the product: on paper, or from above.
    """

    pattern: str
    meaning: str
    sets: Mapping[str, object] = field(default_factory=dict)
    light: Mapping[str, float | None] = field(default_factory=dict)
    verdict: Verdict = Verdict.HONOURED
    on_plain: tuple[Verdict, str] | None = None


def harmless(pattern: str, meaning: str) -> Wording:
    """Words that change nothing and promise nothing."""
    return Wording(pattern, meaning, verdict=Verdict.HARMLESS)


def beyond(pattern: str, meaning: str) -> Wording:
    """Words that ask for what the studio cannot draw."""
    return Wording(pattern, meaning, verdict=Verdict.NOT_HONOURED)
