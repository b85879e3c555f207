"""What the environment may say about a provider."""

import sys

import pytest
from pydantic import ValidationError

from config import settings
from config.single_sign_on.variables import SingleSignOn
from tests.needs import SSO, needs

WHOLE = {
    "issuer": "https://login.example",
    "client_id": "packshot",
    "client_secret": "a secret",
    "roles": "commerce-admins=admin, commerce=marketer,quality=Reviewers,a=b=marketer",
}


def test_values_of_the_claim_stand_for_roles():
    pairs = [("commerce-admins", "Admins"), ("commerce", "Marketers"), ("quality", "Reviewers"), ("a=b", "Marketers")]
    assert SingleSignOn(**WHOLE).roles == pairs


def test_without_variables_it_is_off():
    chosen = SingleSignOn()
    assert not chosen.is_on
    assert chosen.faults() == []
    assert not [app for app in settings.INSTALLED_APPS if "allauth" in app]


@pytest.mark.parametrize("name", WHOLE)
def test_half_of_it_is_refused_by_name(name):
    needs(SSO)
    assert SingleSignOn(**WHOLE).faults() == []
    (fault,) = SingleSignOn(**{**WHOLE, name: ""}).faults()
    assert fault.startswith(f"OIDC_{name.upper()}: it is missing")


def test_without_the_extra_it_is_refused_with_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "allauth", None)
    expected = "OIDC_ISSUER: the extra sso is not installed. Run `uv sync --extra sso`."
    assert SingleSignOn(**WHOLE).faults() == [expected]


def test_nobody_is_shut_out_by_half_a_setting():
    assert SingleSignOn(only=True).faults() == ["OIDC_ONLY: there is no OIDC_ISSUER, so nobody could sign in."]


@pytest.mark.parametrize(
    "issuer", ["http://login.example", "login.example", "ftp://127.0.0.1", "http://127.0.0.1.nip.io"]
)
def test_an_issuer_without_https_is_refused(issuer):
    with pytest.raises(ValidationError):
        SingleSignOn(issuer=issuer)


@pytest.mark.parametrize(
    ("issuer", "place"),
    [
        ("http://127.0.0.1:9000", "127.0.0.1:9000"),
        ("http://localhost/realm", "localhost:80"),
        ("http://[::1]:9000", "[::1]:9000"),
        ("https://login.example/", "login.example:443"),
        ("https://login.example/realms/a/.well-known/openid-configuration", "login.example:443"),
    ],
)
def test_an_issuer_may_be_here_or_have_https(issuer, place):
    assert SingleSignOn(issuer=issuer).place == place


def test_an_unknown_role_is_refused():
    with pytest.raises(ValidationError, match="chef is no role"):
        SingleSignOn(roles="kitchen=chef")


@pytest.mark.parametrize(
    "issuer",
    ["https://login.example:99999", "https://login.example/?realm=a", f"https://login.example/{'x' * 200}"],
)
def test_an_issuer_that_no_row_or_request_can_hold_is_refused(issuer):
    with pytest.raises(ValidationError):
        SingleSignOn(issuer=issuer)


def test_a_slash_more_is_the_same_issuer():
    assert SingleSignOn(issuer="https://login.example/").issuer == SingleSignOn(issuer="https://login.example").issuer


@pytest.mark.parametrize("roles", ["admin", "=admin", "commerce=marketer, =admin"])
def test_a_role_for_no_value_of_the_claim_is_refused(roles):
    with pytest.raises(ValidationError, match="has no value of the claim"):
        SingleSignOn(roles=roles)
