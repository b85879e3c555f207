"""Mail digests, against a real mail server on loopback: what they hold, and that none goes out twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from renders.models import MailDigest, Notification, lease_on
from renders.models.mail_digests import RETRIES, next_mail_at
from renders.models.notifications import NotificationKind
from renders.pipeline import mailing
from tests.factories import make_notification, make_person, make_review, make_shot_set
from tests.pseudo_language import pseudo_language
from tests.simulators.mail_server import BUSY, HANGS_UP, REFUSES_RECIPIENT, mail_server

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"
State = MailDigest.State


@pytest.fixture
def server(settings):
    """A mail server that Packshot is set up with."""
    with mail_server() as running:
        settings.EMAIL_BACKEND, settings.HAS_MAIL = SMTP, True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.DEFAULT_FROM_EMAIL, settings.PUBLIC_BASE_URL = "packshot@shop.example", "https://packshot.example"
        yield running


@pytest.fixture
def petra():
    return make_person("petra", email="petra@shop.example")


@pytest.fixture
def digest(petra):
    """Petra's, for everything that she may be notified of. Its next hour comes tomorrow, after all tries of today."""
    MailDigest.choose(petra, [kind.value for kind in NotificationKind], timezone.localtime().hour)
    return MailDigest.objects.get()


def send(digest):
    """One step of a worker; the digest after it."""
    with lease_on(MailDigest.fast.filter(pk=digest.pk)) as lease:
        mailing.send_digest(digest.pk, lease)
    digest.refresh_from_db()
    return digest


def test_a_mail_holds_what_is_unread_by_kind_with_links_in_both_parts(server, petra, digest):
    finished = make_notification(petra, shot_set=make_shot_set(title="Mugs <b>"))
    make_notification(petra, kind="decided", outcome="reject", review=make_review(), by=make_person("ruth"))
    send(digest)
    [mail] = server.mails
    assert (mail["To"], mail["From"]) == ("petra@shop.example", "packshot@shop.example")
    assert mail["Subject"] == "Packshot: Finished sets: 1, Decisions on pictures you submitted: 1"
    text, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
    link = f"https://packshot.example{finished.get_absolute_url()}"
    assert f"{finished.shot_set} · Mugs <b> is finished" in text
    assert (link in text, f'href="{link}"' in html) == (True, True)
    assert "Mugs &lt;b&gt;" in html
    assert "ruth rejected" in text
    assert mail["Auto-Submitted"] == "auto-generated"


def test_what_was_mailed_is_mailed_once_and_stays_unread_in_the_app(server, petra, digest):
    make_notification(petra)
    assert (send(digest).state, digest.due_at, digest.next_at is None) == (State.SENT, None, False)
    send(digest)
    assert (len(server.mails), Notification.objects.unread().count()) == (1, 1)


def test_nothing_is_sent_when_there_is_nothing_to_say(server, petra, digest):
    make_notification(petra, read_at=timezone.now(), shot_set=make_shot_set())
    MailDigest.objects.update(due_at=timezone.now(), next_at=None)
    assert (send(digest).state, digest.due_at, digest.next_at is None) == (State.WAITING, None, False)
    assert server.mails == []


def test_only_kinds_that_were_chosen_and_may_be_seen_are_mailed(server, petra, digest):
    MailDigest.choose(petra, ["decided", "budget"], 8)
    make_notification(petra)
    make_notification(petra, kind="budget", count=80, shot_set=make_shot_set())
    send(digest)
    assert server.mails == []


@pytest.mark.parametrize("fault", [REFUSES_RECIPIENT, BUSY])
def test_a_mail_that_the_server_did_not_take_is_tried_again_with_the_same_content(server, petra, digest, fault):
    make_notification(petra)
    server.fault, before = fault, timezone.now()
    assert (send(digest).state, digest.tries) == (State.FAILED, 1)
    assert str(550 if fault == REFUSES_RECIPIENT else 451) in digest.explanation
    assert before < digest.next_at <= before + RETRIES[0] + timedelta(minutes=1)
    server.fault = ""
    assert send(digest).state == State.SENT
    assert len(server.mails) == 1


