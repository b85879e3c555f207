"""Money and time as people read them."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from catalog import money, times
from catalog.texts import figure, localized

register = template.Library()


@register.filter
def dollars(micros: int | None) -> str:
    """Micro-dollars as money: 25000 is "$0.025", 1200000 is "$1.20"; empty for None."""
    if micros is None:
        return ""
    amount = localized(money.dollars(abs(int(micros)), separator=","))
    return f"{'−' if micros < 0 else ''}${amount}"


@register.filter
def clock(when: datetime | None) -> SafeString | str:
    """A moment as "14:32 today"; the whole moment and its zone on hover. Empty for None."""
    return "" if when is None else times.time_element(when, times.clock(when))


@register.filter
def ago(when: datetime | None) -> SafeString | str:
    """How long since, "5 min"; the moment and its zone on hover. Empty for None."""
    return "" if when is None else times.time_element(when, times.ago(when))


@register.filter
def day(when: date | None) -> str:
    """A day as "3 May", with its year where that is another one; empty for None."""
    if when is None:
        return ""
    return times.date_text(when, "MONTH_DAY_FORMAT" if when.year == timezone.localdate().year else "DATE_FORMAT")


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
    return "" if value is None else localized(f"{value:.3g}") if abs(value) < 100 else figure(value)
