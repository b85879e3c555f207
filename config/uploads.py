"""Requests that are too large, refused by their own account of themselves, before a byte of them is read."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from catalog.pictures import MAX_BYTES

MAX_REQUEST = 2 * MAX_BYTES + 1024 * 1024
"""Bytes: a cutout and its mask, each as large as a picture may be, and the fields around them."""


class UploadLimitMiddleware:
    """Answer 413 to what no form of ours can use. It has to come before anything that reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) <= MAX_REQUEST:
            return self.get_response(request)
        context = {"megabytes": MAX_BYTES // (1024 * 1024)}
        return TemplateResponse(request, "413.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE).render()
