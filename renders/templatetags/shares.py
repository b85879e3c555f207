"""Figures of duels and scoreboards as people read them."""

from django import template
from django.utils.translation import gettext as _

from renders.judging import Interval
from renders.models import Duel

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """0.617 is "62%"; empty for None."""
    return "" if share is None else f"{share:.0%}"


@register.filter
def between(interval: Interval) -> str:
    """An interval as "41–79%"."""
    return f"{interval.low * 100:.0f}–{interval.high * 100:.0f}%"


@register.filter
def hundredths(share: float) -> str:
    """A share as a coordinate of a drawing that is 100 wide: .625 is "62.5"."""
    return f"{share * 100:.1f}"


@register.filter
def width(interval: Interval) -> str:
    """The width of an interval in that drawing."""
    return hundredths(interval.high - interval.low)


@register.filter
def seconds(value: float | None) -> str:
    """A time as "12.4 s"; empty for None."""
    return "" if value is None else _("%(number)s s") % {"number": f"{value:.1f}".removesuffix(".0")}


@register.filter
def tone_of_outcome(outcome: str) -> str:
    """The `data-tone` of a duel's outcome; empty while it is open."""
    return {str(Duel.Outcome.PASSED): "ok", str(Duel.Outcome.MISSED): "bad"}.get(outcome, "")
