"""The way to the provider and back, with django-allauth's client for OpenID Connect."""

import logging
import secrets
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from config.single_sign_on.asking import limited, reason
from config.single_sign_on.refusals import NotSignedIn, Why
from config.single_sign_on.tokens import verified, with_userinfo
from config.single_sign_on.variables import is_loopback

SUB_ID = "oidc"
REMEMBERED = 600.0  # seconds
# Nobody who begins in this time asks again where nothing came.
SILENCE_REMEMBERED = 5.0
FOR_BROWSERS = ("authorization_endpoint", "end_session_endpoint")
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")

log = logging.getLogger(__name__)
_found: dict[str, tuple[float, dict[str, Any]]] = {}
_silent: dict[str, float] = {}


def configuration(issuer: str) -> dict[str, Any]:
    """What the provider says of itself, asked once in ten minutes. Raises `NotSignedIn`."""
    at, found = _found.get(issuer, (0.0, {}))
    if not found or time.monotonic() - at > REMEMBERED:
        found = asked(issuer)
        _found[issuer] = (time.monotonic(), found)
    return found


@limited()
def asked(issuer: str) -> dict[str, Any]:
    """Raises `NotSignedIn`, at once where it has just done so."""
    if time.monotonic() < _silent.get(issuer, 0.0):
        raise NotSignedIn(Why.UNAVAILABLE)
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        answer.raise_for_status()
        return checked(answer.json(), issuer)
    except NotSignedIn:
        _silent[issuer] = time.monotonic() + SILENCE_REMEMBERED
        raise


def checked(document: Any, issuer: str) -> dict[str, Any]:
    """The document, if it is this issuer's and sends browsers to web addresses only. Raises `NotSignedIn`.

    Nobody has signed in yet, so what is wrong goes into the log that strangers may fill.
    """
    said = document if isinstance(document, dict) else {}
    wrong = [name for name in NEEDED if not isinstance(said.get(name), str)]
    wrong += [name for name in FOR_BROWSERS if name in said and not is_web_address(said[name])]
    if not wrong and said["issuer"].rstrip("/") != issuer.rstrip("/"):
        wrong = ["issuer"]
    if wrong:
        log.warning("OIDC_ISSUER: the configuration that stands there has a wrong %s", ", ".join(wrong))
        raise NotSignedIn(Why.UNAVAILABLE)
    return said


def is_web_address(text: Any) -> bool:
    try:
        parts = urlsplit(str(text))
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))


class Endpoints(OpenIDConnectOAuth2Adapter):
    """allauth's, with our address to come back to and our own copy of what the provider says of itself."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, SUB_ID)

    @property
    def openid_config(self) -> dict[str, Any]:
        return configuration(settings.SINGLE_SIGN_ON.issuer)

    def get_provider(self) -> "SignInProvider":
        return SignInProvider(self.request)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return own_address(request, "login-oidc-back")


class SignInProvider(OpenIDConnectProvider):
    """The one provider of this installation."""

    def __init__(self, request: HttpRequest) -> None:
        chosen = settings.SINGLE_SIGN_ON
        app = SocialApp(
            provider=self.id,
            provider_id=SUB_ID,
            name=chosen.shown_name,
            client_id=chosen.client_id,
            secret=chosen.client_secret.get_secret_value(),
            settings={"server_url": chosen.issuer, "oauth_pkce_enabled": True, "scope": chosen.scopes},
        )
        super().__init__(request, app)

    def get_oauth2_adapter(self, request: HttpRequest) -> Endpoints:
        return Endpoints(request)


def own_address(request: HttpRequest, name: str) -> str:
    """A page of ours with its host, as the provider has to know it."""
    path = reverse(name)
    return f"{settings.PUBLIC_BASE_URL}{path}" if settings.PUBLIC_BASE_URL else request.build_absolute_uri(path)


def way_there(request: HttpRequest, then: str) -> HttpResponseRedirect:
    """The redirect to the provider; `then` is the page of ours to end at. Raises `NotSignedIn`."""
    configuration(settings.SINGLE_SIGN_ON.issuer)
    sent = {"nonce": secrets.token_urlsafe(24)}
    provider = SignInProvider(request)
    return provider.redirect(request, AuthProcess.LOGIN, next_url=then, data=sent, auth_params=dict(sent))


@limited()
def came_back(request: HttpRequest) -> tuple[dict[str, Any], str, str]:
    """The claims of whoever came back, their page of ours, and their ID token. Raises `NotSignedIn`."""
    state = statekit.unstash_state(request, provider_id=SUB_ID, state_id=request.GET.get("state", ""))
    if state is None:
        raise NotSignedIn(Why.LOST)
    if "error" in request.GET or "code" not in request.GET:
        log.warning("Somebody came back from the sign-in provider without a code%s", reason(request.GET.get("error")))
        raise NotSignedIn(Why.CANCELLED)
    endpoints = Endpoints(request)
    client = endpoints.get_client(request, endpoints.get_provider().app)
    try:
        answer = client.get_access_token(request.GET["code"], pkce_code_verifier=state["pkce_code_verifier"])
    except OAuth2Error:
        raise NotSignedIn(Why.CANCELLED) from None
    token = str(answer.get("id_token") or "")
    claims = claims_of(endpoints.openid_config, token, state["data"]["nonce"])
    claims = with_missing(endpoints.openid_config, claims, str(answer["access_token"]))
    return claims, state.get("next") or "", token


def claims_of(provider: dict[str, Any], token: str, nonce: str) -> dict[str, Any]:
    client_id = settings.SINGLE_SIGN_ON.client_id
    with get_adapter().get_requests_session() as session:
        keys = session.get(provider["jwks_uri"])
    keys.raise_for_status()
    return verified(token, keys.json(), issuer=provider["issuer"], client_id=client_id, nonce=nonce)


def with_missing(provider: dict[str, Any], claims: dict[str, Any], access_token: str) -> dict[str, Any]:
    """With what the token left out, where the provider says more on asking."""
    wanted = {"email", "preferred_username", settings.SINGLE_SIGN_ON.groups_claim}
    address = provider.get("userinfo_endpoint")
    if wanted <= claims.keys() or not address:
        return claims
    with get_adapter().get_requests_session() as session:
        more = session.get(address, headers={"Authorization": f"Bearer {access_token}"})
    more.raise_for_status()
    said = more.json()
    return with_userinfo(claims, said if isinstance(said, dict) else {})


def way_out(request: HttpRequest, id_token: str) -> str:
    """The provider's own address for signing out; empty where it has none or does not answer."""
    try:
        address = configuration(settings.SINGLE_SIGN_ON.issuer).get("end_session_endpoint", "")
    except NotSignedIn:
        return ""
    if not address:
        return ""
    query = {
        "client_id": settings.SINGLE_SIGN_ON.client_id,
        "post_logout_redirect_uri": own_address(request, "login"),
        **({"id_token_hint": id_token} if id_token else {}),
    }
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"
