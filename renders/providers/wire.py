"""From a contract to a model's own fields, and everything a model would refuse, found before any money is spent.

A version's parameters go out under their own names, except ours: `long_edge` (least pixels of the longer side) and
`reference` (https addresses of pictures to draw from, separated by blanks).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from catalog.matrix import EDGES
from renders.contracts import GenerationContract, aspect_ratio
from renders.providers.base import ModelSpec, Refused

OURS = frozenset({"long_edge", "reference"})
FILLED_IN = frozenset({"prompt", "negative_prompt", "seed", "samples", "model", "callback", "webhook"})
"""What Packshot decides itself; a version that sets one of these would be overruled."""
RATIO_WITHIN = 0.03
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
SIZE = re.compile(r"(\d+)\s*[*xX×]\s*(\d+)", re.ASCII)
KINDS = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}


def input_of(contract: GenerationContract, spec: ModelSpec, *, seed: int | None) -> dict[str, Any]:
    """The order in the model's own fields. Raises `Refused` where the model has no word for the ratio."""
    for sentence in _ratio_not_drawn(contract, spec):
        raise Refused(sentence)
    return _fields(contract, spec, seed)


def objections(contract: GenerationContract, spec: ModelSpec) -> list[str]:
    """Why the model would refuse or spoil this contract, one sentence each, with the form it takes."""
    found = [
        *_ratio_not_drawn(contract, spec),
        *_layout_left_open(contract, spec),
        *_not_supported(contract, spec),
        *_filled_in_here(contract, spec),
        *_against_schema(contract, spec),
        *_too_coarse(contract, spec),
    ]
    return list(dict.fromkeys(found))


def size_of(contract: GenerationContract, spec: ModelSpec) -> tuple[int, int]:
    """Width and height in pixels that the model draws for this contract, as far as it says so."""
    told = _fields(contract, spec, None)
    if "width" in told and "height" in told:
        return int(told["width"]), int(told["height"])
    if match := SIZE.fullmatch(str(told.get("size", ""))):
        return int(match[1]), int(match[2])
    if not spec.size_words:
        return contract.size()
    usual = _properties(spec).get("resolution", {}).get("default", "1K")
    edge = EDGES.get(str(contract.parameters.get("resolution", usual)), EDGES["1K"])
    return contract.model_copy(update={"parameters": {"long_edge": edge}}).size()


def _fields(contract: GenerationContract, spec: ModelSpec, seed: int | None) -> dict[str, Any]:
    properties = _properties(spec)
    told: dict[str, Any] = {"prompt": contract.prompt, **_size_fields(contract, spec)}
    told |= {name: value for name, value in contract.parameters.items() if name not in OURS | FILLED_IN}
    if contract.negative_prompt and spec.abilities.get("negative_prompt"):
        told["negative_prompt"] = contract.negative_prompt
    if "style" in properties and contract.style != "none":
        told["style"] = contract.style
    if seed is not None and spec.abilities.get("seed"):
        told["seed"] = seed % (int(properties.get("seed", {}).get("maximum", 2**31 - 1)) + 1)
    field, addresses = _reference_field(spec), str(contract.parameters.get("reference", "")).split()
    if field and addresses:
        told[field] = addresses if properties.get(field, {}).get("type") == "array" else addresses[0]
    return told


def _size_fields(contract: GenerationContract, spec: ModelSpec) -> dict[str, Any]:
    """The ratio in the model's words; nothing where it has no word for it or takes none."""
    field, words = spec.size_words.get("field"), spec.size_words.get("words")
    if field == "width_height":
        step = int(spec.size_words.get("multiple", 2))
        width, height = (max(step, step * round(pixels / step)) for pixels in contract.size())
        return {"width": width, "height": height}
    if not field or (words and contract.aspect not in words):
        return {}
    return {str(field): words[contract.aspect] if words else contract.aspect}


def _ratios(spec: ModelSpec) -> list[str]:
    """The ratios the model has a word for; empty: it does not say."""
    if words := spec.size_words.get("words"):
        return list(words)
    field = _properties(spec).get(spec.size_words.get("field", ""), {})
    return [word for word in field.get("enum", []) if word != "auto"]