def test_a_mail_that_was_not_taken_and_has_nothing_left_to_say_is_not_tried_again_today(server, petra, digest):
    make_notification(petra)
    server.fault = BUSY
    assert send(digest).tries == 1
    Notification.objects.all().delete()
    assert send(digest).tries == 0
    assert digest.next_at == next_mail_at(digest.hour, timezone.now())


def test_a_server_that_is_not_there_is_tried_a_few_times_and_then_on_the_next_day(settings, server, petra, digest):
    make_notification(petra)
    server.shutdown()
    server.server_close()
    tries = []
    for _ in range(len(RETRIES) + 1):
        tries.append(send(digest).tries)
    assert digest.state == State.FAILED
    assert digest.next_at == next_mail_at(digest.hour, timezone.now())
    assert tries[-1] == 0
    assert Notification.objects.get().mailed_at is None


@pytest.mark.parametrize("address", ["a,b@shop.example", "petra@shop.example\nBcc: all@shop.example", "a@shop..com"])
def test_an_address_that_no_mail_can_go_to_says_so_and_loses_nothing(server, petra, digest, address):
    make_notification(petra)
    type(petra).objects.filter(pk=petra.pk).update(email=address)
    assert (send(digest).state, Notification.objects.get().mailed_at) == (State.FAILED, None)
    assert "No mail can be made for this address" in digest.explanation
    assert server.mails == []


def test_a_connection_that_breaks_after_the_mail_leaves_it_unclear_and_sends_it_no_more(server, petra, digest):
    make_notification(petra)
    server.fault = HANGS_UP
    assert send(digest).state == State.UNCLEAR
    server.fault = ""
    send(digest)
    assert len(server.mails) == 1


def test_a_worker_that_was_killed_while_it_sent_does_not_send_again(server, petra, digest):
    make_notification(petra)
    now = timezone.now()
    Notification.objects.update(mailed_at=now)
    MailDigest.objects.update(state=State.SENDING, marked_at=now, due_at=now)
    assert (send(digest).state, digest.due_at) == (State.UNCLEAR, None)
    assert server.mails == []


def test_without_a_mail_server_or_an_address_nothing_fails_and_nothing_is_marked(settings, petra, digest):
    make_notification(petra)
    settings.HAS_MAIL = False
    assert send(digest).state == State.WAITING
    settings.HAS_MAIL = True
    type(petra).objects.filter(pk=petra.pk).update(email="")
    assert send(digest).state == State.WAITING
    assert Notification.objects.get().mailed_at is None


def test_a_mail_is_in_the_language_of_the_installation(server, petra, digest):
    make_notification(petra)
    with pseudo_language():
        send(digest)
    body = server.mails[0].get_body(["plain"]).get_content()
    assert "Finished" not in body
    assert "notification in Packshot" not in body


def test_a_digest_is_due_at_its_hour_and_not_before(petra, digest):
    at = digest.next_at
    assert MailDigest.objects.mark_due(at - timedelta(seconds=1)) == 0
    assert MailDigest.objects.mark_due(at) == 1
    digest.refresh_from_db()
    assert (digest.due_at, digest.next_at) == (at, None)


def test_the_hour_is_that_of_the_installation_also_where_the_clock_changes(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    timezone.get_default_timezone.cache_clear()
    try:
        night_before = datetime(2026, 3, 28, 12, tzinfo=UTC)
        assert next_mail_at(8, night_before) == datetime(2026, 3, 29, 8, tzinfo=ZoneInfo("Europe/Berlin"))
        assert next_mail_at(8, night_before).astimezone(UTC).hour == 6
    finally:
        timezone.get_default_timezone.cache_clear()
