"""Names of people who left, and of guests, are erased for good; ids stay."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from renders.models import BrowserSession, Event, GuestLink
from renders.models.actions import Action
from tests.factories import make_guest_advice, make_guest_link, make_person, make_render, make_shot_set, make_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(db):
    return make_person("lea", first_name="Lea", last_name="Left", email="lea@example.com")


def test_a_person_who_left_has_a_pseudonym_and_keeps_the_id(leaver, ada):
    shot_set = make_shot_set(launched_by=leaver)
    call_command("erase_name", "--person", "lea", "--by", "ada")
    leaver.refresh_from_db()
    names = (leaver.username, leaver.first_name, leaver.last_name, leaver.email)
    assert names == (f"former-{leaver.pk}", "", "", "")
    assert shot_set.launched_by_id == leaver.pk


def test_nobody_comes_in_by_an_erased_account(leaver, ada, client):
    session = SessionStore()
    session[SESSION_KEY] = str(leaver.pk)
    session.create()
    BrowserSession.objects.create(person=leaver, key="k", device="Firefox", address="::1", used_at=timezone.now())
    token = make_token(leaver)
    call_command("erase_name", "--person", "lea", "--by", "ada")
    leaver.refresh_from_db()
    token.refresh_from_db()
    assert not leaver.is_active
    assert not leaver.has_usable_password()
    assert not leaver.groups.exists()
    assert not leaver.browser_sessions.exists()
    assert not Session.objects.filter(pk=session.session_key).exists()
    assert token.revoked_by == ada


def test_tries_to_sign_in_under_the_name_are_forgotten(leaver, ada):
    AccessAttempt.objects.create(username="lea", failures_since_start=1)
    call_command("erase_name", "--person", "lea", "--by", "ada")
    assert not AccessAttempt.objects.filter(username="lea").exists()


def test_erasing_a_person_is_an_event_without_the_name(leaver, ada):
    call_command("erase_name", "--person", "lea", "--by", "ada")
    event = Event.objects.get(action=Action.PERSON_ERASED)
    assert (event.by, event.person, event.note) == (ada, leaver, f"former-{leaver.pk}")


@pytest.mark.parametrize("arguments", [("--person", "ada"), ("--person", "root"), ("--person", "nobody")])
def test_oneself_and_superusers_are_not_erased(arguments, ada):
    make_person("root", group=None, is_superuser=True)
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("erase_name", *arguments, "--by", "ada")


def test_only_admins_erase(leaver, petra):
    with pytest.raises(CommandError, match="no admin"):
        call_command("erase_name", "--person", "lea", "--by", "petra")
    leaver.refresh_from_db()
    assert leaver.username == "lea"


def test_the_name_of_a_guest_is_erased_and_the_advice_stays(ada):
    render = make_render()
    link = make_guest_link(render.shot_set)
    advice = make_guest_advice(link, render)
    call_command("erase_name", "--guest", link.pk, "--by", "ada")
    link.refresh_from_db()
    advice.refresh_from_db()
    assert (link.guest, link.ended_by, advice.text) == (f"Guest {link.pk}", ada, "Too dark")
    assert Event.objects.get(action=Action.GUEST_ERASED).note == f"Guest {link.pk}"


def test_the_audit_log_never_holds_the_name_of_a_guest(petra):
    shot_set = make_shot_set(launched_by=petra)
    link = GuestLink.make(shot_set, guest="Anna", shows="all", days=7, by=petra)
    link.end(by=petra)
    assert set(Event.objects.filter(shot_set=shot_set).values_list("note", flat=True)) == {f"Guest {link.pk}"}


def test_a_guest_who_is_not_there_is_said(ada):
    with pytest.raises(CommandError, match="There is no guest 4711"):
        call_command("erase_name", "--guest", 4711, "--by", "ada")
