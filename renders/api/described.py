"""The OpenAPI document as a page shows it: operations by noun, with the fields that each takes and answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from renders.api.application import api, document
from renders.api.protocol.tokens import guarded

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class DescribedField:
    name: str
    kind: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class DescribedOperation:
    method: str
    path: str
    summary: str
    scope: str
    parameters: list[DescribedField]
    body: list[DescribedField]
    answer: list[DescribedField]


@dataclass(frozen=True)
class DescribedNoun:
    name: str
    operations: list[DescribedOperation]


def nouns() -> list[DescribedNoun]:
    """Everything that can be asked, in the order of the document."""
    found, scopes = document(), scopes_by_operation()
    schemas = found["components"]["schemas"]
    by_noun: dict[str, list[DescribedOperation]] = {}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            described = DescribedOperation(
                method=method.upper(),
                path=path,
                summary=_(operation["summary"]),
                scope=scopes.get(operation["operationId"], ""),
                parameters=[field_of(one["name"], one, one["required"], schemas) for one in operation["parameters"]],
                body=list(fields_of_content(operation.get("requestBody", {}), schemas)),
                answer=list(fields_of_content(answer_of(operation), schemas)),
            )
            by_noun.setdefault(operation["tags"][0], []).append(described)
    return [DescribedNoun(_(name), operations) for name, operations in by_noun.items()]


def scopes_by_operation() -> dict[str, str]:
    """The scope that each operation asks for, by the id of the operation."""
    return {api.get_openapi_operation_id(operation): bearer.scope for operation, bearer in guarded(api)}


def answer_of(operation: Schema) -> Schema:
    """What it answers when all goes well."""
    return next(answer for status, answer in operation["responses"].items() if str(status).startswith("2"))


def fields_of_content(content: Schema, schemas: Schema) -> Iterator[DescribedField]:
    for kind, one in content.get("content", {}).items():
        if kind in {"application/json", "multipart/form-data"}:
            yield from fields_of(one["schema"], schemas)


def fields_of(schema: Schema, schemas: Schema, path: str = "") -> Iterator[DescribedField]:
    """Its fields, each followed by what lies in it; those of a contract stand in a schema of their own."""
    described = resolved(schema, schemas)
    for name, field in described.get("properties", {}).items():
        yield field_of(path + name, {"schema": field}, name in described.get("required", []), schemas)
        for inner in inner_schemas(field):
            if "GenerationContract" not in str(inner):
                yield from fields_of(inner, schemas, f"{path}{name}.")


def inner_schemas(field: Schema) -> list[Schema]:
    """The kinds of objects that a field holds, itself or as a list."""
    held = field.get("items", field) if field.get("type") == "array" else field
    return [one for one in (held.get("anyOf") or held.get("oneOf") or [held]) if "$ref" in one]


def field_of(name: str, parameter: Schema, is_required: bool, schemas: Schema) -> DescribedField:
    schema = parameter["schema"]
    said = schema.get("description", "")
    return DescribedField(name, kind_of(schema, schemas), is_required, _(said) if said else "")


def kind_of(schema: Schema, schemas: Schema) -> str:
    """ "integer 1–12", "list of choices, contract-order or guide-order"."""
    if "anyOf" in schema or "oneOf" in schema:
        kinds = [kind_of(one, schemas) for one in schema.get("anyOf") or schema["oneOf"]]
        return " or ".join(kind for kind in dict.fromkeys(kinds) if kind != "null")
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema or "const" in schema:
        return " or ".join(f"“{one}”" for one in schema.get("enum", [schema.get("const")]))
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"list of {kind_of(schema.get('items', {}), schemas)}"
    low, high = schema.get("minimum", schema.get("minLength")), schema.get("maximum", schema.get("maxLength"))
    shown = "–".join(str(one) for one in (low, high) if one is not None and one < 10**6)
    return f"{kind} {shown}".strip()


def resolved(schema: Schema, schemas: Schema) -> Schema:
    return schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
