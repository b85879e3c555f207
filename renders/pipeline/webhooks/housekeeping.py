"""The clock's chore for webhooks: deleting old secrets and old deliveries."""

from datetime import datetime

from renders.models import WebhookDelivery, WebhookEndpoint


def clean_up(now: datetime) -> None:
    forget_old_secrets(now)
    WebhookDelivery.objects.prune(now)


def forget_old_secrets(now: datetime) -> None:
    """Those that sign no more."""
    ended = WebhookEndpoint.objects.filter(old_secret_until__lte=now)
    ended.update(encrypted_old_secret="", old_secret_until=None)
