"""Moments as people read them, in the zone of the reader."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

DAY, HOUR, MINUTE = 86_400, 3_600, 60


def clock(when: datetime) -> str:
    """A moment as "14:32 today", "14:32 yesterday", "14:32 tomorrow", "14:32 on 3 May" or "14:32 on 3 May 2024"."""
    local, today = timezone.localtime(when), timezone.localdate()
    if local.date() == today:
        return _("%(time)s today") % {"time": f"{local:%H:%M}"}
    if local.date() == today - timedelta(days=1):
        return _("%(time)s yesterday") % {"time": f"{local:%H:%M}"}
    if local.date() == today + timedelta(days=1):
        return _("%(time)s tomorrow") % {"time": f"{local:%H:%M}"}
    format = "MONTH_DAY_FORMAT" if local.year == today.year else "DATE_FORMAT"
    return _("%(time)s on %(date)s") % {"time": f"{local:%H:%M}", "date": date_text(local.date(), format)}


def ago(when: datetime) -> str:
    """How long since, in the largest whole unit: "20 s", "5 min", "3 h", "12 days"."""
    seconds = max(0, int((timezone.now() - when).total_seconds()))
    if seconds >= 2 * DAY:
        days = seconds // DAY
        return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    if seconds >= HOUR:
        return _("%(number)s h") % {"number": seconds // HOUR}
    return _("%(number)s min") % {"number": seconds // MINUTE} if seconds >= MINUTE else seconds_text(seconds)


def seconds_text(seconds: int) -> str:
    """A time as "20 s"."""
    return _("%(number)s s") % {"number": seconds}


def date_text(day: date, format: str = "DATE_FORMAT") -> str:
    """A day in the format of that name that the language has: "3 May 2024", or "3 May" for MONTH_DAY_FORMAT."""
    return _formatted(day, format, get_language())


# Lists show the same few days again and again.
@lru_cache(1_000)
def _formatted(day: date, format: str, language: str | None) -> str:
    return date_format(day, format)


def in_full(when: datetime) -> str:
    """A moment to the second, with the zone it is shown in: "14:32:05 on 3 May 2024, Europe/Berlin"."""
    local = timezone.localtime(when)
    return _("%(time)s on %(date)s, %(zone)s") % {
        "time": f"{local:%H:%M:%S}",
        "date": date_text(local.date()),
        "zone": zone_name(),
    }


def zone_name() -> str:
    """The zone in which times are shown now."""
    return timezone.get_current_timezone_name()


def time_element(when: datetime, text: str) -> SafeString:
    """The text as an element that names the whole moment and its zone on hover."""
    full = in_full(when)
    return format_html('<time datetime="{}" title="{}">{}</time>', timezone.localtime(when).isoformat(), full, text)
