"""The status page: what each account does now, and how many renders are where."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from renders.models import Account, Backup, Restore
from tests.factories import make_account, make_render, make_shot

pytestmark = pytest.mark.django_db


def states_of(client, **fields):
    """The label of the only account."""
    make_account(**fields)
    [row] = client.get(reverse("operations.status")).context["accounts"]
    return row.label


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({}, "Takes orders"),
        ({"is_enabled": False}, "Off"),
        ({"is_enabled": False, "paused_reason": "The key was refused."}, "Off"),
        ({"paused_reason": "The key was refused."}, "Paused"),
        ({"not_before": timezone.now() + timedelta(hours=1)}, "Waits"),
    ],
)
def test_an_account_says_whether_it_takes_orders(client_of, petra, fields, label):
    assert states_of(client_of(petra), **fields) == label


def test_renders_are_counted_by_state_whether_they_ended_or_not(client_of, petra):
    shot = make_shot()
    for state in ("ready", "ready", "failed", "queued"):
        make_render(shot, state=state)
    states = client_of(petra).get(reverse("operations.status")).context["states"]
    assert {str(state): count for state, _, count in states} == {"ready": 2, "failed": 1, "queued": 1}


def page_text(answer):
    """What people read on a page, with single blanks."""
    return " ".join(strip_tags(answer.content.decode()).split())


LATE = {"network": {"state": "assigned"}, "images": {"state": "finished"}}


@pytest.mark.parametrize(
    ("works", "command", "sentence"),
    [
        (("network",), "manage.py worker --work network", "No worker sends orders to providers"),
        (("images",), "manage.py worker --work images", "No worker fetches, draws, inspects or cuts out pictures"),
        (("network", "images"), "manage.py worker", "No worker does anything."),
    ],
)
def test_the_page_says_which_kind_of_work_nobody_does_and_admins_how_to_start_a_worker(
    client_of, ada, petra, works, command, sentence
):
    for work in works:
        make_render(due_at=timezone.now() - timedelta(seconds=90), **LATE[work])
    seen = page_text(client_of(petra).get(reverse("operations.status")))
    assert f"Work is not being picked up. {sentence}" in seen
    assert "manage.py" not in seen
    seen = page_text(client_of(ada).get(reverse("operations.status")))
    assert f"Start one with {command}." in seen


def test_what_was_due_a_moment_ago_is_no_fault(client_of, petra):
    make_render(due_at=timezone.now() - timedelta(seconds=5), state="finished")
    assert "Work is picked up as it falls due." in page_text(client_of(petra).get(reverse("operations.status")))


def test_renders_that_wait_for_both_kinds_of_work_are_counted_together(client_of, petra):
    for fields in LATE.values():
        make_render(due_at=timezone.now() - timedelta(seconds=9), **fields)
    due = client_of(petra).get(reverse("operations.status")).context["due"]
    assert [rows.number for rows in due if rows.kind == "render"] == [2]


def test_what_an_account_has_in_flight_is_counted(client_of, petra):
    shot = make_shot()
    for state in ("submitted", "in_doubt", "queued", "ready"):
        make_render(shot, state=state)
    rows = client_of(petra).get(reverse("operations.status")).context["accounts"]
    assert sum(row.account.in_flight for row in rows) == 2


def restored(**fields):
    """A backup took the place of the database an hour ago."""
    make_account(paused_code=Account.Pause.RESTORED, paused_reason="A backup was restored.")
    now = timezone.now()
    return Restore.objects.create(backed_up_at=now - timedelta(hours=9), restored_at=now, **fields)


def test_only_admins_read_versions_stores_and_the_last_backup(client_of, ada, petra):
    Backup.objects.create(made_at=timezone.now() - timedelta(hours=30), file_name="packshot.tar", bytes=2_000_000)
    page = client_of(ada).get(reverse("operations.status"))
    assert page.context["installation"].backup_is_old
    assert "This machine" in page.content.decode()
    assert client_of(petra).get(reverse("operations.status")).context["installation"] is None


def test_after_a_restore_the_page_says_that_orders_are_held_and_why(client_of, petra):
    restored()
    page = client_of(petra).get(reverse("operations.status")).content.decode()
    assert "Orders are held" in page
    assert "One request is tried" not in page


def test_an_admin_lifts_the_hold_once_the_providers_were_asked(client_of, ada):
    restored(reconciled_at=timezone.now())
    page = client_of(ada).post(reverse("operations.status.lift"), follow=True).content.decode()
    assert "Orders go out again" in page
    assert Account.objects.get().paused_code == ""
    assert Restore.objects.get().lifted_by == ada


def test_the_hold_stays_until_the_providers_were_asked(client_of, ada):
    restored()
    page = client_of(ada).post(reverse("operations.status.lift"), follow=True).content.decode()
    assert "the providers were not asked yet" in page
    assert Account.objects.get().is_held


def test_a_held_account_is_not_resumed_in_its_configuration(client_of, ada):
    restored()
    page = client_of(ada).get(reverse("admin:renders_account_change", args=[Account.objects.get().pk]))
    assert "paused_reason" not in page.context["adminform"].form.fields
