"""Moments as people read them, in the zone of the reader."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

DAY, HOUR, MINUTE = 86_400, 3_600, 60


def clock(when: datetime) -> str:
    """A moment as "14:32 today", "14:32 yesterday", "14:32 tomorrow", "14:32 on 3 May" or "14:32 on 3 May 2024"."""
    local, today = timezone.localtime(when), timezone.localdate()
    if local.date() == today:
        return f"{local:%H:%M} today"
    if local.date() == today - timedelta(days=1):
        return f"{local:%H:%M} yesterday"
    if local.date() == today + timedelta(days=1):
        return f"{local:%H:%M} tomorrow"
    year = f" {local:%Y}" if local.year != today.year else ""
    return f"{local:%H:%M} on {local.day} {local:%B}{year}"


def ago(when: datetime) -> str:
    """How long since, in the largest whole unit: "20 s", "5 min", "3 h", "12 days"."""
    seconds = max(0, int((timezone.now() - when).total_seconds()))
    for size, unit_seconds, unit in ((2 * DAY, DAY, "days"), (HOUR, HOUR, "h"), (MINUTE, MINUTE, "min")):
        if seconds >= size:
            return f"{seconds // unit_seconds} {unit}"
    return f"{seconds} s"


def in_full(when: datetime) -> str:
    """A moment to the second, with the zone it is shown in: "14:32:05 on 3 May 2024, Europe/Berlin"."""
    local = timezone.localtime(when)
    return f"{local:%H:%M:%S} on {local.day} {local:%B %Y}, {zone_name()}"


def zone_name() -> str:
    """The zone in which times are shown now."""
    return timezone.get_current_timezone_name()


def time_element(when: datetime, text: str) -> SafeString:
    """The text as an element that names the whole moment and its zone on hover."""
    full = in_full(when)
    return format_html('<time datetime="{}" title="{}">{}</time>', timezone.localtime(when).isoformat(), full, text)
