"""hiapi's models: the closed schema of each one's `input`, its price, and the size of what it draws.

Figures are those of the guides and of hiapi's own pages. Where neither states one (marked `constructed`), a price is
made up, so that every ledger line has one.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

RATIOS = ("1:1", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5", "16:9", "9:16", "21:9", "auto")
RECIPE_RATIOS = ("1:1", "4:3", "3:4", "16:9", "9:16")
GPT_RATIOS = (*RATIOS, "2:1", "1:2", "3:1", "1:3", "9:21")
PRO_RATIOS = ("auto", "1:1", "16:9", "9:16", "3:4", "4:3", "3:2", "2:3", "5:4", "4:5", "21:9")
BANANA_RATIOS = (
    "auto",
    "1:1",
    "1:4",
    "1:8",
    "2:3",
    "3:2",
    "3:4",
    "4:1",
    "4:3",
    "4:5",
    "5:4",
    "8:1",
    "9:16",
    "16:9",
    "21:9",
)
QWEN_SIZES = ("2688*1536", "2368*1728", "2048*2048", "1728*2368", "1536*2688")
RESOLUTIONS = ("1K", "2K", "4K")
GPT_MICROS = 40_000  # Constructed: the guide points at a live page


@dataclass(frozen=True)
class Field:
    """What one key of `input` may hold. `maximum` is characters, list items or the highest number."""

    kind: type = str
    values: tuple[str, ...] = ()
    maximum: int = 0
    is_required: bool = False

    def complaint(self, name: str, value: Any) -> str:
        """Why hiapi refuses the value, in its manner, or nothing."""
        if type(value) is not self.kind or not isinstance(value, int | str | list):
            return f"invalid input: {name}: value must be of type {self.kind.__name__}"
        if self.values and value not in self.values:
            return f"invalid input: {name}: value must be one of {', '.join(repr(each) for each in self.values)}"
        size = value if isinstance(value, int) else len(value)
        if size < 0 or (self.maximum and size > self.maximum):
            return f"invalid input: {name}: at most {self.maximum} allowed"
        return f"invalid input: {name}: must not be empty" if value in ("", []) else ""


Fields = Mapping[str, Field]
PROMPT = Field(is_required=True, maximum=20_000)
RATIO, RESOLUTION = Field(values=RATIOS), Field(values=RESOLUTIONS)


@dataclass(frozen=True)
class HiapiModel:
    """One model. `micros` is millionths of a dollar a picture, by resolution, `` for any. `reference` is the key of its
    reference pictures, and `forms` how they may come."""

    fields: Mapping[str, Field]
    micros: Mapping[str, int]
    reference: str = ""
    forms: tuple[str, ...] = ("address",)
    objection: Callable[[Mapping[str, Any]], str] = field(default=lambda values: "")

    def complaint(self, values: Mapping[str, Any]) -> str:
        """Why this input is refused, or nothing."""
        for name in values:
            if name not in self.fields:
                return f"additional properties not allowed: {name}"
        for name, kind in self.fields.items():
            if name not in values and kind.is_required:
                return f"invalid input: {name}: missing required property"
            if name in values and (complaint := kind.complaint(name, values[name])):
                return complaint
        return self.objection(values)

    def price(self, values: Mapping[str, Any]) -> int:
        """Micros for one picture."""
        return self.micros.get(values.get("resolution", "1K"), self.micros.get("", 0))


def gpt_crosses(values: Mapping[str, Any]) -> str:
    """hiapi's documentation: auto only with 1K, no 4K for 1:1."""
    ratio, resolution = values.get("aspect_ratio", "auto"), values.get("resolution", "1K")
    if ratio == "auto" and resolution != "1K":
        return "invalid input: resolution: aspect_ratio auto allows 1K only"
    return "invalid input: resolution: 4K is not available for 1:1" if (ratio, resolution) == ("1:1", "4K") else ""


@functools.cache
def models(schemas: str, reference_field: str) -> dict[str, HiapiModel]:
    """All models by lower-case id, as the guides (`guide`), the documentation or the blog (`recipe`) have them."""
    shape = {"prompt": PROMPT, "aspect_ratio": Field(values=RECIPE_RATIOS) if schemas == "recipe" else RATIO}
    return {
        **_flux(shape, {reference_field: Field()} if reference_field else {}),
        **_bananas(shape),
        **(_documented() if schemas == "documented" else _guided()),
        **_gpt_25(),
        "qwen-image": HiapiModel({"prompt": PROMPT}, {"": 20_000}),  # constructed
        "z-image/text-to-image": HiapiModel({"prompt": PROMPT, "size": Field()}, {"": 10_000}),  # constructed
        "seedream-5.0-pro": HiapiModel(  # price constructed
            {"prompt": PROMPT, "image_urls": Field(list, maximum=10), "output_format": Field(values=("png", "jpeg"))},
            {"": 40_000},
            "image_urls",
        ),
    }


