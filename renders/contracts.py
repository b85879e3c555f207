"""The generation contract: everything that decides what a shot's pictures show.

A contract is immutable and carries its own version number. A changed meaning needs a new version, and
pictures ordered under an old version stay readable. Seed and candidate number are fields of the render.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    ValidationError,
    model_serializer,
    model_validator,
)

from catalog.matrix import DEFAULT_LONG_EDGE, MAX_LONG_EDGE, long_edge_fault, size_at
from catalog.refusals import Refusal
from catalog.texts import gettext as _

# A version that was once written stays in this list for good: stored contracts must stay readable.
READABLE_VERSIONS = (1, 2, 3, 4)

# The fields that a version does not have.
LACKING: Mapping[int, tuple[str, ...]] = {
    1: ("references", "patches", "cells"),
    2: ("patches", "cells"),
    3: ("cells",),
    4: (),
}
DEFINITIONS = {"references": "ContractReference", "patches": "ContractPatch", "cells": "ContractCell"}
# What a version has at least, and how many of it.
OWN_FIELDS = {2: ("references", 1), 3: ("patches", 1), 4: ("cells", 2)}

Parameter = str | int | float | bool
Text = Annotated[str, StringConstraints(min_length=1)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Swatch = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


# A ValueError as well, so that pydantic collects it from a validator.
class ContractRefused(Refusal, ValueError):
    """The payload makes no contract; the text is one sentence that names `field`."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def published(version: int) -> Path:
    """The file with the JSON Schema of one contract version, as `manage.py contract_schema` writes it."""
    return Path(__file__).parent / "schemas" / f"contract-v{version}.json"


@lru_cache(maxsize=256)
def aspect_ratio(aspect: str) -> Fraction:
    """Width divided by height of a ratio written "4:5"; ContractRefused for anything else."""
    match = re.fullmatch(r"([1-9]\d{0,3}):([1-9]\d{0,3})", aspect, re.ASCII)
    if not match:
        raise ContractRefused("aspect", _("aspect is a ratio like 4:5, not “%(aspect)s”.") % {"aspect": aspect})
    return Fraction(int(match[1]), int(match[2]))


def _is_a_ratio(aspect: str) -> str:
    aspect_ratio(aspect)
    return aspect


def _edge_is_a_size(parameters: dict[str, Parameter]) -> dict[str, Parameter]:
    if fault := long_edge_fault(parameters):
        raise ContractRefused("long_edge", fault)
    return parameters


