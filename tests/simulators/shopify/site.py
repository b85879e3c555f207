"""The shop's addresses: its API with the control API, and the storage of uploads and pictures on a port of its own."""

import asyncio
import contextlib
import copy
import io
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from graphql import GraphQLError
from PIL import Image

from tests.listening import stop_listening
from tests.simulators.options import changed
from tests.simulators.server import Connection, Request, Response, json_response, listen
from tests.simulators.shopify import admin_rest
from tests.simulators.shopify.admin_graphql import executed, parsed
from tests.simulators.shopify.script import ShopFault, ShopScript
from tests.simulators.shopify.shop import ShopOptions, StoredShop
from tests.simulators.shopify.throttling import MOST_OF_A_QUERY, Points, actual_cost, cost_of

ADMIN = re.compile(r"/admin/api/(\d{4}-\d{2})(/.+)")
WRONG_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"  # noqa: S105
NEEDED = {"file": "write_files", "staged": "write_files", "product": "write_products"}


class SimulatedShopify:
    """One shop. Every request to the API counts as a read or a write; control does not."""

    def __init__(self, options: ShopOptions) -> None:
        self.options = options
        self.shop = StoredShop(options)
        self.script = ShopScript()
        self.points = Points(options)
        self.urls: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        self.operations: Counter[str] = Counter()
        self.leaks: list[str] = []

    def answer(self, request: Request) -> Response:
        found = ADMIN.fullmatch(request.path)
        if not found:
            return json_response({"errors": "Not Found"}, 404)
        if request.headers.get("x-shopify-access-token") != self.options.token:
            self.counts["refused"] += 1
            return json_response({"errors": WRONG_TOKEN}, 401)
        # A version that is no longer served is answered by the oldest one that is.
        served = min(max(found[1], self.options.oldest), self.options.newest)
        if found[2] == "/graphql.json":
            response = self._graphql(request.json(), served)
        else:
            response = self._rest(request, found[2])
        response.headers["X-Shopify-API-Version"] = served
        return response

    def _graphql(self, body: dict[str, Any], version: str) -> Response:
        try:
            document, operation, writes = parsed(body["query"])
        except GraphQLError as error:
            return json_response({"errors": [error.formatted]})
        self._count(operation, writes=writes)
        cost = cost_of(document, body.get("variables") or {}, writes=writes)
        if cost > MOST_OF_A_QUERY:
            return top_error("MAX_COST_EXCEEDED")
        if cost > self.points.left():
            return throttled(cost, self.points.left(), self.options.rate, self.options.points)
        scope = next((needed for name, needed in NEEDED.items() if writes and operation.startswith(name)), "")
        if scope and scope not in self.options.scopes.split(","):
            return top_error("ACCESS_DENIED")
        variables = body.get("variables") or {}

        def carry_out() -> Response:
            answer = executed(self.shop, version, document, variables, self.urls)
            self.points.spend(cost if writes else actual_cost(answer.get("data")))
            return json_response(answer)

        return self._with_fault(operation, carry_out, variables, writes=writes)

    def _rest(self, request: Request, path: str) -> Response:
        writes = request.method != "GET"
        operation = f"rest.{request.method}"
        self._count(operation, writes=writes)
        body = request.json() if request.body else {}

        def carry_out() -> Response:
            return admin_rest.answered(self.shop, request.method, path, body, self.urls["storage"])

        response = self._with_fault(operation, carry_out, body, writes=writes)
        response.headers["X-Shopify-Shop-Api-Call-Limit"] = "1/40"
        return response

    def _with_fault(self, operation: str, carry_out: Any, variables: dict[str, Any], *, writes: bool) -> Response:
        self.shop.tick()
        fault = self.script.fault(operation, writes=writes)
        if fault is None:
            answer: Response = carry_out()
            return answer
        if fault.fault == "file_fails":
            self.shop.failures.append(fault.parameters["code"])
            return carry_out()  # type: ignore[no-any-return]
        if fault.fault == "lost_answer":
            carry_out()
            return Response(manner="reset")
        if fault.fault == "lie":
            before = copy.deepcopy({name: vars(self.shop)[name] for name in ("products", "files", "staged", "jobs")})
            answer = carry_out()
            vars(self.shop).update(before)
            return answer
        if fault.fault == "partial":
            return self._partly(operation, carry_out, variables, fault)
        return refused(operation, fault)

    def _partly(self, operation: str, carry_out: Any, variables: dict[str, Any], fault: ShopFault) -> Response:
        """The first files are saved; the rest meet an error."""
        variables["files"] = variables["files"][: fault.parameters["done"]]
        document = json.loads(carry_out().body)
        document["data"][operation]["userErrors"] = [user_error(fault)]
        return json_response(document)

    def _count(self, operation: str, *, writes: bool) -> None:
        self.counts["writes" if writes else "reads"] += 1
        self.operations[operation] += 1

    def store(self, request: Request) -> Response:
        """Uploads and pictures. Whoever shows a token here has given it away."""
        if "x-shopify-access-token" in request.headers:
            self.leaks.append(request.path)
        if request.method == "POST":
            return self._upload(request)
        found = re.fullmatch(r"/(cdn|originals)/(\d+)/.+", request.path)
        file = self.shop.files.get(f"gid://shopify/MediaImage/{found[2]}") if found else None
        if not found or file is None:
            return Response(404)
        data = file.served if found[1] == "cdn" else file.original
        return Response(200, data, {"Content-Type": "image/png"})

    def _upload(self, request: Request) -> Response:
        self._count("upload", writes=True)
        fault = self.script.fault("upload", writes=True)
        if fault and fault.fault != "lost_answer":
            return refused("upload", fault)
        fields = form_of(request)
        key = fields["key"].decode()
        if key not in self.shop.staged or list(fields)[-1] != "file":
            return Response(403, b"<Error><Code>AccessDenied</Code></Error>", {"Content-Type": "application/xml"})
        self.shop.staged[key] = fields["file"]
        return Response(manner="reset") if fault else Response(201)

    def control(self, request: Request) -> Response:
        name = request.path.removeprefix("/_control/")
        reads = {
            "shop": self.shop.document,
            "stats": lambda: {**self.counts, "operations": dict(self.operations), "leaks": self.leaks},
            "options": lambda: dict(vars(self.options)),
            "addresses": lambda: self.urls,
        }
        commands = {
            "script": self.script.replace,
            "options": lambda changes: changed(self.options, changes),
            "edit": self._edit,
        }
        try:
            if request.method == "GET" and name in reads:
                return json_response(reads[name]())
            if request.method == "POST" and name in commands:
                return json_response(commands[name](request.json()))
        except (ValueError, TypeError, KeyError) as error:
            return json_response({"error": f"{type(error).__name__} {error}"}, 400)
        return json_response({"ask": sorted(reads), "tell": sorted(commands)}, 404)

    def _edit(self, change: dict[str, Any]) -> Any:
        """What somebody does in Shopify's own pages."""
        shop, what = self.shop, change["what"]
        if what == "add_product":
            return {"id": shop.add_product(change["title"], change["skus"]).gid}
        if what == "suspend_product":
            shop.products[change["id"]].is_suspended = True
        elif what == "delete_product":
            del shop.products[change["id"]]
        elif what == "add_picture":
            file = shop.create_file(change["name"], change.get("alt", ""), drawn(change.get("color", "red")), delay=0)
            shop.products[change["product"]].media.append(file.gid)
            return {"id": file.gid}
        elif what == "add_film":
            film = shop.add_film(change["name"], "")
            shop.products[change["product"]].media.append(film.gid)
            return {"id": film.gid}
        elif what == "set_alt":
            shop.files[change["id"]].alt = change["alt"]
        elif what == "delete_file":
            shop.delete_file(change["id"])
        elif what == "show_on_variant":
            for variant in shop.products[change["product"]].variants:
                if variant.sku == change["sku"]:
                    variant.picture = change["picture"]
        else:
            raise ValueError(f"No edit {what}")
        return {}


