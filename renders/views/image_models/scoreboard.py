"""Image models side by side: quality, time and price."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import ImageModel
from config.permissions import CHANGE_PLACEMENTS, VIEW_WORK, needs
from renders.insights.performance import BY_MODEL, Performance, performance_by
from renders.models import Account
from renders.views.access import PersonRequest


@dataclass(frozen=True)
class ImageModelRow:
    """One image model; `at_once` is how many renders of it may be in flight."""

    model: ImageModel
    performance: Performance
    at_once: int

    @property
    def placement_names(self) -> str:
        return ", ".join(placement.name for placement in self.model.placements.all())

    @property
    def per_hour(self) -> int | None:
        return self.performance.per_hour(self.at_once)


@require_safe
@needs(VIEW_WORK)
def scoreboard(request: PersonRequest) -> HttpResponse:
    person = request.user
    context = {
        "rows": image_model_rows(),
        "only_default": ImageModel.objects.sole_default(),
        "may_change_placements": person.is_staff and person.has_perm(CHANGE_PLACEMENTS),
    }
    return TemplateResponse(request, "renders/image_models/scoreboard.html", context)


def image_model_rows() -> list[ImageModelRow]:
    """Models with candidates first, then by approval rate. A disabled model without candidates has no row."""
    caps = {account.provider: account.cap_in_flight for account in Account.objects.filter(is_enabled=True)}
    performances = performance_by(BY_MODEL)
    rows = []
    for model in ImageModel.objects.order_by("name").prefetch_related("placements"):
        performance = performances.get((model.pk,))
        if performance is None and not model.is_enabled:
            continue
        at_once = min([cap for cap in (model.cap_in_flight, caps.get(model.provider)) if cap], default=1)
        rows.append(ImageModelRow(model, performance or Performance(), at_once))
    rows.sort(key=lambda row: (not row.performance.candidates, -(row.performance.rate or 0), row.model.name))
    return rows
