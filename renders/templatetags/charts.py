"""Charts as SVG. Widths are shares of the page and heights are pixels, so that text has its size on every screen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from catalog.money import MICROS
from catalog.texts import figure
from catalog.times import date_text
from renders.insights.panels import Panel
from renders.insights.tables import Kind
from renders.templatetags.packshot import dollars
from renders.templatetags.shares import percent, seconds

register = template.Library()

# Pixels: above the plot, the plot, and below it; and one row of a bar chart.
HEAD, PLOT, FOOT = 22, 120, 22
ROW, BAR = 42, 10
# What of a column's place is drawn.
FILLED = 0.7
BARS_SHOWN, LABEL_SHOWN = 10, 36
HOUR, DAY = 60, 1_440


@register.filter
def in_units(value: Any, kind: str) -> str:
    """A value of a table as people read it; "–" where there is none."""
    return "–" if value is None else SHOWN[Kind(kind)](value)


def amount_text(micros: int) -> str:
    """Money to the cent from a dollar on: a total needs no more."""
    return dollars(round(micros, -4) if abs(micros) >= MICROS else micros)


def time_text(minutes: float) -> str:
    """Minutes as "12 min", "3.5 h" or "2 days"."""
    if minutes < HOUR:
        return _("%(number)s min") % {"number": f"{minutes:.1f}".removesuffix(".0")}
    if minutes < 2 * DAY:
        return _("%(number)s h") % {"number": f"{minutes / HOUR:.1f}".removesuffix(".0")}
    return _("%(number)s days") % {"number": f"{minutes / DAY:.1f}".removesuffix(".0")}


SHOWN: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: str,
    Kind.DAY: lambda day: date_text(day, "MONTH_DAY_FORMAT"),
    Kind.MONTH: lambda day: date_text(day, "YEAR_MONTH_FORMAT"),
    Kind.COUNT: figure,
    Kind.AMOUNT: amount_text,
    Kind.SHARE: percent,
    Kind.MINUTES: time_text,
    Kind.SECONDS: seconds,
}


@dataclass(frozen=True)
class ChartMark:
    """One value of a chart: where it is drawn, and what it says."""

    label: str
    value: str
    x: str
    y: int
    width: str
    height: int
    # The height at which a second value is marked; None without one.
    mark_y: int | None = None
    text_y: int = 0


@register.inclusion_tag("renders/operations/_chart.html")
def chart(panel: Panel) -> dict[str, Any]:
    """The chart of a panel; its title, description and table stand beside it."""
    marks, most = columns_of(panel) if panel.is_over_time else bars_of(panel)
    height = HEAD + PLOT + FOOT if panel.is_over_time else len(marks) * ROW
    lines = {"top": HEAD, "base": HEAD + PLOT, "foot": HEAD + PLOT + FOOT - 6, "labels_y": HEAD - 8}
    return {"panel": panel, "marks": marks, "most": most, "height": height, "bar": BAR, **lines}


def values_of(panel: Panel, label: Any) -> list[tuple[Any, Any]]:
    """(name of the row, value) of the column with this label."""
    at = [str(column.label) for column in panel.table.columns].index(str(label))
    return [(row[0], row[at]) for row in panel.table.rows]


def kind_of(panel: Panel, label: Any) -> Kind:
    return next(column.kind for column in panel.table.columns if str(column.label) == str(label))


def largest(values: Iterable[float | None]) -> float:
    """The largest of the values, or 1 where all are nothing: something to divide by."""
    return max((value for value in values if value), default=0) or 1


def columns_of(panel: Panel) -> tuple[list[ChartMark], str]:
    """A column for each day, week or month, and what the top of the plot stands for."""
    drawn, kind = values_of(panel, panel.drawn), kind_of(panel, panel.drawn)
    marked = [value for _name, value in values_of(panel, panel.marked)] if panel.marked else [None] * len(drawn)
    most, slot = largest([*(value for _name, value in drawn), *marked]), 100 / max(1, len(drawn))
    marks = []
    for at, ((name, value), beside) in enumerate(zip(drawn, marked, strict=True)):
        height = round((value or 0) / most * PLOT)
        texts = [in_units(one, kind) for one in ([value, beside] if panel.marked else [value])]
        marks.append(
            ChartMark(
                label=in_units(name, panel.table.columns[0].kind),
                value=" · ".join(texts),
                x=f"{(at + (1 - FILLED) / 2) * slot:.2f}%",
                y=HEAD + PLOT - height,
                width=f"{slot * FILLED:.2f}%",
                height=height,
                mark_y=None if beside is None else HEAD + PLOT - round(beside / most * PLOT),
            )
        )
    return marks, in_units(most, kind) if any(value for _name, value in drawn) else ""


def bars_of(panel: Panel) -> tuple[list[ChartMark], str]:
    """A bar for each of the first rows. Shares are of the whole, other values of the largest."""
    drawn, kind = values_of(panel, panel.drawn), kind_of(panel, panel.drawn)
    shown = [pair for pair in drawn if pair[1] is not None][:BARS_SHOWN]
    most = 1 if kind is Kind.SHARE else largest(value for _name, value in shown)
    return [
        ChartMark(
            label=Truncator(name).chars(LABEL_SHOWN),
            value=in_units(value, kind),
            x="0",
            y=at * ROW + ROW // 2,
            width=f"{value / most * 100:.2f}%",
            height=BAR,
            text_y=at * ROW + ROW // 2 - 7,
        )
        for at, (name, value) in enumerate(shown)
    ], ""
