"""Everything an image model would refuse or spoil in a contract, found before any money is spent."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jsonschema.exceptions import ValidationError

from catalog import input_schemas
from catalog.linting import asks_for_label_text
from catalog.matrix import EDGES
from catalog.texts import figure
from renders.contracts import GenerationContract, aspect_ratio
from renders.providers.base import ModelSpec
from renders.providers.model_input import (
    FILLED_IN,
    SIZE,
    fixed_references,
    input_fields,
    properties_of,
    ratio_objection,
    ratios_of,
    reference_field_of,
    size_fields,
    size_of,
    styles_of,
)

RATIO_TOLERANCE = 0.03
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
TYPE_NAMES = {
    "string": "text",
    "integer": gettext_lazy("a whole number"),
    "number": gettext_lazy("a number"),
    "boolean": gettext_lazy("true or false"),
}


def objections(contract: GenerationContract, spec: ModelSpec) -> list[str]:
    """Why the model would refuse or spoil this contract, one sentence each, with what to change."""
    try:
        input_schemas.check(spec.input_schema)
    except input_schemas.UnusableSchema as fault:
        return [
            _("The input schema of %(spec)s cannot be used: %(fault)s An admin can correct it.")
            % {"spec": spec.name, "fault": fault}
        ]
    sentences = [
        *filter(None, [ratio_objection(contract, spec)]),
        *_layout_left_open(contract, spec),
        *_not_supported(contract, spec),
        *style_objection(contract, spec),
        *_filled_in_here(contract, spec),
        *_against_schema(contract, spec),
        *_too_few_pixels(contract, spec),
    ]
    return list(dict.fromkeys(sentences))


def style_objection(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    """Every model draws realistic pictures unless it is asked for something else, so that needs no word."""
    words = styles_of(spec)
    if contract.style in {"realistic", "none", *words}:
        return
    asked = _("%(spec)s has no word for the style %(style)s.") % {"spec": spec.name, "style": contract.style}
    others = [word for word in words if word != "none"]
    known = _("It draws %(styles)s.") % {"styles": ", ".join(others)} if others else ""
    yield " ".join(filter(None, [asked, known, _("Choose another model, or a version of another style.")]))


def _layout_left_open(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    """A version may repeat the placement's ratio as the model names it, and say nothing else about it."""
    field = str(spec.size_names.get("field", ""))
    value = contract.parameters.get(field)
    if value == "auto":
        yield (
            _(
                "auto lets %(spec)s choose the ratio, and this placement is laid out as %(aspect)s. "
                "Remove %(field)s from the version."
            )
            % {"spec": spec.name, "aspect": contract.aspect, "field": field}
        )
    elif right := _with_right_separator(value, spec):
        yield _("%(spec)s writes the size as %(right)s, not %(value)s.") % {
            "spec": spec.name,
            "right": right,
            "value": value,
        }
    elif value is not None and value in _size_values(spec) and value != size_fields(contract, spec).get(field):
        yield _("The placement fixes the ratio at %(aspect)s. Remove %(field)s %(value)s from the version.") % {
            "aspect": contract.aspect,
            "field": field,
            "value": value,
        }
    yield from _sides_off_ratio(contract, spec)


