"""Every request has an id: in its answer, in each log line it caused, on the error page a person may read out."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")
current: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdMiddleware:
    """Take the id that a proxy sent, or make one; put it on the request, the log lines and the response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        request_id = sent if ACCEPTABLE.fullmatch(sent) else uuid.uuid4().hex
        token = current.set(request_id)
        try:
            request.META["REQUEST_ID"] = request_id
            response = self.get_response(request)
        finally:
            current.reset(token)
        response[HEADER] = request_id
        return response


class RequestIdFilter(logging.Filter):
    """Give each log line the id of the request it belongs to; `-` outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current.get()
        return True
