"""`python -m tests.simulators.shopify.prune_schema FOLDER 2026-01 2026-10`: the part of Shopify's schema that we touch.

FOLDER is `dist/data` of the npm package @shopify/dev-mcp, which holds the introspection of each version of the Admin
API. What is written beside this file is what the simulator answers and the documents are tested against.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_client_schema, print_schema

SCHEMAS = Path(__file__).parent / "schema"
PAGES = ("nodes", "pageInfo")
PAYLOAD_ERRORS = ("code", "field", "message")
# Fields of objects and interfaces; all enum values and all fields of inputs that these lead to are kept.
KEPT: dict[str, tuple[str, ...]] = {
    "QueryRoot": ("currentAppInstallation", "files", "job", "node", "product", "productVariants"),
    "Mutation": (
        "fileCreate",
        "fileDelete",
        "fileUpdate",
        "productReorderMedia",
        "productVariantAppendMedia",
        "productVariantDetachMedia",
        "stagedUploadsCreate",
    ),
    "AccessScope": ("handle",),
    "AppInstallation": ("accessScopes", "id"),
    "File": ("alt", "createdAt", "fileErrors", "fileStatus", "id", "preview", "updatedAt"),
    "FileConnection": PAGES,
    "FileCreatePayload": ("files", "userErrors"),
    "FileDeletePayload": ("deletedFileIds", "userErrors"),
    "FileError": ("code", "details", "message"),
    "FilesUserError": PAYLOAD_ERRORS,
    "FileUpdatePayload": ("files", "userErrors"),
    "Image": ("altText", "height", "id", "url", "width"),
    "Job": ("done", "id"),
    "Media": ("alt", "id", "mediaContentType", "preview", "status"),
    "MediaConnection": PAGES,
    "MediaImage": (
        "alt",
        "createdAt",
        "fileErrors",
        "fileStatus",
        "id",
        "image",
        "mediaContentType",
        "mimeType",
        "originalSource",
        "preview",
        "status",
        "updatedAt",
    ),
    "MediaImageOriginalSource": ("fileSize", "url"),
    "MediaPreviewImage": ("image", "status"),
    "MediaUserError": PAYLOAD_ERRORS,
    "Node": ("id",),
    "PageInfo": ("endCursor", "hasNextPage"),
    "Product": ("id", "media", "onlineStoreUrl", "title", "variants"),
    "ProductReorderMediaPayload": ("job", "mediaUserErrors", "userErrors"),
    "ProductVariant": ("id", "media", "product", "sku", "title"),
    "ProductVariantAppendMediaPayload": ("product", "userErrors"),
    "ProductVariantConnection": PAGES,
    "ProductVariantDetachMediaPayload": ("product", "userErrors"),
    "StagedMediaUploadTarget": ("parameters", "resourceUrl", "url"),
    "StagedUploadParameter": ("name", "value"),
    "StagedUploadsCreatePayload": ("stagedTargets", "userErrors"),
    "UserError": ("field", "message"),
    "Video": (
        "alt",
        "createdAt",
        "fileErrors",
        "fileStatus",
        "id",
        "mediaContentType",
        "preview",
        "status",
        "updatedAt",
    ),
}
DIRECTIVES = {"skip", "include"}


def whole_schema(path: Path) -> dict[str, Any]:
    """The introspection of a version, as the package holds it."""
    with gzip.open(path) as file:
        document: dict[str, Any] = json.load(file)
    return document["data"]


def pruned(introspection: dict[str, Any]) -> GraphQLSchema:
    """The types of `KEPT` with those fields, and what these lead to. Raises `KeyError` for one that is no more."""
    schema = introspection["__schema"]
    types = {each["name"]: each for each in schema["types"]}
    kept = {name: _with_fields(types[name], fields) for name, fields in KEPT.items()}
    waiting = list(kept.values())
    while waiting:
        for name in sorted(_names_in(waiting.pop())):
            if name not in kept and types[name]["kind"] in ("SCALAR", "ENUM", "INPUT_OBJECT"):
                kept[name] = types[name]
                waiting.append(types[name])
    document = {
        **schema,
        "types": [_undescribed(each) for each in kept.values()],
        "directives": [each for each in schema["directives"] if each["name"] in DIRECTIVES],
        "subscriptionType": None,
    }
    return build_client_schema({"__schema": document}, assume_valid=True)  # type: ignore[arg-type,typeddict-item]


def _with_fields(kind: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    fields = {each["name"]: each for each in kind["fields"]}
    narrowed = {**kind, "fields": [fields[name] for name in names]}
    for relation in ("interfaces", "possibleTypes"):
        if kind.get(relation):
            narrowed[relation] = [each for each in kind[relation] if each["name"] in KEPT]
    return narrowed


def _names_in(document: Any) -> set[str]:
    """Names of the types that a type's fields, arguments and inputs are of."""
    if isinstance(document, list):
        return set().union(*map(_names_in, document)) if document else set()
    if not isinstance(document, dict):
        return set()
    own = {document["name"]} if document.get("kind") in ("SCALAR", "ENUM", "INPUT_OBJECT") else set()
    return own.union(*(_names_in(value) for value in document.values()))


def _undescribed(document: Any) -> Any:
    if isinstance(document, list):
        return [_undescribed(each) for each in document]
    if isinstance(document, dict):
        return {name: None if name == "description" else _undescribed(value) for name, value in document.items()}
    return document


def main() -> None:
    folder, *versions = sys.argv[1:]
    for version in versions:
        schema = pruned(whole_schema(Path(folder) / f"admin_{version}.json.gz"))
        (SCHEMAS / f"{version}.graphql").write_text(print_schema(schema) + "\n")


if __name__ == "__main__":
    main()
