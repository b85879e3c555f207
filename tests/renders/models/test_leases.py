"""Leases: one step at a time on a row, freed at once when its process is dead."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from renders import schedule
from renders.models import Account, Lease, LeaseLost, Render, lease_on
from renders.models.leases import ACTIVE_LEASES, holder, is_alive, release_dead_leases, renew_leases
from tests.factories import make_account, make_render

pytestmark = pytest.mark.django_db


def rows(account):
    return Account.fast.filter(pk=account.pk)


def test_a_row_is_active_by_one_step_at_a_time():
    account = make_account()
    with lease_on(rows(account)), pytest.raises(LeaseLost), lease_on(rows(account)):
        pass


def test_a_row_is_free_again_after_the_step():
    account = make_account()
    with lease_on(rows(account)):
        pass
    with lease_on(rows(account)) as lease:
        assert rows(account).leased_by(lease).exists()


def test_a_step_that_fails_leaves_its_row_due_and_free():
    account = make_account()
    with pytest.raises(ZeroDivisionError), lease_on(rows(account)):
        raise ZeroDivisionError
    account.refresh_from_db()
    assert account.lease == ""
    assert account.due_at > timezone.now()


def test_a_lease_that_ran_out_may_be_taken_by_another():
    account = make_account(lease="a/1/1/x", lease_until=timezone.now() - timedelta(seconds=1))
    with lease_on(rows(account)) as lease:
        assert rows(account).leased_by(lease).exists()


def test_a_running_step_keeps_its_lease_by_renewal():
    account = make_account()
    with lease_on(rows(account)):
        rows(account).update(lease_until=timezone.now())
        renew_leases([Account])
        account.refresh_from_db()
        assert account.lease_until > timezone.now() + schedule.LEASE_TIME / 2
    assert not ACTIVE_LEASES


def test_this_process_is_alive():
    assert is_alive(Lease().name)


def test_a_reused_pid_is_another_process():
    host, pid, start = holder().rsplit("/", 2)
    assert not is_alive(f"{host}/{pid}/{int(start) + 1}/x")


def test_what_a_dead_process_of_this_host_held_is_freed_and_due():
    account = make_account(
        lease=f"{socket.gethostname()}/999999999/5/x", lease_until=timezone.now() + schedule.LEASE_TIME
    )
    assert release_dead_leases([Account]) == 1
    account.refresh_from_db()
    assert account.lease == ""
    assert account.due_at <= timezone.now()


def test_each_worker_that_died_over_a_render_is_counted():
    render = make_render(
        lease=f"{socket.gethostname()}/999999999/5/x", lease_until=timezone.now() + schedule.LEASE_TIME
    )
    release_dead_leases([Render])
    render.refresh_from_db()
    assert render.worker_deaths == 1


def test_what_another_host_holds_is_left_alone():
    make_account(lease="another.host/999999999/5/x", lease_until=timezone.now() + schedule.LEASE_TIME)
    assert release_dead_leases([Account]) == 0
    assert Account.objects.exclude(lease="").exists()


def test_a_notified_row_is_not_notified_again_for_a_moment():
    account = make_account(due_at=timezone.now())
    now = timezone.now()
    assert Account.fast.mark_notified(now, "pk", limit=1) == [(account.pk,)]
    assert Account.fast.mark_notified(now, "pk", limit=1) == []
    assert Account.fast.mark_notified(now + schedule.NOTIFY_INTERVAL, "pk", limit=1) == [(account.pk,)]