def refused(operation: str, fault: ShopFault) -> Response:
    """An answer to what was not carried out."""
    says = fault.parameters
    if fault.fault == "reset":
        return Response(manner="reset")
    if fault.fault == "throttled":
        return throttled(says.get("requested", 100), says.get("available", 0), says.get("rate", 50), 1000)
    if fault.fault == "top_error":
        return top_error(says["code"])
    if fault.fault == "html":
        return Response(200, b"<!doctype html><title>Log in</title>", {"Content-Type": "text/html"})
    if fault.fault == "user_error":
        place = "mediaUserErrors" if operation == "productReorderMedia" else "userErrors"
        return json_response({"data": {operation: {place: [user_error(fault)]}}})
    headers = {"Retry-After": str(says["retry_after"])} if "retry_after" in says else {}
    body = json.dumps({"errors": f"HTTP {fault.fault}"}).encode()
    return Response(int(fault.fault), body, {"Content-Type": "application/json", **headers})


def user_error(fault: ShopFault) -> dict[str, Any]:
    code = fault.parameters["code"]
    return {"code": code, "field": ["files", "0"], "message": fault.parameters.get("message", code)}


def top_error(code: str) -> Response:
    return json_response({"errors": [{"message": code, "extensions": {"code": code}}]})


def throttled(requested: float, available: float, rate: float, most: float) -> Response:
    """HTTP 200, as the real one."""
    status = {"maximumAvailable": most, "currentlyAvailable": available, "restoreRate": rate}
    cost = {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": status}
    errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    return json_response({"errors": errors, "extensions": {"cost": cost}})


def form_of(request: Request) -> dict[str, bytes]:
    """The fields of a multipart body in their order."""
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    fields = {}
    for part in request.body.split(b"--" + boundary)[1:-1]:
        head, _, data = part[2:-2].partition(b"\r\n\r\n")
        fields[head.partition(b'name="')[2].partition(b'"')[0].decode()] = data
    return fields


def drawn(color: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (32, 32), color).save(file, "PNG")
    return file.getvalue()


@contextlib.asynccontextmanager
async def serving(options: ShopOptions, port: int = 0) -> AsyncIterator[dict[str, str]]:
    """The addresses, while it runs."""
    simulated = SimulatedShopify(options)
    connections: set[Connection] = set()

    def answer(request: Request) -> Response:
        return simulated.control(request) if request.path.startswith("/_control/") else simulated.answer(request)

    server, base_url = await listen(answer, port, connections)
    storage, storage_url = await listen(simulated.store, 0, connections)
    simulated.urls.update(base=base_url, storage=storage_url)
    try:
        yield simulated.urls
    finally:
        await stop_listening(server)
        await stop_listening(storage)
        for connection in list(connections):
            connection.transport.abort()
        await asyncio.sleep(0)
