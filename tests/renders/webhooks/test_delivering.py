"""Deliveries at a real receiver: signed, tried again, ended, and never sent by two at once."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connections, transaction
from django.utils import timezone

from renders.models import Account, Lease, Restore, WebhookDelivery, WebhookEndpoint
from renders.models.leases import ACTIVE_LEASES, release_dead_leases
from renders.models.webhook_events import new_delivery, send_test
from renders.models.webhooks import State
from renders.pipeline import clock
from renders.pipeline.tasks import enqueue
from renders.pipeline.webhooks import clean_up, delivering, endpoints, signing, trying
from tests.factories import make_account
from tests.fakes import work
from tests.simulators.webhook_receiver import WebhookAnswer

pytestmark = pytest.mark.django_db(transaction=True)
Pause = WebhookEndpoint.Pause


def reference_signature(secret, received):
    """As a receiver computes it, from the page of the standard."""
    key = base64.b64decode(secret.split("_", 1)[1])
    stamp = received.headers["webhook-timestamp"]
    signed = b".".join([received.headers["webhook-id"].encode(), stamp.encode(), received.body])
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def let_time_pass(delivery, **time):
    """Its next try is due by then."""
    back = timezone.now() - timedelta(**time)
    WebhookDelivery.objects.filter(pk=delivery.pk, next_try_at__lte=timezone.now() + timedelta(**time)).update(
        next_try_at=back, due_at=back
    )
    WebhookEndpoint.objects.update(not_before=None)


def run_due():
    enqueue(clock.due(timezone.now(), [WebhookDelivery]))
    work()


def tried(delivery):
    run_due()
    delivery.refresh_from_db()
    return delivery


def test_an_event_arrives_with_the_signature_of_the_standard(add, receiver):
    endpoint, secret = add()
    delivery = tried(send_test(endpoint))
    [received] = receiver.received
    assert received.path == "/in?team=1"
    assert received.headers["webhook-signature"] == reference_signature(secret, received)
    assert abs(int(received.headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert (json.loads(received.body)["type"], received.headers["content-type"]) == ("webhook.test", "application/json")
    assert (delivery.state, delivery.status_code, delivery.attempt_count) == (State.DELIVERED, 200, 1)


def test_what_failed_once_is_tried_again_with_the_same_id(endpoint, receiver):
    receiver.answers = [WebhookAnswer(500, "no database")]
    delivery = tried(send_test(endpoint))
    assert (delivery.state, delivery.status_code, delivery.answer) == (State.WAITING, 500, "no database")
    assert 4 < (delivery.next_try_at - delivery.last_tried_at).total_seconds() < 7
    let_time_pass(delivery, seconds=6)
    assert tried(delivery).state == State.DELIVERED
    assert len(set(receiver.ids())) == 1
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.failure_count) == (None, 0)


def test_the_waits_are_those_of_the_table_and_then_it_has_failed(endpoint, receiver):
    delivery, waits = send_test(endpoint), []
    for _ in range(10):
        receiver.answers = [WebhookAnswer(500)]
        tried(delivery)
        waits.append(round((delivery.next_try_at - delivery.last_tried_at).total_seconds()))
        WebhookDelivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(
            next_try_at=timezone.now(), due_at=timezone.now()
        )
    hours = [3_600 * number for number in (2, 5, 10, 14, 20, 24)]
    assert waits[:9] == [5, 300, 1_800, *hours]
    assert (delivery.state, delivery.attempt_count, delivery.due_at) == (State.FAILED, 10, None)


def test_an_endpoint_that_is_gone_gets_nothing_any_more(endpoint, receiver):
    receiver.answers = [WebhookAnswer(410)]
    first, second = send_test(endpoint), send_test(endpoint)
    assert (tried(first).state, tried(second).state) == (State.FAILED, State.FAILED)
    endpoint.refresh_from_db()
    assert (endpoint.pause, len(receiver.received)) == (Pause.GONE, 1)


def test_an_endpoint_that_is_removed_meanwhile_undoes_nothing_of_what_is_written_for_it(endpoint):
    is_written, may_end = threading.Event(), threading.Event()

    def something_happens():
        with transaction.atomic():
            make_account(name="key one").pause("No money")
            is_written.set()
            may_end.wait(1)
        connections.close_all()

    thread = threading.Thread(target=something_happens)
    thread.start()
    assert is_written.wait(60)
    endpoints.remove(endpoint, by=endpoint.made_by)
    may_end.set()
    thread.join(60)
    assert Account.objects.get(name="key one").paused_reason == "No money"
    assert not WebhookEndpoint.objects.exists()
    assert not WebhookDelivery.objects.exists()


def test_a_redirect_is_not_followed(endpoint, receiver):
    receiver.answers = [WebhookAnswer(307, headers={"Location": f"http://{receiver.place}/elsewhere"})]
    delivery = tried(send_test(endpoint))
    assert (delivery.status_code, delivery.state) == (307, State.WAITING)
    assert "redirect" in delivery.explanation
    assert [one.path for one in receiver.received] == ["/in?team=1"]


def test_a_private_address_is_not_asked_and_not_tried_again(endpoint, receiver, settings):
    settings.OUTBOUND_ALLOW = []
    WebhookEndpoint.objects.update(address="https://127.0.0.1/in")
    delivery = tried(send_test(endpoint))
    assert (delivery.state, delivery.status_code, receiver.received) == (State.FAILED, None, [])
    assert "not at a public address" in delivery.explanation


def test_an_endpoint_that_does_not_answer_in_time_is_left_alone_for_a_while(endpoint, receiver, monkeypatch):
    monkeypatch.setattr(trying, "TIMEOUT", 0.3)
    receiver.answers = [WebhookAnswer(holds=True)]
    first, second = send_test(endpoint), send_test(endpoint)
    assert (tried(first).state, first.status_code) == (State.WAITING, None)
    assert "did not answer" in first.explanation
    endpoint.refresh_from_db()
    second.refresh_from_db()
    assert endpoint.not_before > timezone.now()
    assert (second.tries, second.next_try_at) == (0, endpoint.not_before)


def test_an_endpoint_that_asks_for_time_gets_it_for_all_its_deliveries(endpoint, receiver):
    receiver.answers = [WebhookAnswer(429, headers={"Retry-After": "120"})]
    first, second = send_test(endpoint), send_test(endpoint)
    tried(first)
    second.refresh_from_db()
    assert [110 < (one.next_try_at - timezone.now()).total_seconds() <= 120 for one in (first, second)] == [True] * 2
    assert len(receiver.received) == 1


def test_a_worker_that_was_killed_while_it_sent_leaves_the_delivery_to_the_next(endpoint, receiver):
    delivery = send_test(endpoint)
    dead = "elsewhere/1/1/dead"
    lapsed = timezone.now() - timedelta(seconds=1)
    WebhookDelivery.objects.update(lease=dead, lease_until=lapsed, tries=1, attempt_count=1)
    assert (tried(delivery).state, delivery.attempt_count) == (State.DELIVERED, 2)


def test_a_worker_at_its_start_takes_up_what_a_dead_one_of_this_machine_had(endpoint, receiver):
    delivery, delivered = send_test(endpoint), tried(send_test(endpoint))
    lease = Lease()
    host, _, _, _ = lease.name.rsplit("/", 3)
    later = timezone.now() + timedelta(hours=1)
    waiting = WebhookDelivery.objects.filter(pk=delivery.pk)
    waiting.update(state=State.WAITING, due_at=later, lease=f"{host}/999999/1/dead", lease_until=later)
    assert release_dead_leases([WebhookDelivery]) == 1
    assert (delivered.state, tried(delivery).state) == (State.DELIVERED, State.DELIVERED)


def test_two_workers_never_send_to_one_endpoint_at_once(endpoint, receiver):
    receiver.answers = [WebhookAnswer(holds=True)]
    first = send_test(endpoint)

    def other_worker():
        run_due()
        connections.close_all()

    thread = threading.Thread(target=other_worker)
    thread.start()
    assert receiver.has_received.wait(60)
    second = send_test(endpoint)
    run_due()
    assert len(receiver.received) == 1
    receiver.released.set()
    thread.join(60)
    first.refresh_from_db()
    let_time_pass(second, seconds=6)
    assert (first.state, tried(second).state) == (State.DELIVERED, State.DELIVERED)
    assert len(set(receiver.ids())) == 2


def test_a_step_leases_no_more_than_it_sends_and_the_next_one_goes_on(endpoint, receiver):
    receiver.answers = [WebhookAnswer(holds=True)]
    many = [new_delivery(endpoint, "webhook.test", "{}") for _ in range(2 * delivering.MOST_IN_ONE_STEP)]
    WebhookDelivery.objects.bulk_create(many)

    def worker():
        run_due()
        connections.close_all()

    thread = threading.Thread(target=worker)
    thread.start()
    assert receiver.has_received.wait(60)
    leased = WebhookDelivery.objects.exclude(lease="").count()
    receiver.released.set()
    thread.join(60)
    assert leased == delivering.MOST_IN_ONE_STEP
    assert len(set(receiver.ids())) == len(many)


def test_an_endpoint_that_asks_for_time_gets_it_for_what_no_step_has_leased(endpoint, receiver):
    receiver.answers = [WebhookAnswer(429, headers={"Retry-After": "120"})]
    many = [new_delivery(endpoint, "webhook.test", "{}") for _ in range(delivering.MOST_IN_ONE_STEP + 5)]
    WebhookDelivery.objects.bulk_create(many)
    run_due()
    endpoint.refresh_from_db()
    moments = set(WebhookDelivery.objects.values_list("next_try_at", "due_at"))
    assert moments == {(endpoint.not_before, endpoint.not_before)}


def test_while_an_endpoint_is_paused_nothing_of_it_is_due_and_all_of_it_once_it_is_resumed(endpoint, receiver):
    delivery = send_test(endpoint)
    endpoints.pause(endpoint, by=endpoint.made_by)
    assert tried(delivery).due_at is None
    assert endpoints.resume(endpoint, by=endpoint.made_by)
    assert tried(delivery).state == State.DELIVERED


def test_while_a_secret_is_changed_both_sign(add, receiver):
    endpoint, old = add()
    new = endpoints.rotate(endpoint, by=endpoint.made_by)
    tried(send_test(endpoint))
    [received] = receiver.received
    both = [reference_signature(secret, received) for secret in (new, old)]
    assert received.headers["webhook-signature"].split(" ") == both


def test_an_old_secret_signs_no_more_after_a_day_and_is_forgotten(endpoint, receiver):
    new = endpoints.rotate(endpoint, by=endpoint.made_by)
    WebhookEndpoint.objects.update(old_secret_until=timezone.now() - timedelta(seconds=1))
    tried(send_test(endpoint))
    [received] = receiver.received
    assert received.headers["webhook-signature"] == reference_signature(new, received)
    clean_up(timezone.now())
    endpoint.refresh_from_db()
    assert (endpoint.encrypted_old_secret, endpoint.old_secret_until) == ("", None)


def test_after_a_change_of_the_secret_key_an_endpoint_waits_for_a_new_secret(endpoint, receiver, settings):
    settings.SECRET_KEY = "another key, so that nobody can read what is encrypted"
    delivery = tried(send_test(endpoint))
    endpoint.refresh_from_db()
    assert (endpoint.pause, delivery.state, receiver.received) == (Pause.UNREADABLE, State.WAITING, [])


def test_an_endpoint_that_took_nothing_for_three_days_is_paused_and_goes_on_when_resumed(endpoint, receiver):
    WebhookEndpoint.objects.update(failing_since=timezone.now() - delivering.FAILING_TIME)
    receiver.answers = [WebhookAnswer(500)]
    delivery = tried(send_test(endpoint))
    endpoint.refresh_from_db()
    assert (endpoint.pause, delivery.state) == (Pause.FAILING, State.WAITING)
    let_time_pass(delivery, hours=1)
    tried(delivery)
    assert len(receiver.received) == 1
    assert endpoints.resume(endpoint, by=endpoint.made_by)
    assert tried(delivery).state == State.DELIVERED


def test_what_was_waiting_when_a_backup_was_made_is_not_sent_after_a_restore(endpoint, receiver):
    delivery = send_test(endpoint)
    now = timezone.now()
    Restore.objects.create(backed_up_at=now, restored_at=now, reconciled_at=now, lifted_at=now)
    assert (tried(delivery).state, receiver.received) == (State.HELD, [])
    WebhookDelivery.objects.filter(pk=delivery.pk).send_again(timezone.now())
    assert tried(delivery).state == State.DELIVERED


def test_nothing_is_sent_while_a_restore_holds_orders(endpoint, receiver):
    now = timezone.now()
    Restore.objects.create(backed_up_at=now, restored_at=now)
    delivery = tried(send_test(endpoint))
    assert (delivery.state, receiver.received) == (State.WAITING, [])
    Restore.objects.update(lifted_at=timezone.now())
    let_time_pass(delivery, minutes=1)
    assert tried(delivery).state == State.DELIVERED


def test_an_answer_that_repeats_the_secret_is_not_kept_with_it(add, receiver):
    endpoint, secret = add()
    bare = secret.removeprefix(signing.PREFIX)
    receiver.answers = [WebhookAnswer(400, f"bad key {secret} or {bare}\x00")]
    delivery = tried(send_test(endpoint))
    assert delivery.answer == "bad key [secret] or [secret]"


def test_an_answer_that_repeats_the_secret_in_another_writing_is_not_kept_with_it():
    secret = "whsec_" + base64.b64encode(b"\xff" * 32).decode()
    as_json, as_address = secret.replace("/", "\\/"), quote(secret, safe="")
    for text in (as_json, as_address, as_json.removeprefix("whsec_"), as_address.removeprefix("whsec_")):
        left = signing.without_secrets(f"bad key {text}.", [secret])
        assert left.replace("[secret]", "") == "bad key ."


def test_of_a_long_answer_only_the_first_part_is_read(endpoint, receiver):
    receiver.answers = [WebhookAnswer(200, "x" * 3_000_000)]
    delivery = tried(send_test(endpoint))
    assert (delivery.state, len(delivery.answer)) == (State.DELIVERED, 500)


def test_what_a_step_of_ours_breaks_over_has_failed_and_says_so(endpoint):
    delivery = send_test(endpoint)
    lease = Lease()
    ACTIVE_LEASES.discard(lease.name)
    WebhookDelivery.fast.filter(pk=delivery.pk).acquire(lease)
    delivering.give_up(endpoint.pk, lease, ValueError("secret"))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.explanation) == (State.FAILED, "Packshot itself broke over it: ValueError.")


def test_deliveries_are_kept_for_thirty_days(endpoint):
    old, young = send_test(endpoint), send_test(endpoint)
    WebhookDelivery.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(days=30, minutes=1))
    clean_up(timezone.now())
    assert list(WebhookDelivery.objects.all()) == [young]
