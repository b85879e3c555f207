"""Where somebody is signed in, and signing out there."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from config.sign_in.browsers import NOTED_EVERY, LastUseMiddleware, device_of
from renders.models import BrowserSession, Event
from renders.models.actions import Action
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
SETTINGS, END = reverse("people.me"), "people.sessions.end"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1"


def signed_in(agent, address="10.0.0.7", username="petra"):
    browser = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    browser.post("/login/", {"username": username, "password": PASSWORD})
    return browser


def is_in(browser):
    return browser.get(SETTINGS).status_code == 200


def shown(browser):
    return [(one.device, one.address) for one in browser.get(SETTINGS).context["sessions"]]


@pytest.fixture
def desk(petra):
    return signed_in(FIREFOX)


@pytest.fixture
def phone(petra):
    return signed_in(SAFARI, "10.0.0.8")


def test_the_list_names_each_browser_and_where_it_is(desk, phone):
    assert sorted(shown(desk)) == [("Firefox, Windows", "10.0.0.7"), ("Safari, iPhone", "10.0.0.8")]


def test_one_session_is_ended_and_noted(desk, phone, petra):
    row = BrowserSession.objects.get(device="Safari, iPhone")
    desk.post(reverse(END), {"session": row.pk})
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert Event.objects.get(action=Action.SESSIONS_ENDED).note == "Safari, iPhone, 10.0.0.8"


def test_all_others_are_ended_at_once(desk, phone):
    desk.post(reverse(END), {"session": "others"})
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert shown(desk) == [("Firefox, Windows", "10.0.0.7")]


@pytest.mark.parametrize("sent", ["", "x", "9" * 30, "\x00"])
def test_what_is_no_session_ends_none(desk, phone, sent):
    answer = desk.post(reverse(END), {"session": sent}, follow=True)
    assert "That session had ended already." in answer.content.decode()
    assert is_in(phone)


def test_nobody_ends_the_session_of_somebody_else(desk, ruth):
    other = signed_in(FIREFOX, username="ruth")
    desk.post(reverse(END), {"session": BrowserSession.objects.get(person=ruth).pk})
    assert is_in(other)


def test_a_session_that_is_over_leaves_the_list_and_then_the_table(desk, phone, petra):
    Session.objects.filter(pk=phone.session.session_key).delete()
    assert shown(desk) == [("Firefox, Windows", "10.0.0.7")]
    signed_in(FIREFOX)
    assert BrowserSession.objects.filter(person=petra).count() == 2


def test_signing_in_twice_in_one_browser_is_one_session(desk):
    desk.post("/login/", {"username": "petra", "password": PASSWORD})
    assert shown(desk) == [("Firefox, Windows", "10.0.0.7")]


def test_a_changed_password_ends_the_others_and_keeps_this_one_in_the_list(desk, phone):
    new = "a quiet harbour at dawn"
    desk.post("/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert shown(desk) == [("Firefox, Windows", "10.0.0.7")]


def test_the_last_use_is_noted_once_in_a_while_without_prolonging_the_session(desk, rf, django_assert_num_queries):
    row, ends_at = BrowserSession.objects.get(), Session.objects.get().expire_date
    middleware = LastUseMiddleware(lambda request: request.session.get("_auth_user_id"))
    request = rf.get("/")
    request.session = desk.session
    middleware(request)
    with django_assert_num_queries(0):
        middleware(request)
    middleware.noted = {key: at - NOTED_EVERY for key, at in middleware.noted.items()}
    middleware(request)
    assert BrowserSession.objects.get().used_at > row.used_at
    assert Session.objects.get().expire_date == ends_at


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/17 Safari/605", "Safari, macOS"),
        ("curl/8", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_as_people_call_it(rf, agent, device):
    assert device_of(rf.get("/", headers={"user-agent": agent})) == device
