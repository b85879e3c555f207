"""The tables of the page of insights, as tests read them."""

from typing import Any

from renders.insights.overview import InsightFigures
from renders.insights.panels import PANELS
from renders.insights.scope import InsightScope


def table(code: str, **scope: Any) -> dict[Any, dict[str, Any]]:
    """A table of the page, as labels and values by the name of each row."""
    shown = PANELS[code](InsightFigures.of(InsightScope(**scope))).table
    labels = [str(column.label) for column in shown.columns]
    return {row[0]: dict(zip(labels, row, strict=True)) for row in shown.rows}