def _flux(shape: Fields, reference: Fields) -> dict[str, HiapiModel]:
    return {
        "flux-schnell/text-to-image": HiapiModel(shape, {"": 5_000}),
        "flux-1.1-pro": HiapiModel({**shape, **reference}, {"": 50_000}, next(iter(reference), "")),
        "flux-2": HiapiModel({**shape, "resolution": RESOLUTION}, {"": 50_000}),  # price constructed
    }


def _bananas(shape: Fields) -> dict[str, HiapiModel]:
    formats = Field(values=("png", "jpeg", "jpg", "webp"))
    full = {
        "resolution": RESOLUTION,
        "output_format": Field(values=("png", "jpg")),
        "image_input": Field(list, maximum=8),
    }
    plain = {**shape, "prompt": Field(is_required=True, maximum=5_000), "output_format": formats}
    second = {**full, "prompt": PROMPT, "aspect_ratio": Field(values=BANANA_RATIOS)}
    pro = {**full, "prompt": Field(is_required=True, maximum=10_000), "aspect_ratio": Field(values=PRO_RATIOS)}
    return {
        "nano-banana": HiapiModel(plain, {"": 50_000}),
        "nano-banana-2": HiapiModel(second, {"1K": 85_000, "2K": 76_000, "4K": 114_000}, "image_input"),
        "nano-banana-pro": HiapiModel(pro, {"1K": 170_000, "2K": 170_000, "4K": 300_000}, "image_input"),
    }


def _guided() -> dict[str, HiapiModel]:
    gpt = {"prompt": PROMPT, "aspect_ratio": Field(values=RATIOS, is_required=True), "resolution": RESOLUTION}
    return {
        "qwen-image-2.0": HiapiModel({"prompt": PROMPT, "size": Field(values=QWEN_SIZES)}, {"": 25_000}),
        "gpt-image-2/text-to-image": HiapiModel(gpt, {"": GPT_MICROS}),
    }


def _documented() -> dict[str, HiapiModel]:
    qwen = {
        "prompt": PROMPT,
        "size": Field(values=QWEN_SIZES),
        "negative_prompt": Field(),
        "prompt_extend": Field(bool),
        "watermark": Field(bool),
        "seed": Field(int, maximum=2147483647),
    }
    gpt = {"prompt": PROMPT, "aspect_ratio": Field(values=GPT_RATIOS), "resolution": RESOLUTION}
    return {
        "qwen-image-2.0": HiapiModel(qwen, {"": 25_000}),
        "gpt-image-2/text-to-image": HiapiModel(gpt, {"": GPT_MICROS}, objection=gpt_crosses),
    }


def _gpt_25() -> dict[str, HiapiModel]:
    ratios = (*RATIOS, "27:16", "9:8")
    drawn = {
        "aspect_ratio": Field(values=ratios),
        "resolution": RESOLUTION,
        "background": Field(values=("transparent",)),
    }
    pictures = {"image_urls": Field(list, maximum=16, is_required=True)}
    micros = {"1K": 50_000, "2K": 80_000, "4K": 120_000}
    both = ("address", "data")
    return {
        f"gpt-image-2.5-{variant}/{kind}": HiapiModel(
            {"prompt": PROMPT, **drawn, **fields}, micros, next(iter(fields), ""), both, transparent_crosses
        )
        for variant in ("flare", "sunburst")
        for kind, fields in (("text-to-image", {}), ("image-to-image", pictures))
    }


def transparent_crosses(values: Mapping[str, Any]) -> str:
    """hiapi's page: a transparent background only with 1K."""
    is_crossed = values.get("background") == "transparent" and values.get("resolution", "1K") != "1K"
    return "invalid input: background: transparent allows 1K only" if is_crossed else ""


def ordered_size(values: Mapping[str, Any]) -> tuple[int, int]:
    """Pixels of what was ordered: `size`, or the ratio with a long edge of 1, 2 or 4 times 1024."""
    width, _, height = str(values.get("size", "")).partition("*")
    if width.isdigit() and height.isdigit():
        return int(width), int(height)
    edge = 1024 * int(str(values.get("resolution", "1K"))[0])
    return ratio_size(str(values.get("aspect_ratio", "1:1")), edge)


def ratio_size(ratio: str, long_edge: int) -> tuple[int, int]:
    """A size in that ratio; square for `auto` and for what is no ratio."""
    across, _, down = ratio.partition(":")
    if not (across.isdigit() and down.isdigit()):
        return long_edge, long_edge
    longest = max(int(across), int(down))
    return round(long_edge * int(across) / longest), round(long_edge * int(down) / longest)
