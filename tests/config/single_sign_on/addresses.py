"""The site's addresses with one for the provider, for pages in a process that has not turned it on."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def there(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("login/oidc/", there, name="login-oidc"), path("", include("config.urls"))]
