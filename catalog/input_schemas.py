"""Input schemas of image models: the part of JSON Schema that Packshot follows, validated and evaluated.

Nothing a schema says is ever fetched, and its patterns are matched in linear time.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter
from pydantic import ValidationError as ShapeError
from pydantic_core import SchemaError as PatternError
from referencing import Registry

from catalog.shapes import sentences
from catalog.texts import gettext as _
from catalog.texts import gettext_noop

HINT = gettext_noop('An input schema looks like {"type": "object", "properties": {…}, "additionalProperties": false}.')
Scalar = str | int | float | bool | None


class SchemaNode(BaseModel):
    """A schema, or a part of one, without what leads elsewhere: no reference, anchor or id, and no `true` for "any"."""

    model_config = ConfigDict(extra="forbid", strict=True)

    schema_: str = Field("", alias="$schema")
    comment: str = Field("", alias="$comment")
    title: str = ""
    description: str = ""
    default: Any = None
    examples: list[Any] = []
    type: str | list[str] = ""
    enum: list[Scalar] = []
    const: Scalar = None
    minimum: float | None = None
    maximum: float | None = None
    exclusiveMinimum: float | None = None
    exclusiveMaximum: float | None = None
    multipleOf: float | None = None
    minLength: int | None = None
    maxLength: int | None = None
    pattern: str = ""
    format: str = ""
    items: "SchemaNode | None" = None
    minItems: int | None = None
    maxItems: int | None = None
    uniqueItems: bool = False
    properties: dict[str, "SchemaNode"] = {}
    required: list[str] = []
    dependentRequired: dict[str, list[str]] = {}
    minProperties: int | None = None
    maxProperties: int | None = None
    additionalProperties: "bool | SchemaNode" = True
    allOf: list["SchemaNode"] = []
    anyOf: list["SchemaNode"] = []
    oneOf: list["SchemaNode"] = []
    not_: "SchemaNode | None" = Field(None, alias="not")
    if_: "SchemaNode | None" = Field(None, alias="if")
    then: "SchemaNode | None" = None
    else_: "SchemaNode | None" = Field(None, alias="else")

    def patterns(self) -> Iterator[str]:
        """Every pattern in it."""
        if self.pattern:
            yield self.pattern
        for value in self.__dict__.values():
            parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
            for part in parts:
                if isinstance(part, SchemaNode):
                    yield from part.patterns()


class UnusableSchema(ValueError):
    """The schema is outside what Packshot follows; the text says where."""


def faults(schema: object) -> list[str]:
    """What is wrong with a model's input schema, one sentence each. An empty one says nothing and is right."""
    if schema == {}:
        return []
    if found := _faults(schema):
        return found
    if isinstance(schema, dict) and schema.get("additionalProperties") is not False:
        return [_('Close the schema with "additionalProperties": false, so that nothing else is sent.')]
    return []


def check(schema: Mapping[str, Any]) -> None:
    """Raise `UnusableSchema` where no value can be compared with it."""
    _validator(json.dumps(schema))


def errors_of(schema: Mapping[str, Any], value: object) -> list[ValidationError]:
    """What the schema objects to in a value. Raises `UnusableSchema`."""
    validator = _validator(json.dumps(schema))
    return list(validator.iter_errors(value))


@lru_cache(maxsize=256)
def _validator(schema_text: str) -> Any:
    schema = json.loads(schema_text)
    if found := _faults(schema):
        raise UnusableSchema(found[0])
    return Bounded(schema, registry=Registry())


def _faults(schema: object) -> list[str]:
    if not isinstance(schema, dict):
        return [_(HINT)]
    try:
        Draft202012Validator.check_schema(schema)
        node = SchemaNode.model_validate(schema)
    except ShapeError as error:
        return sentences(error, HINT, gettext_noop("%(place)s is not followed: write the schema out without it."))
    except SchemaError as error:
        return [_("This is not a JSON Schema: %(error)s.") % {"error": error.message[:200]}]
    except RecursionError:
        return [_("The schema is nested too deep. Write it flatter.")]
    return [
        _("The pattern %(pattern)s is not followed. Write it without look-around and back references.")
        % {"pattern": pattern[:60]}
        for pattern in node.patterns()
        if _matcher(pattern) is None
    ]


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> TypeAdapter[str] | None:
    """Rust's regular expressions, which pydantic brings, take linear time whatever the pattern."""
    try:
        return TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])
    except PatternError:
        return None


def _match(validator: Any, pattern: str, value: object, schema: Any) -> Iterator[ValidationError]:
    matcher = _matcher(pattern)
    try:
        if isinstance(value, str) and matcher:
            matcher.validate_python(value)
    except ShapeError:
        yield ValidationError(
            _("%(value)s does not match %(pattern)s") % {"value": f"{value!r}", "pattern": f"{pattern!r}"}
        )


Bounded = extend(Draft202012Validator, {"pattern": _match})
