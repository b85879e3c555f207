"""One simulated site: who asks, what is asked for, and what the client gets."""

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.simulators.faults import ScriptedFault
from tests.simulators.faulty_responses import faulty_response
from tests.simulators.server import Request, Response, json_response
from tests.simulators.woocommerce.faults import READS, WooFaults
from tests.simulators.woocommerce.library import Library
from tests.simulators.woocommerce.media_routes import STORED, MediaRoutes, error_response
from tests.simulators.woocommerce.options import KEY, PASSWORD, SECRET, USER, WooOptions
from tests.simulators.woocommerce.product_routes import ProductRoutes
from tests.simulators.woocommerce.products import UPLOADS, ShopRefusal, ShopShelf

PAGE = b"<!doctype html><title>A page</title><h1>Welcome to our shop</h1>"
ROUTES = {
    "users.me": ("GET", r"/wp/v2/users/me"),
    "media.list": ("GET", r"/wp/v2/media"),
    "media.create": ("POST", r"/wp/v2/media"),
    "media.read": ("GET", r"/wp/v2/media/(\d+)"),
    "media.update": ("POST PUT PATCH", r"/wp/v2/media/(\d+)"),
    "media.delete": ("DELETE", r"/wp/v2/media/(\d+)"),
    "media.process": ("POST", r"/wp/v2/media/(\d+)/post-process"),
    "products.list": ("GET", r"/wc/v3/products"),
    "products.read": ("GET", r"/wc/v3/products/(\d+)"),
    "products.update": ("PUT POST PATCH", r"/wc/v3/products/(\d+)"),
    "variations.list": ("GET", r"/wc/v3/products/(\d+)/variations"),
    "variations.update": ("PUT POST PATCH", r"/wc/v3/products/(\d+)/variations/(\d+)"),
}


