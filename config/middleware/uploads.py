"""Requests that are too large, refused by their Content-Length before a byte of the body is read."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from catalog.pictures import MAX_BYTES
from catalog.text import whole_number

# Bytes: a cutout and its mask, each as large as a picture may be, and the fields around them.
MAX_REQUEST = 2 * MAX_BYTES + 1024 * 1024


class UploadLimitMiddleware:
    """Answer 413 to a body larger than any form needs. It has to come before anything that reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_number = length.isascii() and length.isdecimal()
        if not is_number or whole_number(length, maximum=MAX_REQUEST) is not None:
            return self.get_response(request)
        context = {"megabytes": MAX_BYTES // (1024 * 1024)}
        return TemplateResponse(request, "413.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE).render()
