"""Whatever goes wrong below the address of the API is answered as a problem, not as a page."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from config.web.problems import CONTENT_TYPE, problem

API = "/api/v1/"


class ApiProblemMiddleware:
    """It comes before anything that may answer with a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_error = response.status_code >= HTTPStatus.BAD_REQUEST
        if not is_error or not request.path.startswith(API) or response.headers.get("Content-Type") == CONTENT_TYPE:
            return response
        # In its place, with the headers that guard every answer.
        said = problem(request, response.status_code)
        response.content = b"" if request.method == "HEAD" else said.content
        response["Content-Type"], response["Cache-Control"] = CONTENT_TYPE, "no-store"
        response["Content-Length"] = str(len(response.content))
        return response
