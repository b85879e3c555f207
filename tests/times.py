"""Time that passes within a test."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.background import database_clock


def let_pass(monkeypatch: pytest.MonkeyPatch, time: timedelta) -> None:
    """From now on it is so much later, by the machine's clock and by the database's."""
    later = timezone.now() + time
    monkeypatch.setattr(timezone, "now", lambda: later)
    monkeypatch.setattr(database_clock, "IS_ON_THIS_MACHINE", True)
