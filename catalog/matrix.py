"""Whether an image model can serve a placement: as it is, only by cutting what it draws, or not at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from catalog.texts import gettext as _

# The longer side in pixels that vendors mean by these words.
EDGES = {"1K": 1024, "2K": 2048, "4K": 4096}
# Pixels of the longer side when a version's parameters do not name it.
DEFAULT_LONG_EDGE = 1024
# No image model we know draws more; a larger number is a typing error.
MAX_LONG_EDGE = 8192
_SIZE = re.compile(r"(\d+)\D+(\d+)", re.ASCII)

# Width and height in pixels.
Size = tuple[int, int]


@dataclass(frozen=True)
class ModelSizes:
    """What one image model draws: its largest size for every ratio it knows."""

    name: str
    sizes: Mapping[str, Size]


@dataclass(frozen=True)
class ExactFit:
    """It draws the ratio at a sufficient size."""

    size: Size


@dataclass(frozen=True)
class CropFit:
    """It does not draw the ratio. `drawn` is the ratio to crop from, `cropped` the size after the crop."""

    name: str
    aspect: str
    drawn: str
    size: Size
    cropped: Size

    @property
    def share_cut(self) -> float:
        """How much of the picture is thrown away, from 0 to 1."""
        return 1 - (self.cropped[0] * self.cropped[1]) / (self.size[0] * self.size[1])

    @property
    def sides(self) -> str:
        """Where the cut lies."""
        return _("left and right") if self.cropped[0] < self.size[0] else _("top and bottom")

    @property
    def sentence(self) -> str:
        """Why it is not used, and what would have to be cut."""
        return _(
            "%(name)s does not draw %(aspect)s. Cut by hand, %(drawn)s loses %(share_cut)s at "
            "%(sides)s: %(size)s becomes %(cropped)s."
        ) % {
            "name": self.name,
            "aspect": self.aspect,
            "drawn": self.drawn,
            "share_cut": f"{self.share_cut:.0%}",
            "sides": self.sides,
            "size": size_text(self.size),
            "cropped": size_text(self.cropped),
        }


@dataclass(frozen=True)
class NoFit:
    """It cannot serve the placement; the sentence says why."""

    sentence: str


Fit = ExactFit | CropFit | NoFit


def fit(aspect: str, min_size: Size, model: ModelSizes) -> Fit:
    """How `model` serves a placement of this ratio that needs at least `min_size` pixels."""
    if aspect in model.sizes:
        size = model.sizes[aspect]
        if _contains(size, min_size):
            return ExactFit(size)
        return NoFit(
            _("%(model)s draws %(aspect)s at %(size)s at most; %(min_size)s is needed.")
            % {"model": model.name, "aspect": aspect, "size": size_text(size), "min_size": size_text(min_size)}
        )
    crops = [_crop(aspect, drawn, size, model.name) for drawn, size in model.sizes.items()]
    if not crops:
        return NoFit(_("%(model)s names no ratio that it draws.") % {"model": model.name})
    large = [crop for crop in crops if _contains(crop.cropped, min_size)]
    if large:
        return min(large, key=lambda crop: (crop.share_cut, crop.drawn))
    best = min(crops, key=lambda crop: crop.share_cut)
    return NoFit(
        _("%(model)s does not draw %(aspect)s, and %(cropped)s cut out of %(drawn)s is less than %(min_size)s.")
        % {
            "model": model.name,
            "aspect": aspect,
            "cropped": size_text(best.cropped),
            "drawn": best.drawn,
            "min_size": size_text(min_size),
        }
    )


def model_sizes(name: str, aspects: list[str], size_names: Mapping[str, Any], schema: Mapping[str, Any]) -> ModelSizes:
    """What a model draws: by the vendor's size words where it has them, else by its longest side."""
    words: Mapping[str, str] = size_names.get("words") or {}
    edge = _longest_edge(schema)
    return ModelSizes(name, {aspect: _by_word(words.get(aspect)) or _by_edge(aspect, edge) for aspect in aspects})


def _longest_edge(schema: Mapping[str, Any]) -> int:
    properties = schema.get("properties", {})
    if edges := [EDGES[word] for word in properties.get("resolution", {}).get("enum", []) if word in EDGES]:
        return max(edges)
    for side in ("long_edge", "width"):
        if "maximum" in properties.get(side, {}):
            return int(properties[side]["maximum"])
    return EDGES["1K"]


def _by_word(word: str | None) -> Size | None:
    match = _SIZE.fullmatch(word or "")
    return (max(1, int(match[1])), max(1, int(match[2]))) if match else None


def _by_edge(aspect: str, edge: int) -> Size:
    return size_at(_ratio(aspect), edge)


def size_at(ratio: Fraction, long_edge: int) -> Size:
    """Width and height in even pixels: a picture of this ratio whose longer side is `long_edge`."""
    return _even(long_edge * min(ratio, Fraction(1))), _even(long_edge / max(ratio, Fraction(1)))


def long_edge_fault(parameters: Mapping[str, Any]) -> str:
    """What is wrong with the `long_edge` among a version's parameters, in one sentence; empty when nothing is."""
    edge = parameters.get("long_edge", DEFAULT_LONG_EDGE)
    if not isinstance(edge, bool) and isinstance(edge, int) and 2 <= edge <= MAX_LONG_EDGE:
        return ""
    return _("long_edge is a whole number of pixels up to %(max_long_edge)s, not %(edge)s.") % {
        "max_long_edge": MAX_LONG_EDGE,
        "edge": f"{edge!r}",
    }


def _crop(aspect: str, drawn: str, size: Size, name: str) -> CropFit:
    width, height = size
    ratio = _ratio(aspect)
    if Fraction(width, height) > ratio:
        cropped = _even_below(height * ratio), height
    else:
        cropped = width, _even_below(width / ratio)
    return CropFit(name, aspect, drawn, size, cropped)


def _ratio(aspect: str) -> Fraction:
    width, _, height = aspect.partition(":")
    return Fraction(int(width), int(height))


def _even(pixels: Fraction) -> int:
    return max(2, 2 * round(pixels / 2))


def _even_below(pixels: Fraction) -> int:
    return max(2, 2 * int(pixels / 2))


def _contains(size: Size, min_size: Size) -> bool:
    return size[0] >= min_size[0] and size[1] >= min_size[1]


def size_text(size: Size) -> str:
    return f"{size[0]} × {size[1]}"