Aspect = Annotated[
    str, AfterValidator(_is_a_ratio), Field(json_schema_extra={"pattern": r"^[1-9][0-9]{0,3}:[1-9][0-9]{0,3}$"})
]
Parameters = Annotated[
    dict[str, Parameter],
    AfterValidator(_edge_is_a_size),
    Field(json_schema_extra={"properties": {"long_edge": {"type": "integer", "minimum": 2, "maximum": MAX_LONG_EDGE}}}),
]
Style = Literal["realistic", "artistic", "anime", "none"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ContractColorway(_Frozen):
    """One colour or material. `words` go into prompts ("soft beige glaze"); without a `swatch` nothing is tinted."""

    name: Text
    words: str
    swatch: Swatch | None = None


class ContractCell(ContractColorway):
    """One colour of a picture that shows several, with the SKU that it is sold as."""

    sku: Text


class ContractArtwork(_Frozen):
    """A file of our own that the picture is made from, identified by the digest of its bytes."""

    kind: Literal["photo", "cutout", "tint", "label"]
    view: Literal["front", "three-quarter", "top"]
    sha256: Sha256


class ContractReference(_Frozen):
    """A picture that the vendor draws from: a file of our own or the master of a render, by the digest of its bytes,
    and what the drawing takes from it. It is sent smaller, in sRGB and without metadata."""

    role: Literal["product", "scene", "style"]
    source: Literal["artwork", "render"]
    sha256: Sha256


class ContractPatch(_Frozen):
    """What was changed in the filled prompt of a version, for pictures ordered after others: the name of the change,
    and the text that it put into the prompt."""

    name: Slug
    text: Text


class GenerationContract(_Frozen):
    """What one shot orders. Equal contracts have equal digests, whoever built them."""

    # Version 2 is version 1 with references, version 3 is either of them with patches, version 4 is any of them with
    # cells. What has none of these stays version 1, so that digests stay what they were.
    contract_version: Literal[1, 2, 3, 4] = 1
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
    references: tuple[ContractReference, ...] = ()
    patches: tuple[ContractPatch, ...] = ()
    # The colours that one picture shows: from left to right, then the next row.
    cells: tuple[ContractCell, ...] = ()

    @model_validator(mode="after")
    def _version_fits_the_fields(self) -> Self:
        if self.contract_version == 4 or self.cells:
            if self.contract_version != 4 or len(self.cells) < 2:
                message = _("A contract of version 4 has two cells or more, and an earlier one has none.")
                raise ContractRefused("cells", message)
            return self
        if bool(self.patches) != (self.contract_version == 3):
            raise ContractRefused("patches", _("A contract of version 3 has patches, and an earlier one has none."))
        if not self.patches and bool(self.references) != (self.contract_version == 2):
            message = _("A contract of version 2 has references, and one of version 1 has none.")
            raise ContractRefused("references", message)
        return self

    @model_serializer(mode="wrap")
    def _without_what_its_version_lacks(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = serialize(self)
        for name in LACKING[self.contract_version]:
            del fields[name]
        return fields

    def without_cells(self) -> Self:
        """The same in the version that it would be without them."""
        version = 3 if self.patches else 2 if self.references else 1
        return self.model_copy(update={"contract_version": version, "cells": ()})

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """The contract in a JSON object; ContractRefused with one sentence that names the field.

        A payload without a version number is read as version 1, the first.
        """
        version = payload.get("contract_version", 1) if isinstance(payload, Mapping) else 1
        if type(version) is not int or version not in READABLE_VERSIONS:
            *earlier, last = READABLE_VERSIONS
            readable = f"{', '.join(map(str, earlier))} and {last}"
            message = _("This Packshot reads contract_version %(readable)s, not %(version)s.") % {
                "readable": readable,
                "version": f"{version!r}",
            }
            raise ContractRefused("contract_version", message)
        return _validated(cls, payload)

    @classmethod
    def json_schema(cls, version: int = 1) -> dict[str, Any]:
        """JSON Schema of one contract version, for whoever writes contracts outside this program."""
        schema = cls.model_json_schema()
        number, properties, required = {"const": version, "title": "Contract Version"}, schema["properties"], []
        for name in LACKING[version]:
            del properties[name], schema["$defs"][DEFINITIONS[name]]
        if version == 1:
            number |= {"default": 1, "type": "integer"}
        else:
            newest, fewest = OWN_FIELDS[version]
            properties[newest] = {**properties[newest], "minItems": fewest}
            properties[newest].pop("default")
            required = ["contract_version", newest]
        properties["contract_version"] = number
        header = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"Packshot generation contract v{version}",
            "required": [*schema["required"], *required],
        }
        return {**schema, **header}

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
        return size_at(aspect_ratio(self.aspect), int(self.parameters.get("long_edge", DEFAULT_LONG_EDGE)))


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

    Unknown, missing and wrong fields raise ContractRefused with one sentence that names the field.
    """
    return _validated(GuideOrder, payload)


Model = TypeVar("Model", bound=BaseModel)


def _validated(model: type[Model], payload: Mapping[str, Any]) -> Model:
    if not isinstance(payload, Mapping):
        raise ContractRefused("", _("A contract is one JSON object with named fields."))
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        raise _refusal(error) from None


def _refusal(error: ValidationError) -> ContractRefused:
    """The first error as a sentence: people fix one field at a time."""
    fault = error.errors(include_url=False)[0]
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, ContractRefused):
        return cause
    field = ".".join(str(part) for part in fault["loc"])
    messages = {
        "missing": _("%(field)s is missing.") % {"field": field},
        "extra_forbidden": _("%(field)s is not a field of this contract.") % {"field": field},
        "string_too_short": _("%(field)s is empty.") % {"field": field},
    }
    return ContractRefused(field, messages.get(fault["type"], f"{field}: {fault['msg']}."))
