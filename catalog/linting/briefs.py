"""What is read: a prompt, where its pictures will stand, and which image models may draw them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from catalog.linting.words import CHINESE, KIND_WORDS
from catalog.prompting import Slot
from catalog.prompting.placeholders import PLACEHOLDER


class Kind(StrEnum):
    """What kind of shot a prompt asks for, read from its own words."""

    PACKSHOT = "packshot"
    FLATLAY = "flatlay"
    LIFESTYLE = "lifestyle"
    GRID = "variant grid"
    BANNER = "banner"
    CARD = "listing card"


PHOTOGRAPHS = frozenset({Kind.PACKSHOT, Kind.FLATLAY, Kind.LIFESTYLE, Kind.GRID})
LAYOUTS = frozenset({Kind.BANNER, Kind.CARD})


@dataclass(frozen=True)
class Place:
    """A placement: its name and its ratio written "4:5"."""

    name: str
    aspect: str

    @property
    def ratio(self) -> Fraction:
        """Width divided by height."""
        width, height = self.aspect.split(":")
        return Fraction(int(width), int(height))


@dataclass(frozen=True)
class Model:
    """An image model's name and what its vendor says it can do; only an explicit False counts as cannot."""

    name: str
    abilities: Mapping[str, object] = field(default_factory=dict)

    def cannot(self, ability: str) -> bool:
        """Whether it is known to be bad at this."""
        return self.abilities.get(ability) is False

    def can(self, ability: str) -> bool:
        """Whether it is known to be good at this."""
        return bool(self.abilities.get(ability))


@dataclass(frozen=True)
class Brief:
    """Everything a rule may look at.

    `models` are those that may draw it: the version's own, else all that its placements allow. `samples` are facts
    of some products: they tell which placeholders hold Chinese.
    """

    prompt: str
    slots: Mapping[str, Slot] = field(default_factory=dict)
    places: Sequence[Place] = ()
    models: Sequence[Model] = ()
    samples: Sequence[Mapping[str, str]] = ()

    @cached_property
    def text(self) -> str:
        """The prompt with its defaults in place; what products fill in stays a placeholder."""
        return PLACEHOLDER.sub(lambda match: self._default(match), self.prompt)

    @cached_property
    def kind(self) -> Kind:
        """The kind of shot, by the first words that give one away; a packshot where none does."""
        for name, pattern in KIND_WORDS:
            if pattern.search(self.text):
                return Kind(name)
        return Kind.PACKSHOT

    @cached_property
    def sentences(self) -> list[str]:
        """The text cut after full stops; joined they are the text."""
        return [one for one in re.findall(r".+?(?:[.!?]\s+|\n+|$)", self.text, re.DOTALL) if one]

    def is_chinese(self, text: str) -> bool:
        """Whether this stretch of the text holds Chinese, written out or through a placeholder."""
        return bool(CHINESE.search(text)) or any(
            CHINESE.search(facts.get(name, "")) for name in PLACEHOLDER.findall(text) for facts in self.samples
        )

    def unable(self, ability: str) -> list[Model]:
        """The models that are known to be bad at this."""
        return [model for model in self.models if model.cannot(ability)]

    def able(self, ability: str) -> list[Model]:
        """The models that are known to be good at this."""
        return [model for model in self.models if model.can(ability)]

    def _default(self, match: re.Match[str]) -> str:
        slot = self.slots.get(match[1])
        return slot.default if slot and not slot.is_required else match[0]
