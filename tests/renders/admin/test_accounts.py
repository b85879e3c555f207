"""The form of a provider's account in the admin."""

import pytest
from django.urls import reverse
from django.utils import timezone

from renders.models import Account, Event
from renders.models.actions import Action
from tests.factories import make_account

pytestmark = pytest.mark.django_db
PAUSED = {"paused_reason": "The key was refused.", "paused_code": Account.Pause.DENIED, "failure_count": 3}


def save(client, account, **fields):
    """Send the form of this account with these changes."""
    shown = {"name": account.name, "provider": account.provider, "cap_in_flight": 8}
    shown["paused_reason"] = account.paused_reason
    address = reverse("admin:renders_account_change", args=[account.pk])
    assert client.post(address, {**shown, "is_enabled": "on", **fields}).status_code == 302
    account.refresh_from_db()


def test_an_admin_who_clears_the_reason_resumes_the_account(client_of, ada):
    account = make_account(provider="hiapi", paused_at=timezone.now(), **PAUSED)
    save(client_of(ada), account, paused_reason="")
    assert (account.paused_reason, account.paused_code, account.paused_at, account.failure_count) == ("", "", None, 0)
    assert Event.objects.get(action=Action.ACCOUNT_RESUMED).by == ada


def test_an_admin_who_writes_a_reason_pauses_the_account(client_of, ada):
    account = make_account(provider="hiapi")
    save(client_of(ada), account, paused_reason="Until the invoice is paid.")
    assert account.paused_reason == "Until the invoice is paid."
    assert account.paused_at
    assert not Event.objects.filter(action=Action.ACCOUNT_RESUMED).exists()


def test_an_account_whose_reason_stays_stays_paused(client_of, ada):
    account = make_account(provider="hiapi", paused_at=timezone.now(), **PAUSED)
    save(client_of(ada), account, cap_in_flight="3")
    assert (account.cap_in_flight, account.paused_reason) == (3, "The key was refused.")
