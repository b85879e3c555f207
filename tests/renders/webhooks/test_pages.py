"""The pages of webhooks: adding, changing, a new secret, pausing, the log and sending again."""

import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from renders.models import Event, WebhookDelivery, WebhookEndpoint
from renders.models.webhooks import State
from renders.pipeline.webhooks import endpoints, signing
from renders.pipeline.webhooks.trying import keys_of
from tests.factories import make_webhook_delivery, make_webhook_endpoint
from tests.html import flat

pytestmark = pytest.mark.django_db
FORM = {"address": "https://stock.example.com/in", "description": "Stock system", "kinds": ["set.launched"]}


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


def secret_on(page):
    return flat(page).partition("<code>")[2].partition("</code>")[0]


def do(browser, verb, row, **data):
    return browser.post(reverse(f"webhooks.detail.{verb}", args=[row.pk]), data, follow=True)


def test_a_secret_is_shown_once_and_stored_encrypted(adas, caplog):
    with caplog.at_level(logging.DEBUG):
        secret = secret_on(adas.post(reverse("webhooks.new"), FORM))
    endpoint = WebhookEndpoint.objects.get()
    assert keys_of(endpoint) == [secret]
    bare = secret.removeprefix(signing.PREFIX)
    assert all(bare not in str(value) for value in vars(endpoint).values())
    assert bare not in flat(adas.get(endpoint.get_absolute_url()))
    assert bare not in str(dict(adas.session))
    assert bare not in caplog.text
    assert not Event.objects.filter(note__contains=bare).exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://stock.example.com/in",
        "https://10.0.0.1/in",
        "https://[::1]/in",
        "https://localhost/in",
        "https://stock.example.com:8443/in",
        "https://me:secret@stock.example.com/in",
        "stock",
    ],
)
def test_an_address_that_is_not_public_https_is_refused_and_shown_again(adas, address):
    answer = adas.post(reverse("webhooks.new"), {**FORM, "address": address})
    assert (answer.status_code, WebhookEndpoint.objects.count()) == (422, 0)
    assert address in flat(answer)


def test_a_private_address_that_is_allowed_by_name_is_taken(adas, settings):
    settings.OUTBOUND_ALLOW = ["10.0.0.1:8000"]
    adas.post(reverse("webhooks.new"), {**FORM, "address": "http://10.0.0.1:8000/in"})
    assert WebhookEndpoint.objects.get().host == "10.0.0.1:8000"


def test_an_allowed_address_with_a_password_is_refused(adas, settings):
    settings.OUTBOUND_ALLOW = ["10.0.0.1:8000"]
    answer = adas.post(reverse("webhooks.new"), {**FORM, "address": "http://me:secret@10.0.0.1:8000/in"})
    assert (answer.status_code, WebhookEndpoint.objects.count()) == (422, 0)


def test_the_host_of_an_address_is_without_its_password():
    assert WebhookEndpoint(address="http://me:secret@10.0.0.1:8000/in").host == "10.0.0.1:8000"


def test_whatever_is_done_to_an_endpoint_is_an_event_without_its_path(adas, ada):
    adas.post(reverse("webhooks.new"), FORM)
    endpoint = WebhookEndpoint.objects.get()
    adas.post(reverse("webhooks.edit", args=[endpoint.pk]), {**FORM, "description": "Shop"})
    adas.post(reverse("webhooks.secret", args=[endpoint.pk]))
    for verb in ("pause", "resume", "remove"):
        do(adas, verb, endpoint)
    events = Event.objects.filter(by=ada, action__startswith="webhook").order_by("pk")
    names = ["added", "changed", "secret_made", "paused", "resumed", "removed"]
    assert [event.action for event in events] == [f"webhook_{name}" for name in names]
    assert not [event for event in events if "/in" in event.note]
    assert not WebhookEndpoint.objects.exists()


def test_another_address_is_tried_at_once(adas):
    later = timezone.now() + timedelta(hours=1)
    endpoint = make_webhook_endpoint()
    WebhookEndpoint.objects.update(not_before=later, failing_since=timezone.now(), failure_count=4)
    adas.post(reverse("webhooks.edit", args=[endpoint.pk]), {**FORM, "address": "https://shop.example.com/"})
    endpoint.refresh_from_db()
    assert (endpoint.not_before, endpoint.failing_since, endpoint.failure_count) == (None, None, 0)


