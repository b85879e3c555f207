"""Addresses of the API. They have no names and ask for no session: tokens are their sign-in."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from renders.api.application import api, document


@csrf_exempt
@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The document that says everything; it names no rows."""
    return JsonResponse(document())


def addresses() -> Iterator[URLPattern]:
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            yield path(str(pattern.pattern), login_not_required(pattern.callback))


urlpatterns = [path("openapi.json", openapi), *addresses()]