def _ratio_not_drawn(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    drawn = _ratios(spec)
    if drawn and contract.aspect not in drawn:
        yield f"{spec.name} does not draw {contract.aspect}. It draws {', '.join(drawn)}."


def _layout_left_open(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    """A version may repeat the placement's ratio in the model's words, and say nothing else about it."""
    field = str(spec.size_words.get("field", ""))
    value = contract.parameters.get(field)
    words: Mapping[str, str] = spec.size_words.get("words") or {}
    if value == "auto":
        yield (
            f"auto lets {spec.name} choose the ratio, and this placement is laid out as {contract.aspect}. "
            f"Remove {field} from the version."
        )
    elif right := _with_right_separator(value, words):
        yield f"{spec.name} writes the size as {right}, not {value}."
    elif value is not None and value in _size_values(spec) and value != _size_fields(contract, spec).get(field):
        yield f"The placement fixes the ratio at {contract.aspect}. Remove {field} {value} from the version."
    yield from _sides_off_ratio(contract, spec)


def _sides_off_ratio(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    if spec.size_words.get("field") != "width_height" or not {"width", "height"} & set(contract.parameters):
        return
    sides = _fields(contract, spec, None)
    width, height = sides["width"], sides["height"]
    if not (isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0):
        return
    if abs(width / height / float(aspect_ratio(contract.aspect)) - 1) > RATIO_WITHIN:
        yield f"{width} × {height} is not {contract.aspect}. Remove width and height from the version, or set both."


def _with_right_separator(value: object, words: Mapping[str, str]) -> str:
    """The size as the model writes it, where only the sign between the numbers is wrong."""
    match = SIZE.fullmatch(str(value))
    if not match or value in words.values():
        return ""
    return next((word for word in words.values() if re.findall(r"\d+", word) == [match[1], match[2]]), "")


def _size_values(spec: ModelSpec) -> list[str]:
    return list((spec.size_words.get("words") or {}).values()) or _ratios(spec)


def _not_supported(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    if contract.negative_prompt and not spec.abilities.get("negative_prompt"):
        yield f"{spec.name} takes no negative prompt. Remove it from the version{_instead(spec, 'negative_prompt')}."
    if "reference" in contract.parameters and not _reference_field(spec):
        yield (
            f"{spec.name} draws from text only and takes no reference image. "
            f"Remove reference from the version{_instead(spec, 'reference')}."
        )
    elif "reference" in contract.parameters:
        yield from _unreadable_references(contract, spec)
    if CJK.search(contract.prompt) and spec.abilities.get("chinese_text") is False:
        yield (
            f"{spec.name} garbles Chinese text. Leave the label blank and put the real one on afterwards"
            f"{_instead(spec, 'chinese_text')}."
        )


def _unreadable_references(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    addresses = str(contract.parameters["reference"]).split()
    most = int(_properties(spec).get(_reference_field(spec), {}).get("maxItems", 1))
    if not addresses or not all(address.startswith("https://") for address in addresses):
        yield "reference is one or more addresses that begin with https://, separated by blanks."
    elif len(addresses) > most:
        yield f"{spec.name} takes {most} reference images at most, not {len(addresses)}."


def _reference_field(spec: ModelSpec) -> str:
    """The field that takes reference images; empty where the model takes none or the vendor names none."""
    field = spec.abilities.get("reference", "")
    return field if isinstance(field, str) else ""


def _instead(spec: ModelSpec, ability: str) -> str:
    name = spec.instead.get(ability)
    return f", or choose {name}" if name else ""


def _filled_in_here(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    for name in sorted(FILLED_IN & set(contract.parameters)):
        rule, value = _properties(spec).get(name, {}), contract.parameters[name]
        if wrong := [_sentence(error, spec, name) for error in Draft202012Validator(rule).iter_errors(value)]:
            yield wrong[0]
        else:
            yield f"Packshot sets {name} for each order. Remove it from the version."


def _against_schema(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    """The closed schema's own objections. A ratio or separator that has its sentence already is not repeated."""
    told = _fields(contract, spec, 0)
    field, words = str(spec.size_words.get("field", "")), spec.size_words.get("words") or {}
    explained = bool(_with_right_separator(told.get(field), words)) or any(_ratio_not_drawn(contract, spec))
    for error in Draft202012Validator(spec.input_schema).iter_errors(told):
        name = str(error.absolute_path[0]) if error.absolute_path else ""
        is_missing_size = error.validator == "required" and error.message.startswith(f"'{field}'")
        is_ours = field == "width_height" and name in {"width", "height"} and name not in contract.parameters
        if not is_ours and not (explained and (name == field or is_missing_size)):
            yield _cross_rule(error, spec) or _sentence(error, spec, name)


def _cross_rule(error: ValidationError, spec: ModelSpec) -> str:
    """The words a schema has for a rule over several fields: the description of that member of its `allOf`."""
    steps = list(error.absolute_schema_path)
    if steps[:1] != ["allOf"]:
        return ""
    return str(spec.input_schema["allOf"][steps[1]].get("description", ""))


def _sentence(error: ValidationError, spec: ModelSpec, name: str) -> str:
    """One fault of one field, with the form the model takes."""
    limit, value = error.validator_value, error.instance
    if error.validator == "additionalProperties":
        unknown = sorted(set(value) - set(error.schema.get("properties", {})))
        return " ".join(f"{spec.name} takes no {each}. Remove it from the version." for each in unknown)
    if error.validator in {"maxLength", "minLength"} and name == "prompt":
        return f"The prompt has {len(value):,} characters; {spec.name} takes {limit:,} at most. Shorten the wording."
    sentences = {
        "enum": lambda: f"{name} is one of {', '.join(map(str, limit))}, not {value}.",
        "maximum": lambda: f"{name} is at most {limit}, not {value}.",
        "minimum": lambda: f"{name} is at least {limit}, not {value}.",
        "multipleOf": lambda: f"{name} is a multiple of {limit}, not {value}.",
        "type": lambda: f"{name} is {KINDS.get(str(limit), limit)}, not {value!r}.",
        "required": lambda: f"{spec.name} needs {error.message.split(' ')[0].strip(chr(39))}.",
    }
    return sentences[error.validator]() if error.validator in sentences else f"{name}: {error.message}."


def _too_coarse(contract: GenerationContract, spec: ModelSpec) -> Iterator[str]:
    """A version that asks for more pixels than the model draws."""
    asked, rules = contract.parameters.get("long_edge"), _properties(spec)
    if not isinstance(asked, int) or not spec.size_words or any(_ratio_not_drawn(contract, spec)):
        return
    if spec.size_words.get("field") == "width_height":
        drawn = int(rules.get("width", {}).get("maximum", asked))
    else:
        drawn = max(size_of(contract, spec))
    finer = [word for word in rules.get("resolution", {}).get("enum", []) if EDGES.get(word, 0) >= asked]
    if drawn < asked:
        mend = f"Set resolution to {finer[0]}" if finer else f"Set long_edge to {drawn} or less"
        yield f"{spec.name} draws {drawn} pixels on the longer side, the version asks for {asked}. {mend}."


def _properties(spec: ModelSpec) -> Mapping[str, Any]:
    properties: Mapping[str, Any] = spec.input_schema.get("properties", {})
    return properties
