"""Polling: a part of a page carries the revision it shows and sends it as `seen`; it gets 204 while that is current."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse

from renders.views.access import PersonRequest

ROW = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class News:
    """Numbers of rows that the page does not show yet, and of rows that it shows in an older state."""

    added: frozenset[int]
    changed: frozenset[int]


class Revision:
    """What a part shows: a digest of `content`, and the revision of each row by the row's number.

    As text, "9f86d081884c7d65.1-4.2-0": the digest, then number and revision of each row.
    """

    def __init__(self, *content: object, rows: Mapping[int, int] | None = None) -> None:
        self.rows = dict(rows or {})
        self.digest = hashlib.sha256(repr(content).encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return ".".join([self.digest, *(f"{number}-{revision}" for number, revision in self.rows.items())])

    def is_seen_by(self, request: PersonRequest) -> bool:
        """Whether this is a poll by a page that shows exactly this."""
        return bool(request.htmx) and request.GET.get("seen") == str(self)

    def news_for(self, request: PersonRequest) -> News:
        """What the asking page does not show. A page that sent nothing readable gets every row as changed."""
        seen = (request.GET or request.POST).get("seen", "")
        shown = {int(number): int(revision) for number, revision in ROW.findall(seen)}
        if not shown:
            return News(added=frozenset(), changed=frozenset(self.rows))
        known = self.rows.keys() & shown.keys()
        changed = frozenset(number for number in known if self.rows[number] != shown[number])
        return News(added=frozenset(self.rows.keys() - shown.keys()), changed=changed)


def unchanged() -> HttpResponse:
    """The answer to a poll when there is nothing new."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
