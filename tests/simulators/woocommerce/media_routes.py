"""What the simulated site answers on wp/v2."""

import hashlib
import json
import re
from typing import Any

from tests.simulators.server import Request, Response, json_response
from tests.simulators.woocommerce.editors import NoPictureSent
from tests.simulators.woocommerce.library import Library, StoredAttachment
from tests.simulators.woocommerce.products import UPLOADS, ShopRefusal

STORED = "X-WP-Upload-Attachment-ID"
DISPOSITION = re.compile(r"^attachment;.*\bfilename=\"?([^\";]+)\"?", re.IGNORECASE)


class MediaRoutes:
    """Attachments over HTTP. `rights` are those of the user who asks."""

    def __init__(self, library: Library, base_url: str) -> None:
        self._library, self._base_url = library, base_url

    def listed(self, request: Request, rights: set[str]) -> Response:
        if request.query.get("context") == "edit" and "upload_files" not in rights:
            raise ShopRefusal("rest_forbidden_context", 403 if rights else 401)
        found = self._library.found(request.query.get("search", ""))
        found.sort(key=lambda each: each.id, reverse=request.query.get("order", "desc") == "desc")
        size, page = int(request.query.get("per_page", "10")), int(request.query.get("page", "1"))
        size = min(size, self._library.options.page)
        return json_response([self.fields(each) for each in found[(page - 1) * size : page * size]])

    def read(self, number: int) -> Response:
        return json_response(self.fields(self._attachment(number)))

    def created(self, request: Request, rights: set[str], *, is_whole: bool) -> Response:
        """Raises `ShopRefusal`. Without `is_whole` the server breaks before the smaller copies are made."""
        name = self._uploadable(request, rights)
        mime = request.headers.get("content-type", "")
        try:
            attachment = self._library.add(name, request.body, mime, is_whole=is_whole)
        except NoPictureSent:
            raise ShopRefusal("rest_upload_sideload_error", 500) from None
        if not is_whole:
            return error_response("internal_server_error", 500, **{STORED: str(attachment.id)})
        answer = json_response(self.fields(attachment), 201)
        answer.headers["Location"] = f"{self._base_url}/wp-json/wp/v2/media/{attachment.id}"
        answer.headers[STORED] = str(attachment.id)
        return answer

    def updated(self, number: int, request: Request, rights: set[str]) -> Response:
        attachment = self._attachment(number)
        self._require(rights, "rest_cannot_edit")
        body = request.json()
        for name, field in (("alt_text", "alt"), ("title", "title"), ("caption", "caption")):
            if name in body:
                setattr(attachment, field, " ".join(str(body[name]).split()))
        return json_response(self.fields(attachment))

    def processed(self, number: int, request: Request, rights: set[str]) -> Response:
        attachment = self._attachment(number)
        self._require(rights, "rest_cannot_edit")
        if request.json().get("action") != "create-image-subsizes":
            raise ShopRefusal("rest_invalid_param", 400)
        self._library.draw_copies(attachment)
        return json_response(self.fields(attachment))

    def deleted(self, number: int, request: Request, rights: set[str]) -> Response:
        attachment = self._attachment(number)
        self._require(rights, "rest_cannot_delete")
        if request.query.get("force") not in ("true", "1"):
            raise ShopRefusal("rest_trash_not_supported", 501)
        fields = self.fields(attachment)
        self._library.remove(attachment)
        return json_response({"deleted": True, "previous": fields})

    def fields(self, attachment: StoredAttachment) -> dict[str, Any]:
        address = (self._library.options.media_url or self._base_url) + UPLOADS
        sizes = {
            name: {"width": size["width"], "height": size["height"], "source_url": address + size["path"]}
            for name, size in attachment.sizes.items()
        }
        details: dict[str, Any] = {}
        if attachment.width:
            full = {"width": attachment.width, "height": attachment.height, "source_url": address + attachment.file}
            details = {"width": attachment.width, "height": attachment.height, "file": attachment.file}
            details["sizes"] = {**sizes, "full": full}
            if attachment.original:
                details["original_image"] = attachment.original.rpartition("/")[2]
        return {
            "id": attachment.id,
            "source_url": address + attachment.file,
            "alt_text": attachment.alt,
            "title": {"raw": attachment.title, "rendered": attachment.title},
            "caption": {"raw": attachment.caption, "rendered": f"<p>{attachment.caption}</p>"},
            "mime_type": attachment.mime,
            "media_details": details,
            "missing_image_sizes": attachment.missing,
        }

    def _attachment(self, number: int) -> StoredAttachment:
        if number not in self._library.attachments:
            raise ShopRefusal("rest_post_invalid_id", 404)
        return self._library.attachments[number]

    def _require(self, rights: set[str], code: str) -> None:
        if "upload_files" not in rights:
            raise ShopRefusal(code, 403 if rights else 401)

    def _uploadable(self, request: Request, rights: set[str]) -> str:
        """The name of the file that is sent. Raises `ShopRefusal`."""
        options, headers = self._library.options, request.headers
        if "upload_files" not in rights:
            raise ShopRefusal("rest_cannot_create", 400 if rights else 401)
        if not request.body:
            raise ShopRefusal("rest_upload_no_data", 400)
        if not headers.get("content-type"):
            raise ShopRefusal("rest_upload_no_content_type", 400)
        if not headers.get("content-disposition"):
            raise ShopRefusal("rest_upload_no_content_disposition", 400)
        named = DISPOSITION.match(headers["content-disposition"])
        if named is None:
            raise ShopRefusal("rest_upload_invalid_disposition", 400)
        digest = hashlib.md5(request.body, usedforsecurity=False).hexdigest()
        if headers.get("content-md5", digest) != digest:
            raise ShopRefusal("rest_upload_hash_mismatch", 412)
        if options.space:
            codes = {"limited": "rest_upload_limited_space", "quota": "rest_upload_user_quota_exceeded"}
            raise ShopRefusal(codes[options.space], 400)
        if 0 < options.max_kilobytes * 1024 < len(request.body):
            raise ShopRefusal("rest_upload_file_too_big", 400)
        if headers["content-type"] not in options.types.split(","):
            raise ShopRefusal("rest_upload_sideload_error", 500)
        return named[1]


def error_response(code: str, status: int, **headers: str) -> Response:
    """An error in WordPress's form."""
    body = json.dumps({"code": code, "message": "Sorry.", "data": {"status": status}}).encode()
    return Response(status, body, {"Content-Type": "application/json; charset=UTF-8", **headers})
