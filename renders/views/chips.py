"""Chips: a short label with an icon, in the colour of a state or a tone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chip:
    """A chip of a page. `state` or `tone` decides its colour."""

    label: str
    icon: str
    state: str = ""
    tone: str = ""
