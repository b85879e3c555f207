"""The GraphQL form: root fields over the shop, executed against the schema of a version."""

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from tests.simulators.shopify.shop import Complaint, StoredFile, StoredProduct, StoredShop, StoredVariant

SCHEMAS = Path(__file__).parent / "schema"
MAX_PAGE = 250
CREATED = "2026-11-01T00:00:00Z"
TERM = re.compile(r'(\w+):(?:"((?:[^"\\]|\\.)*)"|(\S+))')


@cache
def schema_of(version: str) -> GraphQLSchema:
    return build_schema((SCHEMAS / f"{version}.graphql").read_text(), assume_valid=True)


@cache
def parsed(query: str) -> tuple[Any, str, bool]:
    """The document, its first root field, and whether it writes. Raises `GraphQLError`."""
    document = parse(query)
    operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    field = operation.selection_set.selections[0]
    assert isinstance(field, FieldNode)
    return document, field.name.value, operation.operation.value == "mutation"


def executed(
    shop: StoredShop, version: str, document: Any, variables: dict[str, Any], urls: dict[str, str]
) -> dict[str, Any]:
    """The answer's data and errors."""
    schema = schema_of(version)
    if faults := faults_of(version, document):
        return {"errors": [fault.formatted for fault in faults]}
    result = execute_sync(schema, document, AdminRoot(shop, urls), variable_values=variables)
    answer: dict[str, Any] = json.loads(json.dumps(result.formatted))
    return answer


@cache
def faults_of(version: str, document: Any) -> list[GraphQLError]:
    """What the schema has against a document, which is the same object each time that it is sent."""
    return validate(schema_of(version), document)


