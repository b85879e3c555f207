"""The steps as values, and chains of them as JSON."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from catalog.refusals import Refusal
from catalog.texts import gettext as _
from renders.finishing.labels import MAX_ARC, MAX_BEND, MAX_TURN, LabelPlace

# Increases whenever a chain could make other pixels of the same master than before.
STEPS_VERSION = 1
MAX_STEPS = 8
MAX_LABEL = 40
MAX_ROWS = 8

Aspect = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?:[1-9][0-9]?$")]
Corner = Literal["top-left", "top-right", "bottom-left", "bottom-right"]
# A corner in shares of the product's box; a label may reach a little beyond it.
Across = Annotated[float, Field(ge=-0.5, le=1.5)]
Place = tuple[Across, Across]
Bend = Annotated[float, Field(ge=-MAX_BEND, le=MAX_BEND)]
_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True)
class WhitenGround:
    """The ground becomes white, its shadows grey; the product keeps every byte."""

    step: Literal["whiten"] = "whiten"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, kw_only=True)
class Refit:
    """The product fills `fill` percent of the frame, along the side that it takes more of, and stands in the middle."""

    fill: Annotated[int, Field(strict=True, ge=20, le=95)]
    step: Literal["refit"] = "refit"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, kw_only=True)
class ExtendTo:
    """More ground on two sides, until the picture has this ratio. Nothing is cut."""

    aspect: Aspect
    step: Literal["extend"] = "extend"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, kw_only=True)
class CropTo:
    """The largest part with this ratio that keeps the product and `margin` percent of its sides around it."""

    aspect: Aspect
    margin: Annotated[int, Field(strict=True, ge=0, le=30)] = 5
    step: Literal["crop"] = "crop"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, kw_only=True)
class ConvertColour:
    """The file is sRGB. Every chain ends in sRGB; this one does nothing else."""

    step: Literal["srgb"] = "srgb"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, kw_only=True)
class LabelAsMadeByAI:
    """A small text in a corner that says how the picture was made."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_LABEL, pattern=r"^\S(.*\S)?$")]
    corner: Corner = "bottom-right"
    step: Literal["ai_label"] = "ai_label"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, kw_only=True)
class CutCell:
    """One picture out of a grid of them, counted from left to right and from top to bottom, from 0."""

    rows: Annotated[int, Field(strict=True, ge=1, le=MAX_ROWS)]
    columns: Annotated[int, Field(strict=True, ge=1, le=MAX_ROWS)]
    index: Annotated[int, Field(strict=True, ge=0, lt=MAX_ROWS**2)]
    step: Literal["cell"] = "cell"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT


@dataclass(frozen=True, kw_only=True)
class PutLabel:
    """The product's print artwork, named by its digest, lies where `renders.finishing.labels.LabelPlace` says."""

    artwork: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    corners: tuple[Place, Place, Place, Place]
    arc: Annotated[float, Field(ge=0, le=MAX_ARC)] = 0
    turn: Annotated[float, Field(ge=-MAX_TURN, le=MAX_TURN)] = 0
    bend_top: Bend = 0
    bend_bottom: Bend = 0
    step: Literal["label"] = "label"
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    @property
    def place(self) -> LabelPlace:
        return LabelPlace(self.corners, self.arc, self.turn, self.bend_top, self.bend_bottom)


Step = WhitenGround | Refit | ExtendTo | CropTo | ConvertColour | LabelAsMadeByAI | CutCell | PutLabel
Chain = tuple[Step, ...]
_CHAIN: TypeAdapter[list[Any]] = TypeAdapter(
    Annotated[list[Annotated[Step, Field(discriminator="step")]], Field(min_length=1, max_length=MAX_STEPS)]
)


class ChainRefused(Refusal):
    """What was given is no chain of steps."""


def read_chain(stored: Any) -> Chain:
    """The steps in a JSON list, in their order. Raises `ChainRefused`."""
    try:
        return tuple(_CHAIN.validate_python(stored))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise ChainRefused(_("No chain of steps: %(place)s: %(why)s") % {"place": place, "why": fault["msg"]}) from None


def chain_json(chain: Sequence[Step]) -> list[dict[str, Any]]:
    # As it comes back from a row: lists, no tuples.
    return json.loads(json.dumps([asdict(step) for step in chain]))


def chain_faults(stored: Any) -> list[str]:
    """What is wrong with a stored chain, as sentences. A picture that nothing was made of has none."""
    if stored == []:
        return []
    try:
        read_chain(stored)
    except ChainRefused as refusal:
        return [str(refusal)]
    return []


def chain_digest(parent_sha256: str, stored: Sequence[Mapping[str, Any]], version: int = STEPS_VERSION) -> str:
    """What names the picture that a chain makes of a master: equal digests are the same pixels."""
    made = {"parent": parent_sha256, "steps": list(stored), "version": version}
    return hashlib.sha256(json.dumps(made, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def is_digest_of(digest: str, parent_sha256: str, stored: Sequence[Mapping[str, Any]]) -> bool:
    """Whether this version of the steps, or an earlier one, gave the digest."""
    return any(chain_digest(parent_sha256, stored, version) == digest for version in range(1, STEPS_VERSION + 1))
