"""Bodies as JSON that can be stored: strict, of a limited size and depth, never changed on the way in."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser
from pydantic import BaseModel, ConfigDict

from catalog import strict_json
from renders.api.protocol.problems import ApiRefusal

MAX_BYTES = 4 * 1024 * 1024


class StrictBody(BaseModel):
    """What a program sends: unknown fields and other types are refused, not dropped or converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class StrictParser(Parser):
    """Reads what is JSON and says so. Raises `ApiRefusal` and `NotStrictJson`."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            said = request.content_type or _("nothing")
            raise ApiRefusal(415, _("The body is to be JSON, and Content-Type says %(said)s.") % {"said": said[:100]})
        if len(request.body) > MAX_BYTES:
            raise ApiRefusal(413, _("The body may have %(limit)s MB.") % {"limit": MAX_BYTES // 1024 // 1024})
        try:
            text = request.body.decode()
        except UnicodeDecodeError:
            raise ApiRefusal(400, _("The body is not UTF-8.")) from None
        return strict_json.loads(text, max_bytes=MAX_BYTES)
