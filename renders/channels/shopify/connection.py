"""Calls to one shop, with its token, and what went wrong with them."""

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from renders.channels.base import AccessRefused, ChannelError, Rejected, Unreachable
from renders.channels.shopify import errors
from renders.outbound import Forbidden, Outbound, OutboundError

DEFAULT_VERSION = "2026-10"
VERSION = re.compile(r"\d{4}-\d{2}|unstable")
READ_TIMEOUT = 30.0
UPLOAD_TIMEOUT = 120.0
# Where Shopify keeps pictures; staged uploads go to its cloud storage.
PICTURE_HOSTS = (
    "cdn.shopify.com",
    "*.shopifycdn.net",
    "*.myshopify.com",
    "storage.googleapis.com",
    "*.storage.googleapis.com",
)
MAX_PICTURE_BYTES = 40 * 1024 * 1024
VERSION_HEADER = "X-Shopify-API-Version"


class ShopConnection:
    """One shop. `version_served` is what the last answer says that it was made by."""

    def __init__(self, shop_url: str, token: str, version: str) -> None:
        self._base_url = base_url(shop_url)
        if not token:
            raise AccessRefused(
                _("No access token of Shopify is set for this channel. Nothing was published: an admin can set it.")
            )
        if not VERSION.fullmatch(version):
            raise Rejected(
                _("“%(version)s” is no version of Shopify's API; one looks like %(example)s.")
                % {"version": version, "example": DEFAULT_VERSION}
            )
        self.version = version
        self.version_served = ""
        self._admin = Outbound(
            base_url=f"{self._base_url}/admin/api/{version}",
            headers={"X-Shopify-Access-Token": token},
            asset_hosts=PICTURE_HOSTS,
            allow=settings.OUTBOUND_ALLOW,
        )

    def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data that answers a GraphQL document. Raises `ChannelError` for each of the three places of errors."""
        answer = self._call("POST", "/graphql.json", {"query": document, "variables": variables})
        data = answer.get("data")
        if answer.get("errors"):
            raise errors.of_answer(answer["errors"], answer.get("extensions"))
        if not isinstance(data, dict):
            raise Unreachable(_("Shopify's answer cannot be understood. Packshot tries again."))
        for payload in data.values():
            complaints = _complaints(payload)
            if error := errors.of_user_errors(complaints):
                raise error
        return data

    def pages(self, document: str, connection: Callable[[dict[str, Any]], Any], **variables: Any) -> Iterator[Any]:
        """Each page's data; `connection` finds what is paged in it, None to end."""
        after = None
        while True:
            data = self.ask(document, **variables, after=after)
            yield data
            page = (connection(data) or {}).get("pageInfo", {})
            if not page.get("hasNextPage") or page.get("endCursor") == after:
                return
            after = page["endCursor"]

    def rest(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An answer of the REST form, whose complaints stand under `errors` as a text, or as texts by field."""
        return self._call(method, path, body, timeout=UPLOAD_TIMEOUT)

    def send_file(self, target: Mapping[str, Any], name: str, content_type: str, data: bytes) -> None:
        """Put a file where `stagedUploadsCreate` said. That host belongs to somebody else, so it gets no token."""
        storage = Outbound(base_url=target["url"], headers={}, allow=settings.OUTBOUND_ALLOW)
        fields = [(each["name"], each["value"]) for each in target["parameters"]]
        boundary, body = _multipart(fields, name, content_type, data)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        try:
            answer = storage.call("POST", "", body=body, headers=headers, timeout=UPLOAD_TIMEOUT)
        except OutboundError as error:
            raise _outbound_error(error) from error
        if not 200 <= answer.status < 300:
            raise Unreachable(
                _("The storage of Shopify did not take the file (HTTP %(status)s). Packshot uploads it again.")
                % {"status": answer.status}
            )

    def picture(self, url: str) -> bytes | None:
        """The bytes at an address that Shopify gave; None where they cannot be read."""
        try:
            return self._admin.fetch(url, max_bytes=MAX_PICTURE_BYTES)
        except OutboundError:
            return None

    def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None, timeout: float = READ_TIMEOUT
    ) -> dict[str, Any]:
        text = None if body is None else json.dumps(body)
        try:
            answer = self._admin.call(method, path, body=text, timeout=timeout)
            self.version_served = answer.headers.get(VERSION_HEADER, "")
            if error := errors.of_status(answer.status, answer.wait(errors.USUAL_WAIT)):
                raise error
            document = answer.json() if answer.body.strip() else {}
        except OutboundError as error:
            raise _outbound_error(error) from error
        if not isinstance(document, dict):
            raise Unreachable(_("Shopify's answer cannot be understood. Packshot tries again."))
        if answer.status >= 300:
            raise errors.of_code("", _said(document.get("errors")) or f"HTTP {answer.status}")
        return document


def _multipart(fields: Sequence[tuple[str, str]], name: str, content_type: str, data: bytes) -> tuple[str, bytes]:
    """The boundary and the body of a form; the file comes last, as the storage demands."""
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields
    ]
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {content_type}\r\n\r\n"
    )
    return boundary, "".join([*parts, head]).encode() + data + f"\r\n--{boundary}--\r\n".encode()


def base_url(shop_url: str) -> str:
    """Of "north", "north.myshopify.com" or a whole address."""
    if not shop_url:
        raise Rejected(
            _("No address of the shop is set for this channel. Nothing was published: an admin can set shop_url.")
        )
    if "://" in shop_url:
        return shop_url.rstrip("/")
    host = shop_url.strip("/")
    return f"https://{host}" if "." in host else f"https://{host}.myshopify.com"


def _complaints(payload: Any) -> Sequence[Mapping[str, Any]]:
    if not isinstance(payload, dict):
        return []
    return [*(payload.get("mediaUserErrors") or ()), *(payload.get("userErrors") or ())]


def _outbound_error(error: OutboundError) -> ChannelError:
    kind = Rejected if isinstance(error, Forbidden) else Unreachable
    return kind(_("Shopify could not be reached: %(reason)s") % {"reason": error})


def _said(complaints: Any) -> str:
    if isinstance(complaints, dict):
        return "; ".join(
            f"{name} {', '.join(map(str, texts)) if isinstance(texts, list) else texts}"
            for name, texts in complaints.items()
        )
    return str(complaints or "")
