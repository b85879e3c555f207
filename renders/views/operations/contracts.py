"""The JSON Schema of generation contracts, for programs that write or read them."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from renders.contracts import READABLE_VERSIONS, published


@login_not_required
@require_safe
def contracts(request: HttpRequest, version: int) -> HttpResponse:
    """The schema of one contract version. It holds no data, so nobody has to sign in."""
    if version not in READABLE_VERSIONS:
        known = ", ".join(f"/contracts/v{each}.json" for each in READABLE_VERSIONS)
        answer = {"detail": f"There is no contract version {version}. Published: {known}."}
        return JsonResponse(answer, status=HTTPStatus.NOT_FOUND)
    return HttpResponse(published(version).read_bytes(), content_type="application/schema+json")
