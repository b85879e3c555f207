"""The REST form of pictures: base64 straight into the gallery, positions from 1, variants by number."""

import base64
import binascii
import io
import re
from typing import Any

from PIL import Image

from tests.simulators.server import Response, json_response
from tests.simulators.shopify.shop import MAX_EDGE, Complaint, StoredFile, StoredProduct, StoredShop

IMAGES = re.compile(r"/products/(\d+)/images(?:/(\d+))?\.json")
FORMATS = ("JPEG", "PNG", "GIF")


def answered(shop: StoredShop, method: str, path: str, body: dict[str, Any], storage_url: str) -> Response:
    found = IMAGES.fullmatch(path)
    product = shop.products.get(f"gid://shopify/Product/{found[1]}") if found else None
    if found is None or product is None:
        return json_response({"errors": "Not Found"}, 404)
    images = RestImages(shop, product, storage_url)
    if found[2] is None:
        if method == "GET":
            return json_response({"images": images.documents()})
        return images.post(body["image"])
    gid = f"gid://shopify/MediaImage/{found[2]}"
    if gid not in product.media:
        return json_response({"errors": "Not Found"}, 404)
    return images.put(gid, body["image"])


class RestImages:
    """The pictures of one product."""

    def __init__(self, shop: StoredShop, product: StoredProduct, storage_url: str) -> None:
        self._shop, self._product, self._storage_url = shop, product, storage_url

    def documents(self) -> list[dict[str, Any]]:
        files = [self._shop.files[gid] for gid in self._product.media]
        return [self._document(file, place) for place, file in enumerate(files, 1) if file.kind == "MediaImage"]

    def post(self, image: dict[str, Any]) -> Response:
        """One that is too large is answered as if it were taken, and dropped."""
        try:
            data = base64.b64decode(image["attachment"], validate=True)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                is_too_large = max(opened.size) > MAX_EDGE
        except (OSError, KeyError, binascii.Error):
            return json_response({"errors": {"image": ["is not a valid image"]}}, 422)
        try:
            file = self._shop.create_file(image.get("filename", "image.jpg"), image.get("alt", ""), data, delay=0)
        except Complaint as complaint:
            return json_response({"errors": {"alt": [str(complaint)]}}, 422)
        document = self._document(file, len(self._product.media) + 1)
        if is_too_large:
            del self._shop.files[file.gid]
            return json_response({"image": document})
        self._product.media.append(file.gid)
        return self.put(file.gid, image)

    def put(self, gid: str, image: dict[str, Any]) -> Response:
        file, media = self._shop.files[gid], self._product.media
        if "position" in image:
            media.remove(gid)
            media.insert(int(image["position"]) - 1, gid)
        if "alt" in image:
            file.alt = image["alt"]
        if "variant_ids" in image:
            for variant in self._product.variants:
                if variant.number in image["variant_ids"]:
                    variant.picture = gid
                elif variant.picture == gid:
                    variant.picture = ""
        return json_response({"image": self._document(file, media.index(gid) + 1)})

    def _document(self, file: StoredFile, position: int) -> dict[str, Any]:
        width, height = file.size
        return {
            "id": file.number,
            "product_id": self._product.number,
            "position": position,
            "alt": file.alt,
            "width": width,
            "height": height,
            "src": f"{self._storage_url}/cdn/{file.number}/{file.name}?v=1",
            "variant_ids": [variant.number for variant in self._product.variants if variant.picture == file.gid],
            "admin_graphql_api_id": file.gid,
        }
