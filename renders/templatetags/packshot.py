"""Money and time as people read them."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone

from catalog import money

register = template.Library()


@register.filter
def dollars(micros: int | None) -> str:
    """Micro-dollars as money: 25000 is "$0.025", 1200000 is "$1.20"; empty for None."""
    if micros is None:
        return ""
    return f"{'−' if micros < 0 else ''}${money.dollars(abs(int(micros)), separator=',')}"


@register.filter
def clock(when: datetime | None) -> str:
    """A moment as "14:32 today", "14:32 yesterday", "14:32 on 3 May" or, in another year, "14:32 on 3 May 2024"."""
    if when is None:
        return ""
    local, today = timezone.localtime(when), timezone.localdate()
    if local.date() == today:
        return f"{local:%H:%M} today"
    if local.date() == today - timedelta(days=1):
        return f"{local:%H:%M} yesterday"
    year = f" {local:%Y}" if local.year != today.year else ""
    return f"{local:%H:%M} on {local.day} {local:%B}{year}"


@register.filter
def ago(when: datetime | None) -> str:
    """How long since, in the largest whole unit: "20 s", "5 min", "3 h", "12 days"; empty for None."""
    if when is None:
        return ""
    seconds = max(0, int((timezone.now() - when).total_seconds()))
    for size, unit in ((172_800, "days"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // (86_400 if unit == 'days' else size)} {unit}"
    return f"{seconds} s"


@register.filter
def elapsed(when: datetime | None) -> str:
    """A running time as "0:24" or "1:02:03"; empty for None."""
    if when is None:
        return ""
    seconds = max(0, int((timezone.now() - when).total_seconds()))
    minutes, hours = seconds // 60 % 60, seconds // 3600
    return f"{hours}:{minutes:02d}:{seconds % 60:02d}" if hours else f"{minutes}:{seconds % 60:02d}"


@register.filter
def measured(value: float | None) -> str:
    """A measure with as many digits as it needs: 3.0 is "3", 0.0234 is "0.023"."""
    return "" if value is None else f"{value:.3g}" if abs(value) < 100 else f"{value:,.0f}"
