"""What the simulated site answers on wc/v3."""

from tests.simulators.server import Request, Response, json_response
from tests.simulators.woocommerce.products import ShopProduct, ShopRefusal, ShopShelf


class ProductRoutes:
    """Products and variations over HTTP. `rights` are those of the user or key that asks."""

    def __init__(self, shelf: ShopShelf) -> None:
        self._shelf = shelf

    def listed(self, request: Request, rights: set[str]) -> Response:
        self._require(rights, "woocommerce_rest_cannot_view")
        text = request.query.get("sku", "")
        skus = {text, *text.split(",")} - {""}
        found = self._shelf.with_skus(skus) if skus else list(self._shelf.products.values())
        rows = [
            self._shelf.product_fields(each) if isinstance(each, ShopProduct) else self._shelf.variation_fields(each)
            for each in found
        ]
        return json_response([row for row in rows if row["status"] != "trash"][: self._size(request)])

    def read(self, number: int, rights: set[str]) -> Response:
        self._require(rights, "woocommerce_rest_cannot_view")
        return json_response(self._shelf.product_fields(self._shelf.product(number, 404)))

    def updated(self, number: int, request: Request, rights: set[str]) -> Response:
        product = self._shelf.product(number, 400)
        self._require(rights, "woocommerce_rest_cannot_edit")
        body = request.json()
        if "images" in body:
            self._shelf.set_images(product, body["images"])
        return json_response(self._shelf.product_fields(product))

    def variations_listed(self, number: int, request: Request, rights: set[str]) -> Response:
        self._require(rights, "woocommerce_rest_cannot_view")
        product = self._shelf.product(number, 404)
        size, page = self._size(request), int(request.query.get("page", "1"))
        rows = product.variations[(page - 1) * size : page * size]
        context = request.query.get("context", "view")
        return json_response([self._shelf.variation_fields(each, context) for each in rows])

    def variation_updated(self, number: int, variation: int, request: Request, rights: set[str]) -> Response:
        product = self._shelf.product(number, 404)
        found = self._shelf.variation(product, variation)
        self._require(rights, "woocommerce_rest_cannot_edit")
        body = request.json()
        if "image" in body:
            self._shelf.set_image(found, body["image"] or {})
        return json_response(self._shelf.variation_fields(found))

    def _size(self, request: Request) -> int:
        return min(int(request.query.get("per_page", "10")), self._shelf.library.options.page)

    def _require(self, rights: set[str], code: str) -> None:
        wanted = "read_products" if code.endswith("view") else "edit_products"
        if not {wanted, "edit_products"} & rights:
            raise ShopRefusal(code, 403 if rights else 401)