class AdminRoot:
    """One method a root field; arguments are called as the schema calls them."""

    def __init__(self, shop: StoredShop, urls: dict[str, str]) -> None:
        self._shop = shop
        self._urls = urls

    def currentAppInstallation(self, _info: Any) -> dict[str, Any]:
        scopes = filter(None, self._shop.options.scopes.split(","))
        return {"accessScopes": [{"handle": scope} for scope in scopes]}

    def productVariants(self, _info: Any, query: str = "", **page: Any) -> dict[str, Any]:
        """Like the real search, it also finds SKUs that begin with the word."""
        words = [word.lower() for name, word in terms(query) if name == "sku"]
        found = [
            self._variant(product, variant)
            for product in self._shop.products.values()
            for variant in product.variants
            if any(variant.sku.lower().startswith(word) for word in words)
        ]
        return paged(found, **page)

    def product(self, _info: Any, id: str) -> dict[str, Any] | None:
        product = self._shop.products.get(id)
        return self._product(product) if product else None

    def files(self, _info: Any, query: str = "", **page: Any) -> dict[str, Any]:
        names = [word for name, word in terms(query) if name == "filename"]
        found = [
            self._file(file)
            for file in self._shop.files.values()
            if file.found_at <= self._shop.now
            and all(file.name.startswith(name[:-1]) if name.endswith("*") else file.name == name for name in names)
        ]
        return paged(found, **page)

    def node(self, _info: Any, id: str) -> dict[str, Any] | None:
        file = self._shop.files.get(id)
        return self._file(file) if file else None

    def job(self, _info: Any, id: str) -> dict[str, Any] | None:
        job = self._shop.jobs.get(id)
        return {"id": job.gid, "done": job.is_done} if job else None

    def stagedUploadsCreate(self, _info: Any, input: Sequence[dict[str, Any]]) -> dict[str, Any]:
        targets = []
        for each in input:
            key = self._shop.stage(each["filename"])
            fields = {"key": key, "Content-Type": each["mimeType"], "success_action_status": "201"}
            targets.append(
                {
                    "url": f"{self._urls['storage']}/staged/",
                    "resourceUrl": f"{self._urls['storage']}/staged/{key}",
                    "parameters": [{"name": name, "value": value} for name, value in fields.items()],
                }
            )
        return {"stagedTargets": targets, "userErrors": []}

    def fileCreate(self, _info: Any, files: Sequence[dict[str, Any]]) -> dict[str, Any]:
        created, complaints = self._each(files, self._create)
        return {"files": created, "userErrors": complaints}

    def fileUpdate(self, _info: Any, files: Sequence[dict[str, Any]]) -> dict[str, Any]:
        updated, complaints = self._each(files, self._update)
        return {"files": updated, "userErrors": complaints}

    def fileDelete(self, _info: Any, fileIds: Sequence[str]) -> dict[str, Any]:
        deleted, complaints = self._each(fileIds, self._delete)
        return {"deletedFileIds": deleted, "userErrors": complaints}

    def productReorderMedia(self, _info: Any, id: str, moves: Sequence[dict[str, Any]]) -> dict[str, Any]:
        try:
            job = self._shop.reorder(id, [(move["id"], int(move["newPosition"])) for move in moves])
        except Complaint as complaint:
            return {"job": None, "mediaUserErrors": [said(complaint)], "userErrors": [said(complaint)]}
        return {"job": {"id": job.gid, "done": job.is_done}, "mediaUserErrors": [], "userErrors": []}

    def productVariantAppendMedia(self, _info: Any, productId: str, variantMedia: Any) -> dict[str, Any]:
        return self._on_variants(self._shop.attach, productId, variantMedia)

    def productVariantDetachMedia(self, _info: Any, productId: str, variantMedia: Any) -> dict[str, Any]:
        return self._on_variants(self._shop.detach_from_variants, productId, variantMedia)

    def _on_variants(self, change: Callable[..., None], product: str, pairs: Any) -> dict[str, Any]:
        try:
            change(product, [(pair["variantId"], list(pair["mediaIds"])) for pair in pairs])
        except Complaint as complaint:
            return {"product": None, "userErrors": [said(complaint)]}
        return {"product": {"id": product}, "userErrors": []}

    def _each(self, rows: Sequence[Any], change: Callable[[Any], Any]) -> tuple[list[Any], list[dict[str, Any]]]:
        done, complaints = [], []
        for number, row in enumerate(rows):
            try:
                done.append(change(row))
            except Complaint as complaint:
                complaints.append(said(complaint, str(number)))
        return done, complaints

    def _create(self, row: dict[str, Any]) -> dict[str, Any]:
        source = row["originalSource"]
        key = source.partition("/staged/")[2]
        name = row.get("filename") or key.rpartition("/")[2]
        data = self._shop.staged.get(key)
        mode = row.get("duplicateResolutionMode", "APPEND_UUID")
        return self._file(self._shop.create_file(name, row.get("alt", ""), data, mode))

    def _update(self, row: dict[str, Any]) -> dict[str, Any]:
        add, remove = row.get("referencesToAdd") or [], row.get("referencesToRemove") or []
        return self._file(self._shop.update_file(row["id"], row.get("alt"), add, remove))

    def _delete(self, gid: str) -> str:
        self._shop.delete_file(gid)
        return gid

    def _product(self, product: StoredProduct) -> dict[str, Any]:
        media = [self._file(self._shop.files[gid]) for gid in product.media]
        variants = [self._variant(product, variant) for variant in product.variants]
        return {
            "id": product.gid,
            "title": product.title,
            "onlineStoreUrl": f"https://shop.example/products/{product.number}",
            "media": lambda _info, **page: paged(media, **page),
            "variants": lambda _info, **page: paged(variants, **page),
        }

    def _variant(self, product: StoredProduct, variant: StoredVariant) -> dict[str, Any]:
        media = [self._file(self._shop.files[variant.picture])] if variant.picture else []
        return {
            "id": variant.gid,
            "sku": variant.sku,
            "title": variant.sku,
            "product": {"id": product.gid, "title": product.title},
            "media": lambda _info, **page: paged(media, **page),
        }

    def _file(self, file: StoredFile) -> dict[str, Any]:
        status = self._shop.status(file)
        image = None
        if status == "READY":
            width, height = file.size
            url = f"{self._urls['storage']}/cdn/{file.number}/{file.name}"
            image = {"id": None, "url": url, "width": width, "height": height, "altText": file.alt}
        original = {
            "url": f"{self._urls['storage']}/originals/{file.number}/{file.name}",
            "fileSize": len(file.original),
        }
        is_shown = status == "READY" and not self._shop.options.hides_originals
        complaint = {"code": file.failure, "message": file.failure, "details": None}
        return {
            "__typename": file.kind,
            "id": file.gid,
            "alt": file.alt,
            "createdAt": CREATED,
            "updatedAt": CREATED,
            "status": status,
            "fileStatus": status,
            "fileErrors": [complaint] if status == "FAILED" else [],
            "mediaContentType": "IMAGE" if file.kind == "MediaImage" else "VIDEO",
            "preview": {"image": image, "status": status},
            "image": image,
            "originalSource": original if is_shown else None,
        }


def terms(query: str) -> list[tuple[str, str]]:
    """Names and values of a search."""
    return [(name, quoted.replace('\\"', '"') or plain) for name, quoted, plain in TERM.findall(query)]


def paged(rows: Sequence[Any], first: int | None = None, after: str | None = None, **_: Any) -> dict[str, Any]:
    if first is None or not 0 < first <= MAX_PAGE:
        raise GraphQLError(f"first is 1 to {MAX_PAGE}")
    start = int(after or 0)
    end = start + first
    return {
        "nodes": rows[start:end],
        "pageInfo": {"hasNextPage": end < len(rows), "endCursor": str(min(end, len(rows)))},
    }


def said(complaint: Complaint, row: str = "") -> dict[str, Any]:
    return {"code": complaint.code, "message": str(complaint), "field": [complaint.at, *([row] if row else [])]}
