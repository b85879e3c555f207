"""Whether an image model can serve a placement: as it is, only by cutting what it draws, or not at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

EDGES = {"1K": 1024, "2K": 2048, "4K": 4096}
"""The longer side in pixels that vendors mean by these words."""
_SIZE = re.compile(r"(\d+)\D+(\d+)", re.ASCII)

Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True)
class ModelFacts:
    """What one image model draws: its largest size for every ratio it knows."""

    name: str
    sizes: Mapping[str, Size]


@dataclass(frozen=True)
class Exact:
    """It draws the ratio, and large enough."""

    size: Size


@dataclass(frozen=True)
class CropPlan:
    """It does not draw the ratio. `drawn` is the one that loses least when `kept` is cut out of its middle."""

    name: str
    aspect: str
    drawn: str
    size: Size
    kept: Size

    @property
    def share_cut(self) -> float:
        """How much of the picture is thrown away, from 0 to 1."""
        return 1 - (self.kept[0] * self.kept[1]) / (self.size[0] * self.size[1])

    @property
    def sides(self) -> str:
        """Where the cut lies."""
        return "left and right" if self.kept[0] < self.size[0] else "top and bottom"

    @property
    def sentence(self) -> str:
        """Why it is not used, and what would have to be cut."""
        return (
            f"{self.name} does not draw {self.aspect}. Cut by hand, {self.drawn} loses {self.share_cut:.0%} at "
            f"{self.sides}: {_told(self.size)} becomes {_told(self.kept)}."
        )


@dataclass(frozen=True)
class Refused:
    """It cannot serve the placement; the sentence says why."""

    sentence: str


Fit = Exact | CropPlan | Refused


def fit(aspect: str, least: Size, model: ModelFacts) -> Fit:
    """How `model` serves a placement of this ratio that needs at least `least` pixels."""
    if aspect in model.sizes:
        size = model.sizes[aspect]
        if _holds(size, least):
            return Exact(size)
        return Refused(f"{model.name} draws {aspect} at {_told(size)} at most; {_told(least)} is needed.")
    plans = [_plan(aspect, drawn, size, model.name) for drawn, size in model.sizes.items()]
    if not plans:
        return Refused(f"{model.name} names no ratio it draws.")
    large = [plan for plan in plans if _holds(plan.kept, least)]
    if large:
        return min(large, key=lambda plan: (plan.share_cut, plan.drawn))
    best = min(plans, key=lambda plan: plan.share_cut)
    return Refused(
        f"{model.name} does not draw {aspect}, and {_told(best.kept)} cut out of {best.drawn} "
        f"is less than {_told(least)}."
    )


def facts(name: str, aspects: list[str], size_words: Mapping[str, Any], schema: Mapping[str, Any]) -> ModelFacts:
    """What a model draws, out of its row: sizes by word where it is told words, else by its longest side."""
    words: Mapping[str, str] = size_words.get("words") or {}
    edge = _longest_edge(schema)
    return ModelFacts(name, {aspect: _by_word(words.get(aspect)) or _by_edge(aspect, edge) for aspect in aspects})


def _longest_edge(schema: Mapping[str, Any]) -> int:
    properties = schema.get("properties", {})
    if told := [EDGES[word] for word in properties.get("resolution", {}).get("enum", []) if word in EDGES]:
        return max(told)
    for side in ("long_edge", "width"):
        if "maximum" in properties.get(side, {}):
            return int(properties[side]["maximum"])
    return EDGES["1K"]


def _by_word(word: str | None) -> Size | None:
    match = _SIZE.fullmatch(word or "")
    return (int(match[1]), int(match[2])) if match else None


def _by_edge(aspect: str, edge: int) -> Size:
    return size_at(_ratio(aspect), edge)


def size_at(ratio: Fraction, long_edge: int) -> Size:
    """Width and height in even pixels: a picture of this ratio whose longer side is `long_edge`."""
    return _even(long_edge * min(ratio, Fraction(1))), _even(long_edge / max(ratio, Fraction(1)))


def _plan(aspect: str, drawn: str, size: Size, name: str) -> CropPlan:
    width, height = size
    ratio = _ratio(aspect)
    if Fraction(width, height) > ratio:
        kept = _even_below(height * ratio), height
    else:
        kept = width, _even_below(width / ratio)
    return CropPlan(name, aspect, drawn, size, kept)


def _ratio(aspect: str) -> Fraction:
    width, _, height = aspect.partition(":")
    return Fraction(int(width), int(height))


def _even(pixels: Fraction) -> int:
    return max(2, 2 * round(pixels / 2))


def _even_below(pixels: Fraction) -> int:
    return max(2, 2 * int(pixels / 2))


def _holds(size: Size, least: Size) -> bool:
    return size[0] >= least[0] and size[1] >= least[1]


def _told(size: Size) -> str:
    return f"{size[0]} × {size[1]}"
