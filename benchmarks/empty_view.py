"""What an answer of the API is measured against: a view that only finds out whose token it is, behind the same
middleware."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from config.urls import urlpatterns as addresses_of_the_site
from renders.api.protocol.tokens import Bearer
from renders.models import ApiScope


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    """Nothing, for a good token."""
    Bearer(ApiScope.BANNERS)(request)
    return JsonResponse({})


urlpatterns = [path("empty/", empty), *addresses_of_the_site]
