"""Signing in at a real provider, in processes of their own."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.page_forms import forms_of


def query_of(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(str(address)).query).items()}


def way_to_the_provider(visitor):
    return visitor.client.get("/login/oidc/", follow_redirects=False).headers["Location"]


def path_of(page):
    return urlsplit(str(page.url)).path


def test_the_first_sign_in_makes_an_account_with_the_roles_of_its_groups(provider, packshot, visitor):
    provider.person("maya", "commerce", "tennis", first_name="Maya", last_name="Stone", email="maya@example.com")
    page = visitor.sign_in("maya", "/products/")
    assert (page.status_code, path_of(page)) == (200, "/products/")
    names = packshot.rows("SELECT first_name, last_name, email, is_staff FROM auth_user WHERE username = 'maya'")
    assert names == [("Maya", "Stone", "maya@example.com", 0)]
    assert packshot.roles_of("maya") == ["Marketers"]
    assert packshot.last_note("signed_in") == "With Example (new account; got Marketers), from 127.0.0.1"


def test_the_way_there_has_state_nonce_and_a_challenge(provider, visitor):
    sent = query_of(way_to_the_provider(visitor))
    assert sent["code_challenge_method"] == "S256"
    assert all(len(sent[name]) >= 16 for name in ("state", "nonce", "code_challenge"))
    assert set(sent["scope"].split()) == {"openid", "profile", "email"}


def test_roles_follow_the_groups_and_others_stay(provider, packshot, visitor):
    provider.person("ruben", "commerce")
    visitor.sign_in("ruben")
    packshot.rows(
        "INSERT INTO auth_user_groups (user_id, group_id) SELECT u.id, g.id FROM auth_user u, auth_group g "
        "WHERE u.username = 'ruben' AND g.name = 'Admins'"
    )
    provider.person("ruben", "quality")
    with packshot.browser() as again:
        again.sign_in("ruben")
    assert packshot.roles_of("ruben") == ["Admins", "Reviewers"]
    assert packshot.last_note("signed_in").startswith("With Example (got Reviewers; lost Marketers)")


def test_without_a_group_that_has_a_role_nobody_comes_in(provider, packshot, visitor):
    subject = provider.person("nils", "tennis")
    page = visitor.sign_in("nils")
    assert page.status_code == 403
    assert "Your account has no role in Packshot" in page.text
    assert not visitor.is_signed_in()
    assert packshot.rows("SELECT 1 FROM auth_user WHERE username = 'nils'") == []
    assert packshot.last_note("sign_in_refused") == f"Example: No role for subject {subject}, from 127.0.0.1"


def test_who_lost_every_group_is_signed_out_everywhere(provider, packshot, visitor):
    provider.person("lena", "quality")
    visitor.sign_in("lena")
    assert visitor.is_signed_in()
    provider.person("lena")
    with packshot.browser() as again:
        assert again.sign_in("lena").status_code == 403
    assert packshot.roles_of("lena") == []
    assert not visitor.is_signed_in()


def test_a_first_start_of_the_web_serves_its_styles(visitor):
    style = re.search(r'href="(/static/css/packshot[^"]+)"', visitor.client.get("/login/").text)[1]
    assert visitor.client.get(style).status_code == 200


def test_somebody_shut_out_here_stays_out(provider, packshot, visitor):
    provider.person("omar", "commerce")
    with packshot.browser() as first:
        first.sign_in("omar")
    packshot.rows("UPDATE auth_user SET is_active = 0 WHERE username = 'omar'")
    page = visitor.sign_in("omar")
    assert page.status_code == 403
    assert "Your account is shut out" in page.text
    assert not visitor.is_signed_in()


def test_a_name_that_somebody_has_here_gets_a_number(provider, packshot, visitor):
    packshot.local_person("Petra")
    provider.person("petra", "commerce", "quality")
    visitor.sign_in("petra")
    assert packshot.roles_of("Petra") == []
    assert packshot.roles_of("petra-2") == ["Marketers", "Reviewers"]


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_address_takes_no_account_over(provider, packshot, visitor, is_verified):
    name = f"victim{is_verified:d}"
    packshot.local_person(name, f"{name}@example.com")
    provider.person(f"thief{is_verified:d}", "commerce", email=f"{name}@example.com", is_verified=is_verified)
    page = visitor.sign_in(f"thief{is_verified:d}")
    assert page.status_code == 403
    assert "There is an account with your e-mail address already" in page.text
    assert packshot.roles_of(name) == []
    assert not visitor.is_signed_in()


@pytest.mark.parametrize(
    ("lies", "noted"),
    [
        ({"claims": {"nonce": "of another sign-in"}}, "nonce"),
        ({"claims": {"aud": "another program"}}, "InvalidAudienceError"),
        ({"claims": {"aud": ["packshot", "another"], "azp": "another"}}, "azp"),
        ({"claims": {"iss": "https://elsewhere.example"}}, "InvalidIssuerError"),
        ({"expired": 60}, "ExpiredSignatureError"),
        ({"is_thin": True, "userinfo": {"sub": "somebody else"}}, "userinfo"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_statement_that_proves_nothing_lets_nobody_in(provider, packshot, visitor, lies, noted):
    provider.person("vera", "commerce")
    provider.lie(**lies)
    page = visitor.sign_in("vera")
    assert page.status_code == 403
    assert "The answer of Example cannot be trusted" in page.text
    assert not visitor.is_signed_in()
    assert packshot.last_note("sign_in_refused") == f"Example: {noted}, from 127.0.0.1"


def test_what_the_token_leaves_out_is_asked_for(provider, packshot, visitor):
    provider.person("thea", "commerce", email="thea@example.com")
    provider.lie(is_thin=True)
    assert visitor.sign_in("thea").status_code == 200
    assert packshot.rows("SELECT email FROM auth_user WHERE username = 'thea'") == [("thea@example.com",)]


@pytest.mark.parametrize("sent", [{}, {"state": "guessed", "code": "x"}, {"state": "\x00", "error": "access_denied"}])
def test_nobody_comes_back_who_did_not_go(provider, visitor, sent):
    page = visitor.client.get("/login/oidc/back/", params=sent)
    assert page.status_code == 400
    assert "This sign-in is over" in page.text


def test_a_way_back_works_once_and_in_its_own_browser(provider, packshot, visitor):
    provider.person("iris", "commerce")
    way_back = visitor.way_back("iris")
    with packshot.browser() as stranger:
        assert stranger.client.get(way_back).status_code == 400
        assert not stranger.is_signed_in()
    assert visitor.client.get(way_back).status_code == 200
    assert visitor.client.get(way_back).status_code == 400


def test_a_refusal_of_the_provider_is_said(provider, visitor):
    state = query_of(way_to_the_provider(visitor))["state"]
    page = visitor.client.get("/login/oidc/back/", params={"state": state, "error": "access_denied"})
    assert page.status_code == 403
    assert "Example did not let you in" in page.text


def test_a_code_that_the_provider_did_not_give_is_worth_nothing(provider, visitor):
    state = query_of(way_to_the_provider(visitor))["state"]
    page = visitor.client.get("/login/oidc/back/", params={"state": state, "code": "guessed"})
    assert page.status_code == 403
    assert not visitor.is_signed_in()


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_page_of_others(provider, packshot, visitor, then):
    provider.person("olga", "commerce")
    assert str(visitor.sign_in("olga", then).url) == f"{packshot.address}/"


def test_the_sign_in_page_offers_both_ways_and_keeps_the_page_that_was_asked_for(provider, visitor):
    page = visitor.client.get("/products/")
    assert "Sign in with Example" in page.text
    assert "/login/oidc/?next=%2Fproducts%2F" in page.text
    assert any("password" in form.names() for form in forms_of(page.text))


def test_a_provider_that_does_not_answer_leaves_the_password(provider, visitor):
    page_before = way_to_the_provider(visitor)
    provider.lie(is_down=True)
    state = query_of(page_before)["state"]
    page = visitor.client.get("/login/oidc/back/", params={"state": state, "code": "x"})
    assert page.status_code == 503
    assert "Example does not answer" in page.text
    assert any("password" in form.names() for form in forms_of(page.text))
    assert not visitor.is_signed_in()


def test_a_form_sent_too_late_comes_through_the_provider(provider, visitor):
    provider.person("fred", "commerce")
    visitor.client.get("/login/")
    sent = {"name": "A mug", "material": "clay", "csrfmiddlewaretoken": visitor.client.cookies["csrf"]}
    headers = {"Referer": f"{visitor.client.base_url}/products/new/", "X-CSRFToken": visitor.client.cookies["csrf"]}
    asked = visitor.client.post("/products/new/", data=sent, headers=headers)
    form = next(form for form in forms_of(asked.text) if form.action == "/login/oidc/")
    gone_on = visitor.client.post("/login/oidc/", data=form.data(), headers=headers)
    address = gone_on.text.split("0; url=")[1].split('"')[0].replace("&amp;", "&")
    page = visitor.sign_in_at(address, "fred")
    assert path_of(page) == "/products/new/"
    assert "clay" in page.text


def test_signing_out_ends_the_session_here_and_goes_on_to_the_provider(provider, packshot, visitor):
    provider.person("saul", "commerce")
    visitor.sign_in("saul")
    page = visitor.client.post("/logout/", headers={"X-CSRFToken": visitor.client.cookies["csrf"]})
    assert not visitor.is_signed_in()
    address = page.text.split("0; url=")[1].split('"')[0].replace("&amp;", "&")
    assert address.startswith(f"{provider.address}/identity/o/logout?client_id=packshot&post_logout_redirect_uri=")
    assert httpx.get(address, timeout=60).status_code in (200, 302)
