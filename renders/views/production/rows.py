"""The rows of an ordered production plan, with the outcome of each: as a list on its page, and as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.permissions import LAUNCH, needs
from renders.composing.production.outcomes import LABELS, OutcomeRow, every_row, rows_after, sets_of
from renders.models import ProductionPlan
from renders.views.access import PersonRequest
from renders.views.csv_files import csv_of
from renders.views.production.detail import own_plan
from renders.views.render_counts import RenderCounts, counts_of_sets

# As many as make a page of less than 100 KB.
ROWS_A_PAGE = 50


@require_safe
@needs(LAUNCH)
def rows(request: PersonRequest, pk: int) -> HttpResponse:
    """Those of `?outcome=`, after the place `?after=`."""
    plan = own_plan(request, pk)
    outcome, after = chosen_outcome(request), request.GET.get("after", "")
    page = rows_after(plan, after, ROWS_A_PAGE, outcome)
    context = {
        "plan": plan,
        "rows": page.rows,
        "next_after": page.next_after,
        "after": after,
        "outcome": outcome,
        "outcomes": [*LABELS.items()],
        "counts": counts_of_plan(plan),
    }
    return TemplateResponse(request, "renders/production/rows.html", context)


@require_safe
@needs(LAUNCH)
def table(request: PersonRequest, pk: int) -> StreamingHttpResponse:
    """All of them as a file that a spreadsheet opens."""
    plan = own_plan(request, pk)
    head = [
        _("Set"),
        _("Shot"),
        _("Product"),
        _("SKU"),
        _("Colour"),
        _("Placement"),
        _("Template"),
        _("Version"),
        _("Image model"),
        _("Outcome"),
        _("Ready"),
        _("Renders"),
        _("Reason"),
        _("Explanation"),
    ]
    return csv_of(f"production-plan-{plan.pk}", head, cells_of(every_row(plan, chosen_outcome(request))))


def cells_of(found: Iterator[OutcomeRow]) -> Iterator[list[Any]]:
    for row in found:
        failure = row.failure
        yield [
            row.set_code,
            row.code,
            row.product,
            row.skus,
            row.colours,
            row.placement,
            row.template,
            row.version,
            row.image_model,
            row.label,
            row.ready,
            row.total,
            failure.reason if failure else "",
            failure.explanation if failure else "",
        ]


def chosen_outcome(request: PersonRequest) -> str:
    """A value that nobody offered selects all."""
    outcome = request.GET.get("outcome", "")
    return outcome if outcome in LABELS else ""


def counts_of_plan(plan: ProductionPlan) -> RenderCounts:
    """All its renders."""
    counts = counts_of_sets(sets_of(plan)).values()
    names = RenderCounts.__dataclass_fields__
    return RenderCounts(**{name: sum(getattr(one, name) for one in counts) for name in names})