def test_a_new_secret_is_shown_once_and_the_old_one_stays_for_a_day(adas):
    endpoint = make_webhook_endpoint()
    [old] = keys_of(endpoint)
    new = secret_on(adas.post(reverse("webhooks.secret", args=[endpoint.pk])))
    endpoint.refresh_from_db()
    assert keys_of(endpoint) == [new, old]
    hours = (endpoint.old_secret_until - timezone.now()).total_seconds() / 3600
    assert 23.9 < hours <= 24


def test_a_test_event_is_on_its_way_and_a_paused_endpoint_gets_none(adas):
    endpoint = make_webhook_endpoint()
    do(adas, "test", endpoint)
    do(adas, "pause", endpoint)
    assert "Resume it first" in flat(do(adas, "test", endpoint))
    assert list(WebhookDelivery.objects.values_list("kind", flat=True)) == ["webhook.test"]


def test_one_delivery_is_sent_again_under_its_id(adas):
    delivery = make_webhook_delivery()
    do(adas, "send_again", delivery)
    again = WebhookDelivery.objects.get()
    assert (again.state, again.tries, again.webhook_id) == (State.WAITING, 0, delivery.webhook_id)
    assert again.due_at <= timezone.now()
    assert "on its way already" in flat(do(adas, "send_again", delivery))


def test_all_that_failed_since_a_time_is_sent_again_and_nothing_else(adas):
    endpoint, now = make_webhook_endpoint(), timezone.now()
    young, old, held, fine = (
        make_webhook_delivery(endpoint, state=state, made_at=now - timedelta(hours=hours))
        for state, hours in (("failed", 1), ("failed", 30), ("held", 2), ("delivered", 1))
    )
    make_webhook_delivery()
    since = timezone.localtime(now - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    assert "2 deliveries are sent again" in flat(do(adas, "send_failed", endpoint, since=since))
    assert {*WebhookDelivery.objects.filter(state=State.WAITING)} == {young, held}
    assert {one.state for one in (old, fine)} == {"failed", "delivered"}


@pytest.mark.parametrize("since", ["", "soon", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_without_a_time_nothing_is_sent_again(adas, since):
    delivery = make_webhook_delivery()
    assert do(adas, "send_failed", delivery.endpoint, since=since).status_code == 422
    delivery.refresh_from_db()
    assert delivery.state == State.FAILED


def test_the_log_shows_what_was_answered_and_is_filtered_by_outcome(adas):
    endpoint = make_webhook_endpoint()
    failed = make_webhook_delivery(endpoint, status_code=500, answer="no database")
    delivered = make_webhook_delivery(endpoint, state="delivered", status_code=204)
    page = flat(adas.get(endpoint.get_absolute_url()))
    assert all(text in page for text in ("HTTP 500", "no database", "HTTP 204"))
    page = flat(adas.get(endpoint.get_absolute_url() + "?outcome=delivered"))
    assert (delivered.webhook_id in page, failed.webhook_id in page) == (True, False)


def test_an_endpoint_that_packshot_paused_is_named_on_its_page_and_on_the_status_page(adas, petras):
    endpoint = make_webhook_endpoint(description="Stock system")
    endpoints.stop(endpoint, endpoint.Pause.FAILING)
    status = reverse("operations.status")
    assert "took nothing for three days" in flat(adas.get(endpoint.get_absolute_url()))
    assert "Stock system" in flat(adas.get(status))
    assert "Stock system" not in flat(petras.get(status))


def test_a_new_secret_takes_the_place_of_one_that_cannot_be_read(adas):
    endpoint = make_webhook_endpoint()
    endpoints.stop(endpoint, endpoint.Pause.UNREADABLE)
    assert "make a new one" in flat(do(adas, "resume", endpoint))
    adas.post(reverse("webhooks.secret", args=[endpoint.pk]))
    endpoint.refresh_from_db()
    assert (endpoint.pause, endpoint.encrypted_old_secret) == ("", "")
