"""What people do to endpoints, and what Packshot does to one that takes nothing. Each is an event of the audit log."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction

from config.background.database_clock import database_now
from renders.models import WebhookDelivery, WebhookEndpoint
from renders.models.actions import Action
from renders.models.events import record
from renders.models.webhooks import State
from renders.pipeline.webhooks import signing

OLD_SECRET_SIGNS = timedelta(hours=24)


def add(*, address: str, description: str, kinds: Sequence[str], by: User) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, which nobody can read again."""
    secret = signing.new_secret()
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.create(
            address=address,
            description=description,
            kinds=" ".join(kinds),
            encrypted_secret=signing.encrypted(secret),
            made_by=by,
        )
        record(Action.WEBHOOK_ADDED, by=by, note=note_of(endpoint))
    return endpoint, secret


def change(endpoint: WebhookEndpoint, *, address: str, description: str, kinds: Sequence[str], by: User) -> None:
    """What it asked for since it took nothing does not hold for another address."""
    fresh = {} if address == endpoint.address else {"not_before": None, "failing_since": None, "failure_count": 0}
    fields = {"address": address, "description": description, "kinds": " ".join(kinds), **fresh}
    with transaction.atomic():
        vars(endpoint).update(fields)
        endpoint.save(update_fields=list(fields))
        record(Action.WEBHOOK_CHANGED, by=by, note=f"{note_of(endpoint)}: {endpoint.kinds}")


def rotate(endpoint: WebhookEndpoint, *, by: User) -> str:
    """A new secret. The present one signs too for a day; one before it no more. Where the present one could not be
    read, what waited for that goes out."""
    secret = signing.new_secret()
    with transaction.atomic():
        row = WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
        was_unreadable = row.pause == row.Pause.UNREADABLE
        row.encrypted_old_secret = "" if was_unreadable else row.encrypted_secret
        row.old_secret_until = database_now() + OLD_SECRET_SIGNS if row.encrypted_old_secret else None
        row.encrypted_secret = signing.encrypted(secret)
        row.save(update_fields=["encrypted_old_secret", "old_secret_until", "encrypted_secret"])
        record(Action.WEBHOOK_SECRET_MADE, by=by, note=note_of(row))
        if was_unreadable:
            resume(row, by=by)
    return secret


def pause(endpoint: WebhookEndpoint, *, by: User) -> bool:
    """Send nothing until somebody resumes it; False when it is paused already."""
    return stop(endpoint, WebhookEndpoint.Pause.BY_HAND, by=by)


def stop(endpoint: WebhookEndpoint, why: WebhookEndpoint.Pause, *, by: User | None = None) -> bool:
    """Packshot itself does so where nobody did; False when it is paused already."""
    with transaction.atomic():
        running = WebhookEndpoint.objects.filter(pk=endpoint.pk, pause="")
        is_paused = bool(running.update(pause=why, paused_at=database_now()))
        if is_paused:
            record(Action.WEBHOOK_PAUSED, by=by, note=f"{note_of(endpoint)}: {why.label}")
    endpoint.refresh_from_db(fields=["pause", "paused_at"])
    return is_paused


def resume(endpoint: WebhookEndpoint, *, by: User) -> bool:
    """Send what waits, now; False when it is not paused."""
    now = database_now()
    fresh = {"pause": "", "paused_at": None, "not_before": None, "failing_since": None, "failure_count": 0}
    with transaction.atomic():
        is_resumed = bool(WebhookEndpoint.objects.filter(pk=endpoint.pk).exclude(pause="").update(**fresh))
        if is_resumed:
            waiting = WebhookDelivery.objects.filter(endpoint=endpoint, state=State.WAITING)
            waiting.update(next_try_at=now, due_at=now)
            record(Action.WEBHOOK_RESUMED, by=by, note=note_of(endpoint))
    return is_resumed


def remove(endpoint: WebhookEndpoint, *, by: User) -> None:
    """With its secret and its log."""
    with transaction.atomic():
        # Whoever writes a delivery for it at this moment comes first.
        WebhookEndpoint.objects.select_for_update().filter(pk=endpoint.pk).first()
        record(Action.WEBHOOK_REMOVED, by=by, note=note_of(endpoint))
        endpoint.delete()


def note_of(endpoint: WebhookEndpoint) -> str:
    """The path of an address may be a secret of the other system."""
    return f"{endpoint} ({endpoint.host})"