def _sides_off_ratio(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    if spec.size_names.get("field") != "width_height" or not {"width", "height"} & set(contract.parameters):
        return
    sides = input_fields(contract, spec, None)
    width, height = sides["width"], sides["height"]
    if not (isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0):
        return
    if abs(width / height / float(aspect_ratio(contract.aspect)) - 1) > RATIO_TOLERANCE:
        yield _("%(width)s × %(height)s is not %(aspect)s. Remove width and height from the version, or set both.") % {
            "width": width,
            "height": height,
            "aspect": contract.aspect,
        }


def _with_right_separator(value: object, spec: ModelSpec) -> str:
    """The size as the model writes it, where only the sign between the numbers is wrong."""
    names: Mapping[str, str] = spec.size_names.get("words") or {}
    match = SIZE.fullmatch(str(value))
    if not match or value in names.values():
        return ""
    return next((name for name in names.values() if re.findall(r"\d+", name) == [match[1], match[2]]), "")


def _size_values(spec: ModelSpec) -> list[str]:
    return list((spec.size_names.get("words") or {}).values()) or ratios_of(spec)


def _not_supported(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    if contract.negative_prompt and not spec.abilities.get("negative_prompt"):
        yield _("%(spec)s takes no negative prompt. Remove it from the version%(instead)s.") % {
            "spec": spec.name,
            "instead": instead_of(spec, "negative_prompt"),
        }
    yield from _references_refused(contract, spec)
    if CJK.search(contract.prompt) and spec.abilities.get("chinese_text") is False:
        yield (
            _("%(spec)s garbles Chinese text. Leave the label blank and put the real one on afterwards%(instead)s.")
            % {"spec": spec.name, "instead": instead_of(spec, "chinese_text")}
        )
    elif garbles_label(contract, spec):
        sentence = _(
            "%(spec)s garbles label text and logos. Leave the label blank and set the real one afterwards%(instead)s."
        )
        yield sentence % {"spec": spec.name, "instead": instead_of(spec, "logos")}


def garbles_label(contract: GenerationContract, spec: ModelSpec) -> bool:
    """Whether the prompt asks for words or a logo that the model is known to draw as gibberish."""
    return spec.abilities.get("logos") is False and asks_for_label_text(contract.prompt)


def _references_refused(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    fixed, taken = fixed_references(contract), spec.reference_pictures
    number, maximum = len(contract.references) + len(fixed), int(taken.get("maximum", 1))
    about = {"spec": spec.name, "maximum": maximum, "number": number}
    about |= {"instead": instead_of(spec, "text" if taken else "reference")}
    if number and not taken:
        of_version = _(
            "%(spec)s draws from text only and takes no reference image. Remove reference from the version%(instead)s."
        )
        of_order = _("%(spec)s draws from text only and takes no reference image. Order it without one%(instead)s.")
        yield (of_version if fixed else of_order) % about
        return
    if "reference" in contract.parameters and not (fixed and all(one.startswith("https://") for one in fixed)):
        yield _("reference is one or more addresses that begin with https://, separated by blanks.")
    if number > maximum:
        yield _("%(spec)s takes %(maximum)s reference images at most, not %(number)s.") % about
    if number < int(taken.get("minimum", 0)):
        yield _("%(spec)s draws from a reference image only. Add one%(instead)s.") % about
    for role in dict.fromkeys(reference.role for reference in contract.references):
        if role not in taken.get("roles", ()):
            yield _("%(spec)s takes no reference image of a %(role)s.") % {**about, "role": role}


def not_in_this_dialect(vendor: str, names: Iterable[str], spec: ModelSpec) -> Iterator[str]:
    """What a vendor's dialect has no field for."""
    unknown, reference = set(names), reference_field_of(spec)
    if reference in unknown:
        sentence = _("%(vendor)s takes no reference image in this dialect. Order it without one%(instead)s.")
        yield sentence % {"vendor": vendor, "instead": instead_of(spec, "reference")}
    if others := ", ".join(sorted(unknown - {reference})):
        sentence = _("%(vendor)s takes no %(others)s in this dialect. Remove it from the version.")
        yield sentence % {"vendor": vendor, "others": others}


def instead_of(spec: ModelSpec, ability: str) -> str:
    """The end of a sentence that names the models which can; empty where none is known."""
    name = spec.instead.get(ability)
    return _(", or choose %(name)s") % {"name": name} if name else ""


def _filled_in_here(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    for name in sorted(FILLED_IN & set(contract.parameters)):
        rule, value = properties_of(spec).get(name, {}), contract.parameters[name]
        error = next(iter(input_schemas.errors_of(rule, value)), None)
        set_here = _("Packshot sets %(name)s for each order. Remove it from the version.") % {"name": name}
        yield _sentence(error, spec, name) if error else set_here


def _against_schema(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    """The closed schema's own objections, except those to a size that has its sentence already."""
    fields = input_fields(contract, spec, 0)
    size_field = str(spec.size_names.get("field", ""))
    is_size_explained = bool(_with_right_separator(fields.get(size_field), spec) or ratio_objection(contract, spec))
    explained = {size_field} if is_size_explained else set[str]()
    explained |= {reference_field_of(spec)} - {""}
    if size_field == "width_height":
        explained |= {"width", "height"} - set(contract.parameters)
    for error in input_schemas.errors_of(spec.input_schema, fields):
        names = _fields_of(error)
        if remaining := [name for name in names if name not in explained]:
            yield from _cross_rule(error, spec) or [_sentence(error, spec, name) for name in remaining]


def _fields_of(error: ValidationError) -> list[str]:
    """The fields an error speaks of: the missing ones, or the one with the wrong value ("" for the whole input)."""
    if error.validator == "required":
        return [name for name in error.validator_value if name not in error.instance]
    return [str(error.absolute_path[0]) if error.absolute_path else ""]


def _cross_rule(error: ValidationError, spec: ModelSpec) -> list[str]:
    """The sentence a schema has for a rule over several fields: the description of that member of its `allOf`."""
    steps = list(error.absolute_schema_path)
    if steps[:1] != ["allOf"]:
        return []
    description = spec.input_schema["allOf"][steps[1]].get("description")
    return [str(description)] if description else []


def _sentence(error: ValidationError, spec: ModelSpec, name: str) -> str:
    """One fault of one field, with the form the model takes."""
    limit, value = error.validator_value, error.instance
    if error.validator == "additionalProperties":
        unknown = sorted(set(value) - set(error.schema.get("properties", {})))
        return " ".join(_takes_none(spec, each) for each in unknown)
    if error.validator == "enum" and not any(limit):
        return _takes_none(spec, name)
    if error.validator in {"maxLength", "minLength"} and name == "prompt":
        return _("The prompt has %(value)s characters; %(spec)s takes %(limit)s at most. Shorten the prompt.") % {
            "value": figure(len(value)),
            "spec": spec.name,
            "limit": figure(limit),
        }
    sentences = {
        "enum": lambda: (
            _("%(name)s is one of %(limit)s, not %(value)s.")
            % {"name": name, "limit": ", ".join(map(str, limit)), "value": value}
        ),
        "maximum": lambda: (
            _("%(name)s is at most %(limit)s, not %(value)s.") % {"name": name, "limit": limit, "value": value}
        ),
        "minimum": lambda: (
            _("%(name)s is at least %(limit)s, not %(value)s.") % {"name": name, "limit": limit, "value": value}
        ),
        "multipleOf": lambda: (
            _("%(name)s is a multiple of %(limit)s, not %(value)s.") % {"name": name, "limit": limit, "value": value}
        ),
        "type": lambda: (
            _("%(name)s is %(type_names)s, not %(value)s.")
            % {"name": name, "type_names": TYPE_NAMES.get(str(limit), limit), "value": f"{value!r}"}
        ),
        "required": lambda: _("%(spec)s needs %(name)s.") % {"spec": spec.name, "name": name},
    }
    return sentences[error.validator]() if error.validator in sentences else f"{name}: {error.message}."


def _takes_none(spec: ModelSpec, name: str) -> str:
    return _("%(spec)s takes no %(name)s. Remove it from the version.") % {"spec": spec.name, "name": name}


def _too_few_pixels(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    """A version that asks for more pixels than the model draws."""
    asked, fields = contract.parameters.get("long_edge"), properties_of(spec)
    if not isinstance(asked, int) or not spec.size_names or ratio_objection(contract, spec):
        return
    drawn = _longest_side(contract, spec, fields, asked)
    larger = [word for word in fields.get("resolution", {}).get("enum", []) if EDGES.get(word, 0) >= asked]
    if drawn < asked:
        fix = (
            _("Set resolution to %(larger)s") % {"larger": larger[0]}
            if larger
            else _("Set long_edge to %(drawn)s or less") % {"drawn": drawn}
        )
        yield _("%(spec)s draws %(drawn)s pixels on the longer side, the version asks for %(asked)s. %(fix)s.") % {
            "spec": spec.name,
            "drawn": drawn,
            "asked": asked,
            "fix": fix,
        }


def _longest_side(contract: GenerationContract, spec: ModelSpec, fields: Mapping[str, Any], asked: int) -> int:
    if spec.size_names.get("field") == "width_height":
        return int(fields.get("width", {}).get("maximum", asked))
    return max(size_of(contract, spec))
