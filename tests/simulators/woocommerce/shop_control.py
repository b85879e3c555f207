"""`/_control/…` of the simulated shop: what happened, and what people do there beside us."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageDraw

from tests.simulators.server import Request, Response, json_response
from tests.simulators.woocommerce.options import with_changes
from tests.simulators.woocommerce.simulated_shop import SimulatedWooShop

PREFIX = "/_control/"


class ShopControl:
    """`GET` reads, `POST` with JSON changes; both answer JSON."""

    def __init__(self, shop: SimulatedWooShop) -> None:
        self._shop = shop
        self._reads: dict[str, Callable[[], Any]] = {
            "shop": lambda: {"products": shop.shelf.document(), "media": shop.library.document()},
            "stats": shop.stats,
            "options": lambda: dict(vars(shop.options)),
            "script": lambda: [{"fault": each.fault, "seen": each.seen, "fired": each.fired} for each in self._rules],
        }
        self._commands: dict[str, Callable[[Any], Any]] = {
            "options": lambda changes: dict(vars(with_changes(shop.options, changes))),
            "script": shop.faults.replace,
            "product": self._product,
            "media": lambda body: {"id": self._foreign(body.get("name", "foreign"))},
            "edit": self._edit,
            "remove": self._remove,
            "change": lambda body: shop.library.change(shop.library.attachments[body["media"]], body["how"]),
            "reset": lambda body: shop.reset(),
        }

    @property
    def _rules(self) -> list[Any]:
        return self._shop.faults.rules

    def answer(self, request: Request) -> Response:
        """One request to the control API."""
        name = request.path.removeprefix(PREFIX)
        try:
            if request.method == "GET" and name in self._reads:
                return json_response(self._reads[name]())
            if request.method == "POST" and name in self._commands:
                return json_response(self._commands[name](request.json() if request.body else {}))
        except (ValueError, TypeError, KeyError) as error:
            return json_response({"error": str(error)}, 400)
        return json_response({"ask": sorted(self._reads), "tell": sorted(self._commands)}, 404)

    def _product(self, body: dict[str, Any]) -> dict[str, Any]:
        shelf = self._shop.shelf
        product = shelf.add(body["sku"], body.get("name", body["sku"]), body.get("variations", []))
        product.images = [self._foreign(f"foreign-{product.id}-{n}") for n in range(body.get("pictures", 0))]
        variations = [each.id for each in product.variations]
        return {"id": product.id, "pictures": product.images, "variations": variations}

    def _foreign(self, name: str) -> int:
        """A picture of somebody else's, unlike any other."""
        library = self._shop.library
        picture = Image.new("RGB", (420, 420), "white")
        shade = (37 * library.last_id) % 200
        ImageDraw.Draw(picture).rectangle((40, 40, 380, 380), fill=(shade, 255 - shade, 90))
        file = io.BytesIO()
        picture.save(file, "JPEG")
        attachment = library.add(f"{name}.jpg", file.getvalue(), "image/jpeg")
        attachment.alt = f"Alt of {name}"
        return attachment.id

    def _edit(self, body: dict[str, Any]) -> None:
        shelf = self._shop.shelf
        product = shelf.products[body["product"]]
        if "images" in body:
            product.images = [int(one) for one in body["images"]]
        if "variation" in body:
            shelf.variation(product, body["variation"]).image = int(body["image"])

    def _remove(self, body: dict[str, Any]) -> None:
        shop = self._shop
        if "media" in body:
            shop.library.remove(shop.library.attachments[body["media"]])
        elif body.get("forever"):
            del shop.shelf.products[body["product"]]
        else:
            shop.shelf.products[body["product"]].status = "trash"