class SimulatedWooShop:
    """The site behind one address, which is set once it listens."""

    def __init__(self, options: WooOptions) -> None:
        self.options, self.base_url, self.faults = options, "", WooFaults()
        self.reset()

    def reset(self) -> None:
        """Begin anew. Options and rules stay."""
        self.library = Library(self.options)
        self.shelf = ShopShelf(self.library, self.base_url)
        self.points: Counter[str] = Counter()
        self.passwords_at_files = 0
        self.faults.fired.clear()

    def listens_at(self, base_url: str) -> None:
        self.base_url = self.shelf.base_url = base_url

    def stats(self) -> dict[str, Any]:
        api = {point: count for point, count in self.points.items() if point != "file"}
        reads = sum(count for point, count in api.items() if point in READS)
        return {
            "reads": reads,
            "writes": sum(api.values()) - reads,
            "files": self.points["file"],
            "points": dict(self.points),
            "faults": dict(self.faults.fired),
            "passwords_at_files": self.passwords_at_files,
        }

    def answer(self, request: Request) -> Response:
        """One request to the site."""
        route = self._route(request)
        if route is None:
            return self._file_or_page(request)
        point, numbers = next(
            (
                (name, [int(one) for one in found.groups()])
                for name, (methods, pattern) in ROUTES.items()
                if request.method in methods.split() and (found := re.fullmatch(pattern, route))
            ),
            ("", []),
        )
        if not point or (route.startswith("/wc/") and not self.options.has_shop):
            return error_response("rest_no_route", 404)
        self.points[point] += 1
        return self._with_faults(point, request, lambda: self._carried_out(point, numbers, request))

    def _with_faults(self, point: str, request: Request, act: Callable[[], Response]) -> Response:
        fault = self.faults.befalling(point)
        if fault is None:
            return act()
        if fault.name == "lie":
            return self._lied(act)
        if fault.name == "half":
            return self._half_stored(request, fault)
        answer = act() if fault.is_carried_out else None
        return faulty_response(fault, answer, lambda status: error_response("internal_server_error", status))

    def _lied(self, act: Callable[[], Response]) -> Response:
        """An answer as if it had been saved."""
        attachments, files = deepcopy(self.library.attachments), dict(self.library.files)
        products = deepcopy(self.shelf.products)
        answer = act()
        self.library.attachments, self.library.files = attachments, files
        self.shelf.products = products
        return answer

    def _half_stored(self, request: Request, fault: ScriptedFault) -> Response:
        try:
            answer = self._media.created(request, self._rights(request, "/wp/"), is_whole=False)
        except ShopRefusal as refusal:
            return error_response(refusal.code, refusal.status)
        if fault.parameters.get("silent"):
            del answer.headers[STORED]
        if fault.parameters.get("page"):
            answer.body, answer.headers["Content-Type"] = PAGE, "text/html; charset=UTF-8"
        return answer

    @property
    def _media(self) -> MediaRoutes:
        return MediaRoutes(self.library, self.base_url)

    def _carried_out(self, point: str, numbers: list[int], request: Request) -> Response:
        media, products = self._media, ProductRoutes(self.shelf)
        acts: dict[str, Callable[..., Response]] = {
            "users.me": lambda rights: self._user(rights),
            "media.list": lambda rights: media.listed(request, rights),
            "media.create": lambda rights: media.created(request, rights, is_whole=True),
            "media.read": lambda rights: media.read(*numbers),
            "media.update": lambda rights: media.updated(*numbers, request, rights),
            "media.delete": lambda rights: media.deleted(*numbers, request, rights),
            "media.process": lambda rights: media.processed(*numbers, request, rights),
            "products.list": lambda rights: products.listed(request, rights),
            "products.read": lambda rights: products.read(*numbers, rights),
            "products.update": lambda rights: products.updated(*numbers, request, rights),
            "variations.list": lambda rights: products.variations_listed(*numbers, request, rights),
            "variations.update": lambda rights: products.variation_updated(*numbers, request, rights),
        }
        try:
            api = "/wc/" if point.startswith(("products", "variations")) else "/wp/"
            return acts[point](self._rights(request, api))
        except ShopRefusal as refusal:
            return error_response(refusal.code, refusal.status)
        except ValueError:
            return error_response("rest_invalid_json", 400)

    def _user(self, rights: set[str]) -> Response:
        if not rights:
            raise ShopRefusal("rest_not_logged_in", 401)
        return json_response({"id": 5, "name": "Packshot", "capabilities": dict.fromkeys(sorted(rights), True)})

    def _rights(self, request: Request, api: str) -> set[str]:
        """Of whoever asks; none for a stranger. Raises `ShopRefusal` for a wrong password."""
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        if scheme != "Basic" or not self.options.passes_authorization:
            return set()
        user, _, password = b64decode(encoded).decode().partition(":")
        if user.startswith("ck_"):
            return self._rights_of_key(request, user, password) if api == "/wc/" else set()
        if not self.options.takes_passwords:
            raise ShopRefusal("application_passwords_disabled", 501)
        if user != USER:
            raise ShopRefusal("invalid_username", 401)
        if self.options.is_revoked or password.replace(" ", "") != PASSWORD.replace(" ", ""):
            raise ShopRefusal("incorrect_password", 401)
        return {"read_products", *self.options.rights.split(",")} if self.options.rights else {"read"}

    def _rights_of_key(self, request: Request, key: str, secret: str) -> set[str]:
        rights = self.options.key_rights
        if not rights or (key, secret) != (KEY, SECRET) or (rights == "read" and request.method != "GET"):
            raise ShopRefusal("woocommerce_rest_authentication_error", 401)
        return {"read_products"} if rights == "read" else {"read_products", "edit_products"}

    def _route(self, request: Request) -> str | None:
        """What is asked of the REST API; None for anything else."""
        if request.path in ("/", "/index.php") and "rest_route" in request.query:
            return request.query["rest_route"]
        if request.path.startswith("/wp-json/") and self.options.pretty:
            return request.path.removeprefix("/wp-json")
        return None

    def _file_or_page(self, request: Request) -> Response:
        data = self.library.files.get(request.path.removeprefix(UPLOADS))
        if data is None:
            status = self.options.plain_status if request.path.startswith("/wp-json") else 404
            return Response(status, PAGE, {"Content-Type": "text/html; charset=UTF-8"})
        self.points["file"] += 1
        self.passwords_at_files += "authorization" in request.headers
        served = Response(body=data, headers={"Content-Type": "image/jpeg"})
        return self._with_faults("file", request, lambda: served)
