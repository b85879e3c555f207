"""The generation contract: everything that decides what a shot's pictures are to show.

A contract is frozen and carries its own version number. A changed meaning is a new version, and
pictures ordered under an old one stay readable. Seed and candidate number live on the render.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

VERSIONS_READ = (1,)
"""Contract versions that can be read. A version once written stays in this list for good."""

DEFAULT_LONG_EDGE = 1024
"""Pixels of the longer side where the parameters do not say."""

LONGEST_EDGE = 8192
"""No image model we know draws more; a larger number is a slip of the keyboard."""

Parameter = str | int | float | bool
Text = Annotated[str, StringConstraints(min_length=1)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Swatch = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class ContractRefused(ValueError):
    """A contract cannot be made from what was given; the text is one sentence naming `field`."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def published(version: int) -> Path:
    """The file with the JSON Schema of one contract version, as `manage.py contract_schema` writes it."""
    return Path(__file__).parent / "schemas" / f"contract-v{version}.json"


def aspect_ratio(aspect: str) -> Fraction:
    """Width divided by height of a ratio written "4:5"; ContractRefused for anything else."""
    match = re.fullmatch(r"([1-9]\d{0,3}):([1-9]\d{0,3})", aspect, re.ASCII)
    if not match:
        raise ContractRefused("aspect", f"aspect is a ratio like 4:5, not “{aspect}”.")
    return Fraction(int(match[1]), int(match[2]))


def _is_a_ratio(aspect: str) -> str:
    aspect_ratio(aspect)
    return aspect


def _edge_is_a_size(parameters: dict[str, Parameter]) -> dict[str, Parameter]:
    edge = parameters.get("long_edge", DEFAULT_LONG_EDGE)
    if isinstance(edge, bool) or not isinstance(edge, int) or not 2 <= edge <= LONGEST_EDGE:
        sentence = f"long_edge is a whole number of pixels up to {LONGEST_EDGE}, not {edge!r}."
        raise ContractRefused("long_edge", sentence)
    return parameters


Aspect = Annotated[
    str, AfterValidator(_is_a_ratio), Field(json_schema_extra={"pattern": r"^[1-9][0-9]{0,3}:[1-9][0-9]{0,3}$"})
]
Parameters = Annotated[
    dict[str, Parameter],
    AfterValidator(_edge_is_a_size),
    Field(json_schema_extra={"properties": {"long_edge": {"type": "integer", "minimum": 2, "maximum": LONGEST_EDGE}}}),
]
Style = Literal["realistic", "artistic", "anime", "none"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ContractColorway(_Frozen):
    """One colour or material: its name, the words a prompt uses, and the swatch (None: no tint)."""

    name: Text
    words: str
    swatch: Swatch | None = None


class ContractArtwork(_Frozen):
    """One file of ours the picture is made from, pinned by the digest of its bytes."""

    kind: Literal["photo", "cutout", "tint", "label"]
    view: Literal["front", "three-quarter", "top"]
    sha256: Sha256


class GenerationContract(_Frozen):
    """What one shot orders. Equal contracts have equal digests, whoever built them."""

    contract_version: Literal[1] = 1
    sku: Text
    product: Text
    colorway: ContractColorway
    variant: str
    placement: Slug
    aspect: Aspect
    template: Slug
    version: Annotated[int, Field(ge=1)]
    prompt_digest: Sha256
    prompt: Text
    negative_prompt: str = ""
    provider: Text
    model: Text
    parameters: Parameters
    style: Style
    artwork: tuple[ContractArtwork, ...] = ()

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """The contract in a JSON object; ContractRefused with one sentence naming the field.

        A payload without a version is of version 1, the first.
        """
        told = payload.get("contract_version", 1) if isinstance(payload, Mapping) else 1
        if type(told) is not int or told not in VERSIONS_READ:
            versions = " and ".join(str(version) for version in VERSIONS_READ)
            raise ContractRefused("contract_version", f"This Packshot reads contract_version {versions}, not {told!r}.")
        return _validated(cls, payload)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """JSON Schema of contract v1, for whoever writes contracts outside this program."""
        about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Packshot generation contract v1"}
        return {**cls.model_json_schema(), **about}

    def digest(self) -> str:
        """sha256 (hex) of the canonical JSON: sorted keys, no blanks, UTF-8."""
        canonical = json.dumps(
            self.model_dump(mode="json"),
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
            allow_nan=False,
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    def size(self) -> tuple[int, int]:
        """Width and height in pixels, even numbers: the aspect at `parameters["long_edge"]`."""
        ratio = aspect_ratio(self.aspect)
        edge = int(self.parameters.get("long_edge", DEFAULT_LONG_EDGE))
        return _even(edge * min(ratio, Fraction(1))), _even(edge / max(ratio, Fraction(1)))


def _even(pixels: Fraction) -> int:
    return max(2, 2 * round(pixels / 2))


class GuideOrder(_Frozen):
    """The six-field order of the published guides; it lacks placement, version and artwork."""

    sku: Text
    promptTemplate: Text  # the guides' own spelling
    model: Text
    aspect: Aspect
    style: Style
    variant: Text


def from_guide(payload: Mapping[str, Any]) -> GuideOrder:
    """Read the guides' JSON (sku, promptTemplate, model, aspect, style, variant).

    Unknown, missing and wrong fields raise ContractRefused with one sentence naming the field.
    """
    return _validated(GuideOrder, payload)


Model = TypeVar("Model", bound=BaseModel)


def _validated(model: type[Model], payload: Mapping[str, Any]) -> Model:
    if not isinstance(payload, Mapping):
        raise ContractRefused("", "A contract is one JSON object with named fields.")
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        raise _refusal(error) from None


def _refusal(error: ValidationError) -> ContractRefused:
    """The first fault as a sentence: people mend one field at a time."""
    fault = error.errors(include_url=False)[0]
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, ContractRefused):
        return cause
    field = ".".join(str(part) for part in fault["loc"])
    sentences = {
        "missing": f"{field} is missing.",
        "extra_forbidden": f"{field} is not a field of this contract.",
        "string_too_short": f"{field} is empty.",
    }
    return ContractRefused(field, sentences.get(fault["type"], f"{field}: {fault['msg']}."))
