"""Requests to one WordPress site, on the API of its media and on that of its shop."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from renders.channels.base import ChannelError, Mismatch, Rejected, Unreachable
from renders.channels.woocommerce.refusals import page_refusal, refusal
from renders.outbound import Answer, BadAnswer, Forbidden, Gone, NoAnswer, Outbound, OutboundError, TooLarge

# Seconds. A small server draws its smaller copies of a picture before it answers an upload.
READ_TIMEOUT = 30.0
WRITE_TIMEOUT = 60.0
UPLOAD_TIMEOUT = 180.0
# A product of a hundred variations, whose extensions add fields of their own to each.
MAX_ANSWER_BYTES = 8 * 1024 * 1024


class AnswerLost(Unreachable):
    """What became of a request is unknown."""


@dataclass(frozen=True)
class SiteAnswer:
    """JSON of the site, whatever the status."""

    answer: Answer
    document: Any

    @property
    def is_good(self) -> bool:
        return self.answer.status in (200, 201)

    @property
    def code(self) -> str:
        """What went wrong, as the site names it."""
        code = self.document.get("code") if isinstance(self.document, dict) else None
        return code if isinstance(code, str) else ""

    @property
    def refusal(self) -> ChannelError:
        return refusal(self.answer, self.code)

    def value(self) -> Any:
        """What was asked for. Raises what the status and code mean."""
        if not self.is_good:
            raise self.refusal
        return self.document

    def fields(self) -> dict[str, Any]:
        """The object that was asked for. Raises `Unreachable` for anything else."""
        value = self.value()
        if not isinstance(value, dict):
            raise _unusable()
        return value

    def rows(self) -> list[dict[str, Any]]:
        """The objects of a list that was asked for. Raises `Unreachable` for anything else."""
        value = self.value()
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise _unusable()
        return value


class WordPressSite:
    """One site. Keys of the shop go to its API of products only; the application password to both without them."""

    def __init__(
        self, url: str, *, application: str, keys: str, media_hosts: Sequence[str], allow: Collection[str]
    ) -> None:
        self._media = Outbound(
            base_url=url, headers={"Authorization": application}, asset_hosts=media_hosts, allow=tuple(allow)
        )
        self._shop = Outbound(base_url=url, headers={"Authorization": keys or application}, allow=tuple(allow))
        # Whether the site has addresses such as /wp-json/…; unknown until it answered.
        self._has_pretty_addresses: bool | None = None

    def get(self, path: str, **query: str | int) -> SiteAnswer:
        """Read. A site without pretty addresses is found out here, because every change begins with a reading."""
        try:
            answer = self._asked("GET", path, query)
            self._has_pretty_addresses = self._has_pretty_addresses is not False
        except _NoJson as error:
            if self._has_pretty_addresses is not None or error.answer.status not in (200, 301, 302, 307, 308, 404):
                raise page_refusal(error.answer) from None
            answer = self._asked_plainly(path, query, error)
        return answer

    def send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        headers: Mapping[str, str] = {},
        timeout: float = WRITE_TIMEOUT,
        **query: str | int,
    ) -> SiteAnswer:
        """Change something. Raises `AnswerLost` when nobody knows whether it was changed."""
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body)
        try:
            return self._asked(method, path, query, data, headers, timeout)
        except _NoJson as error:
            raise page_refusal(error.answer) from None

    def fetch(self, address: str) -> bytes:
        """A picture as visitors get it. Raises `Mismatch` when there is none."""
        try:
            return self._media.fetch(address)
        except Forbidden as error:
            raise Rejected(
                _(
                    "%(error)s Pictures of this shop are not read from there, so nobody knows whether they are right: "
                    "an admin can add the host to media_hosts of the channel."
                )
                % {"error": error}
            ) from error
        except (Gone, TooLarge) as error:
            raise Mismatch(
                _("%(address)s does not show the picture. %(error)s") % {"address": address, "error": error}
            ) from error
        except OutboundError as error:
            raise Unreachable(_("A picture could not be read back. %(error)s") % {"error": error}) from error

    def _asked_plainly(self, path: str, query: Mapping[str, str | int], first: "_NoJson") -> SiteAnswer:
        self._has_pretty_addresses = False
        try:
            return self._asked("GET", path, query)
        except _NoJson:
            self._has_pretty_addresses = None
            raise page_refusal(first.answer) from None

    def _asked(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int],
        body: str | bytes | None = None,
        headers: Mapping[str, str] = {},
        timeout: float = READ_TIMEOUT,
    ) -> SiteAnswer:
        outbound = self._shop if path.startswith("wc/") else self._media
        try:
            answer = outbound.call(
                method,
                self._address(path, query),
                body=body,
                # Asked for data, WordPress says in data that it broke.
                headers={"Accept": "application/json", **headers},
                timeout=timeout,
                max_bytes=MAX_ANSWER_BYTES,
            )
        except Forbidden as error:
            raise Rejected(
                _("%(error)s Nothing was published: an admin can put the address of the site right.") % {"error": error}
            ) from error
        except (NoAnswer, BadAnswer) as error:
            raise AnswerLost(_("The shop's answer was lost. %(error)s") % {"error": error}) from error
        except OutboundError as error:
            raise Unreachable(_("The shop could not be reached. %(error)s") % {"error": error}) from error
        return _understood(answer)

    def _address(self, path: str, query: Mapping[str, str | int]) -> str:
        if self._has_pretty_addresses is False:
            return f"/?{urlencode({'rest_route': f'/{path}', **query})}"
        return f"/wp-json/{path}" + (f"?{urlencode(query)}" if query else "")


class _NoJson(Exception):
    """A page of the site, of a plugin or of a proxy."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


def _understood(answer: Answer) -> SiteAnswer:
    """Raises `_NoJson` by the content type alone, and `AnswerLost` for JSON that is none."""
    if "json" not in answer.headers.get("Content-Type", "").lower():
        raise _NoJson(answer)
    try:
        return SiteAnswer(answer, answer.json())
    except BadAnswer as error:
        raise _unusable() from error


def _unusable() -> AnswerLost:
    return AnswerLost(
        _(
            "The shop answered something else than data. Somebody who runs the site can look into its error log: "
            "warnings of PHP must not be printed into answers."
        )
    )
