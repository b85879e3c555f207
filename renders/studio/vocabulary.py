"""The terms that the whole studio shares: what a prompt can ask for, and the error that refuses a drawing."""

from enum import StrEnum


class StudioError(Exception):
    """The studio cannot draw from this input; the message is a sentence for a person."""


class Verdict(StrEnum):
    """Whether the picture shows what a phrase asks for; a harmless phrase asks for nothing the picture could lack."""

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
