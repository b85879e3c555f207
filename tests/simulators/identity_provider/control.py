"""Addresses: allauth's, and those with which a test says who there is and what is true."""

import json
from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from tests.simulators.identity_provider.claims import LIES
from tests.simulators.identity_provider.password import PASSWORD_THERE


def person(request: HttpRequest) -> HttpResponse:
    """Somebody with `username`, `email`, `is_verified` and `groups`; who is there already is changed."""
    said = json.loads(request.body)
    one, is_new = User.objects.get_or_create(username=said["username"])
    if is_new:
        one.set_password(PASSWORD_THERE)
    one.first_name, one.last_name = said.get("first_name", ""), said.get("last_name", "")
    one.email = said.get("email", "")
    one.save()
    one.groups.set([Group.objects.get_or_create(name=name)[0] for name in said.get("groups", [])])
    EmailAddress.objects.filter(user=one).delete()
    if one.email:
        verified = said.get("is_verified", True)
        EmailAddress.objects.create(user=one, email=one.email, verified=verified, primary=True)
    return JsonResponse({"sub": str(one.pk)})


def client(request: HttpRequest) -> HttpResponse:
    """Whom the provider signs people in for: `id`, `secret`, `redirect_uris`."""
    said = json.loads(request.body)
    one = Client(
        id=said["id"],
        name="Packshot",
        scopes="openid\nprofile\nemail",
        redirect_uris="\n".join(said["redirect_uris"]),
        skip_consent=True,
    )
    one.set_secret(said["secret"])
    one.save()
    return JsonResponse({})


def lies(request: HttpRequest) -> HttpResponse:
    """These in place of all."""
    LIES.clear()
    LIES.update(json.loads(request.body))
    return JsonResponse({})


class Outage:
    """503 while the provider is said to be down."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if LIES.get("is_down") and not request.path.startswith("/_control/"):
            return HttpResponse(status=503)
        return self.get_response(request)


urlpatterns = [
    path("_control/person", person),
    path("_control/client", client),
    path("_control/lies", lies),
    path("accounts/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
]
