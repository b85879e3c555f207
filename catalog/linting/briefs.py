"""What linting checks: a prompt, where its pictures are used, and which image models may draw them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from catalog.linting.patterns import CHINESE, KIND_WORDS
from catalog.prompting import PlaceholderSpec
from catalog.prompting.placeholders import PLACEHOLDER
from catalog.texts import gettext, gettext_noop


class ShotKind(StrEnum):
    """What kind of shot a prompt asks for, recognised by its own words."""

    PACKSHOT = gettext_noop("packshot")
    FLATLAY = gettext_noop("flatlay")
    LIFESTYLE = gettext_noop("lifestyle")
    GRID = gettext_noop("variant grid")
    BANNER = gettext_noop("banner")
    CARD = gettext_noop("listing card")

    @property
    def label(self) -> str:
        return gettext(self)


PHOTOGRAPHS = frozenset({ShotKind.PACKSHOT, ShotKind.FLATLAY, ShotKind.LIFESTYLE, ShotKind.GRID})
LAYOUTS = frozenset({ShotKind.BANNER, ShotKind.CARD})


@dataclass(frozen=True)
class PlacementRatio:
    """A placement's name and its ratio, written "4:5"."""

    name: str
    aspect: str

    @property
    def ratio(self) -> Fraction:
        """Width divided by height."""
        width, height = self.aspect.split(":")
        return Fraction(int(width), int(height))


@dataclass(frozen=True)
class ModelAbilities:
    """An image model's name and what its vendor says it can do.

    An ability that is neither True nor False is unknown: the model neither `can` nor `cannot`.
    """

    name: str
    abilities: Mapping[str, object] = field(default_factory=dict)

    def cannot(self, ability: str) -> bool:
        return self.abilities.get(ability) is False

    def can(self, ability: str) -> bool:
        return bool(self.abilities.get(ability))


@dataclass(frozen=True)
class PromptBrief:
    """Everything a rule may look at.

    `models` are those that may draw it: the version's own, else all that its placements allow. `samples` are the
    placeholder values of some products: they show which placeholders are filled with Chinese.
    """

    prompt: str
    specs: Mapping[str, PlaceholderSpec] = field(default_factory=dict)
    placements: Sequence[PlacementRatio] = ()
    models: Sequence[ModelAbilities] = ()
    samples: Sequence[Mapping[str, str]] = ()

    @cached_property
    def text(self) -> str:
        """The prompt with its defaults filled in; what products fill in stays a placeholder."""
        return PLACEHOLDER.sub(lambda match: self._default(match), self.prompt)

    @cached_property
    def kind(self) -> ShotKind:
        """The kind of shot, by the first words that give one away; a packshot where none does."""
        for name, pattern in KIND_WORDS:
            if pattern.search(self.text):
                return ShotKind(name)
        return ShotKind.PACKSHOT

    @cached_property
    def sentences(self) -> list[str]:
        """The text cut after full stops; joined they are the text."""
        return [one for one in re.findall(r".+?(?:[.!?]\s+|\n+|$)", self.text, re.DOTALL) if one]

    def is_chinese(self, text: str) -> bool:
        """Whether this stretch of the text has Chinese in it, written out or through a placeholder."""
        return bool(CHINESE.search(text)) or any(
            CHINESE.search(values.get(name, "")) for name in PLACEHOLDER.findall(text) for values in self.samples
        )

    def unable(self, ability: str) -> list[ModelAbilities]:
        return [model for model in self.models if model.cannot(ability)]

    def able(self, ability: str) -> list[ModelAbilities]:
        return [model for model in self.models if model.can(ability)]

    def _default(self, match: re.Match[str]) -> str:
        spec = self.specs.get(match[1])
        return spec.default if spec and not spec.is_required else match[0]
