"""How long things are kept, by the rule's name."""

from datetime import datetime, timedelta

from django.conf import settings


def days_of(rule: str) -> int:
    """0 where the rule is switched off."""
    return int(getattr(settings.RETENTION, f"{rule}_days"))


def cutoff_of(rule: str, now: datetime) -> datetime:
    """What is older goes."""
    return now - timedelta(days=days_of(rule))
