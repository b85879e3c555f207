"""From a contract to the input fields of an image model.

A version's parameters are sent under their own names, except ours: `long_edge` (minimum pixels of the longer side) and
`reference` (https addresses of pictures to draw from, separated by blanks). They follow the contract's own references.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from catalog.matrix import EDGES, size_at
from renders.contracts import GenerationContract, aspect_ratio
from renders.providers.base import ModelSpec, Refused

OWN_PARAMETERS = frozenset({"long_edge", "reference"})
# What Packshot decides itself; a version that sets one of these would be overruled.
FILLED_IN = frozenset({"prompt", "negative_prompt", "style", "seed", "samples", "model", "callback", "webhook"})
# Stands for the address of a reference while nothing is sent.
ADDRESS_TO_COME = "https://…"
SIZE = re.compile(r"(\d+)\s*[*xX×]\s*(\d+)", re.ASCII)


def input_of(
    contract: GenerationContract, spec: ModelSpec, *, seed: int | None, references: Sequence[str] = ()
) -> dict[str, Any]:
    """The order in the model's own fields. Raises `Refused` where the model does not draw the ratio, or a reference
    has no address."""
    if sentence := ratio_objection(contract, spec):
        raise Refused(sentence)
    if len(references) != len(contract.references):
        raise Refused(_("A reference picture is not ready. Nothing was ordered: render it again."))
    return input_fields(contract, spec, seed, references)


def size_of(contract: GenerationContract, spec: ModelSpec) -> tuple[int, int]:
    """Width and height in pixels that the model draws for this contract, as far as it says so."""
    fields = input_fields(contract, spec, None)
    if "width" in fields and "height" in fields:
        return int(fields["width"]), int(fields["height"])
    if match := SIZE.fullmatch(str(fields.get("size", ""))):
        return int(match[1]), int(match[2])
    if not spec.size_names:
        return contract.size()
    default = properties_of(spec).get("resolution", {}).get("default", "1K")
    edge = EDGES.get(str(contract.parameters.get("resolution", default)), EDGES["1K"])
    return size_at(aspect_ratio(contract.aspect), edge)


def ratio_objection(contract: GenerationContract, spec: ModelSpec) -> str:
    """Why the model cannot draw the contract's ratio; empty when it can or does not say."""
    ratios = ratios_of(spec)
    if not ratios or contract.aspect in ratios:
        return ""
    return _("%(spec)s does not draw %(aspect)s. It draws %(ratios)s.") % {
        "spec": spec.name,
        "aspect": contract.aspect,
        "ratios": ", ".join(ratios),
    }


def input_fields(
    contract: GenerationContract, spec: ModelSpec, seed: int | None, references: Sequence[str] | None = None
) -> dict[str, Any]:
    """The order in the model's own fields; without a size where the model has no name for the ratio. Without
    `references` their addresses are still to come."""
    properties = properties_of(spec)
    fields: dict[str, Any] = {"prompt": contract.prompt, **size_fields(contract, spec)}
    fields |= {name: value for name, value in contract.parameters.items() if name not in OWN_PARAMETERS | FILLED_IN}
    if contract.negative_prompt and spec.abilities.get("negative_prompt"):
        fields["negative_prompt"] = contract.negative_prompt
    if contract.style in styles_of(spec) and contract.style != "none":
        fields["style"] = contract.style
    if seed is not None and spec.abilities.get("seed"):
        fields["seed"] = seed % (int(properties.get("seed", {}).get("maximum", 2**31 - 1)) + 1)
    name = reference_field_of(spec)
    addresses = [ADDRESS_TO_COME] * len(contract.references) if references is None else list(references)
    addresses += fixed_references(contract)
    if name and addresses:
        fields[name] = addresses if properties.get(name, {}).get("type") == "array" else addresses[0]
    return fields


def size_fields(contract: GenerationContract, spec: ModelSpec) -> dict[str, Any]:
    """The ratio as the model names it; nothing where it has no name for it or takes none."""
    field, names = spec.size_names.get("field"), spec.size_names.get("words")
    if field == "width_height":
        step = int(spec.size_names.get("multiple", 2))
        width, height = (max(step, step * round(pixels / step)) for pixels in contract.size())
        return {"width": width, "height": height}
    if not field or (names and contract.aspect not in names):
        return {}
    return {str(field): names[contract.aspect] if names else contract.aspect}


def ratios_of(spec: ModelSpec) -> list[str]:
    """The ratios the model draws; empty: it does not say."""
    if names := spec.size_names.get("words"):
        return list(names)
    field = properties_of(spec).get(spec.size_names.get("field", ""), {})
    return [ratio for ratio in field.get("enum", []) if ratio != "auto"]


def reference_field_of(spec: ModelSpec) -> str:
    """The field that takes reference images; empty where the model takes none or the vendor names none."""
    return str(spec.reference_pictures.get("field", ""))


def fixed_references(contract: GenerationContract) -> list[str]:
    """The addresses of pictures that the version itself names."""
    return str(contract.parameters.get("reference", "")).split()


def styles_of(spec: ModelSpec) -> Sequence[str]:
    """The styles that the model has a word for."""
    return tuple(str(word) for word in properties_of(spec).get("style", {}).get("enum", ()))


def properties_of(spec: ModelSpec) -> Mapping[str, Any]:
    """The schema of each field of the model's input."""
    properties: Mapping[str, Any] = spec.input_schema.get("properties", {})
    return properties
