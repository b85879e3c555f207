"""The published form of a generation contract, for programs that write or read contracts."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from renders.contracts import READABLE_VERSIONS, published


@login_not_required
@require_safe
def schema(request: HttpRequest, version: int) -> HttpResponse:
    """JSON Schema of one contract version. It holds no data of ours, so nobody has to sign in for it."""
    if version not in READABLE_VERSIONS:
        known = ", ".join(f"/contracts/v{each}.json" for each in READABLE_VERSIONS)
        told = {"detail": f"There is no contract version {version}. Published: {known}."}
        return JsonResponse(told, status=HTTPStatus.NOT_FOUND)
    return HttpResponse(published(version).read_bytes(), content_type="application/schema+json")
