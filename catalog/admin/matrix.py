"""Placements and image models on one page: which may serve which, which by default, and who is let off for once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from catalog import matrix
from catalog.admin.exemptions import ExemptionForm
from catalog.matrix import Exact, Fit
from catalog.models import Campaign, Exemption, ImageModel, Placement
from catalog.presets import ROUTING_HINTS

HERE = "admin:catalog_placement_matrix"


@dataclass(frozen=True)
class Column:
    """A placement as it is governed now."""

    placement: Placement
    held_by: Campaign | None
    allowed: frozenset[int]

    @property
    def was(self) -> str:
        """What a form was made from; anything else in the database means that somebody else was here."""
        return f"{self.placement.default_model_id or ''}|{','.join(map(str, sorted(self.allowed)))}"


@dataclass(frozen=True)
class Cell:
    """One image model in one placement."""

    column: Column
    model: ImageModel
    fit: Fit

    @property
    def is_allowed(self) -> bool:
        """Whether orders may use it."""
        return self.model.pk in self.column.allowed

    @property
    def is_default(self) -> bool:
        """Whether orders use it unless told otherwise."""
        return self.column.placement.default_model_id == self.model.pk

    @property
    def is_exact(self) -> bool:
        """Whether it can serve at all; what cannot is offered only to be taken away."""
        return isinstance(self.fit, Exact)

    @property
    def is_crop(self) -> bool:
        """Whether cutting by hand would do."""
        return isinstance(self.fit, matrix.CropPlan)

    @property
    def value(self) -> str:
        """Its name in the form."""
        return f"{self.column.placement.pk}:{self.model.pk}"


class Unfit(Exception):
    """The text says which choice cannot be."""


def matrix_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The whole matrix; POST saves every column that changed, or none."""
    if not request.user.has_perm("catalog.change_placement"):
        raise PermissionDenied
    if request.method != "POST":
        return shown(model_admin, request, ExemptionForm())
    try:
        with transaction.atomic():
            changed = saved(model_admin, request)
    except Unfit as refusal:
        messages.error(request, f"{refusal} Nothing was saved.")
        return shown(model_admin, request, ExemptionForm(), status=HTTPStatus.CONFLICT)
    words = ", ".join(placement.name for placement in changed)
    messages.success(request, f"Saved: {words}." if changed else "Nothing was changed.")
    return redirect(HERE)


def exemption_grant(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Let one order use a model that its placement does not allow, with the reason."""
    if not request.user.has_perm("catalog.add_exemption"):
        raise PermissionDenied
    form, by = ExemptionForm(request.POST), cast(Any, request.user)
    if not form.is_valid():
        return shown(model_admin, request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    granted = Exemption.objects.create(**form.cleaned_data, granted_by=by)
    model_admin.log_change(request, granted.placement, f"Allowed {granted} for one order: {granted.reason}")
    messages.success(request, f"The next order may use {granted}. It is written on that set.")
    return redirect(HERE)


def exemption_withdraw(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Take a leave back that no order took up yet."""
    if not request.user.has_perm("catalog.change_exemption"):
        raise PermissionDenied
    row = get_object_or_404(Exemption.objects.with_rows(), pk=pk)
    if Exemption.objects.filter(pk=pk).withdraw():
        model_admin.log_change(request, row.placement, f"Took back the leave for {row}")
        messages.success(request, f"{row} is refused again.")
    else:
        messages.info(request, f"The leave for {row} was used or taken back already.")
    return redirect(HERE)


def columns() -> list[Column]:
    """The placements in use."""
    held: dict[int, Campaign] = {}
    for campaign in Campaign.objects.running().prefetch_related("placements"):
        held |= {placement.pk: campaign for placement in campaign.placements.all()}
    rows = Placement.objects.filter(is_enabled=True).select_related("default_model").prefetch_related("image_models")
    return [
        Column(row, held.get(row.pk), frozenset(model.pk for model in row.image_models.all())) for row in list(rows)
    ]


def fit_of(model: ImageModel, placement: Placement) -> Fit:
    """How a model's row serves a placement's."""
    facts = matrix.facts(model.name, model.aspects, model.size_names, model.input_schema)
    return matrix.fit(placement.aspect, (placement.min_width, placement.min_height), facts)


def saved(model_admin: Any, request: HttpRequest) -> list[Placement]:
    """Write the columns that changed; those placements. Raises `Unfit` or `Locked`."""
    models, changed = {model.pk: model for model in ImageModel.objects.all()}, []
    for column in columns():
        was = request.POST.get(f"was-{column.placement.pk}")
        if was is None:
            continue
        if was != column.was:
            raise Unfit(f"{column.placement} was changed by somebody else since this page was opened.")
        allowed, default = chosen(request.POST, column.placement, models)
        if allowed != column.allowed or (default and default.pk) != column.placement.default_model_id:
            refuse_unfit(column, allowed, default, models)
            column.placement.govern(allowed, default)
            model_admin.log_change(request, column.placement, told(allowed, default, models))
            changed.append(column.placement)
    return changed


def chosen(
    post: QueryDict, placement: Placement, models: Mapping[int, ImageModel]
) -> tuple[frozenset[int], ImageModel | None]:
    """What the form says about one placement; anything that is no model of ours is left out."""
    allowed = frozenset(pk for pk in models if f"{placement.pk}:{pk}" in set(post.getlist("allowed")))
    return allowed, next((models[pk] for pk in models if str(pk) == post.get(f"default-{placement.pk}")), None)


def refuse_unfit(
    column: Column, allowed: Iterable[int], default: ImageModel | None, models: Mapping[int, ImageModel]
) -> None:
    """Raise `Unfit` for a new model that cannot serve, and for a default that is not allowed."""
    for pk in sorted(set(allowed) - column.allowed):
        fit = fit_of(models[pk], column.placement)
        if not isinstance(fit, Exact):
            raise Unfit(fit.sentence)
    if default and default.pk not in allowed:
        raise Unfit(f"{default} is the default of {column.placement.name} without being allowed there.")


def told(allowed: Iterable[int], default: ImageModel | None, models: Mapping[int, ImageModel]) -> str:
    """For the history of the placement."""
    names = ", ".join(sorted(models[pk].name for pk in allowed)) or "none"
    return f"Image models: {names}. Default: {default.name if default else 'none'}."


def shown(model_admin: Any, request: HttpRequest, form: ExemptionForm, *, status: int = 200) -> HttpResponse:
    """The page."""
    governed = columns()
    models = list(ImageModel.objects.order_by("provider", "name"))
    names = {model.slug: model.name for model in models}
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Placements and image models",
        "opts": model_admin.opts,
        "columns": governed,
        "rows": [(m, [Cell(each, m, fit_of(m, each.placement)) for each in governed]) for m in models if m.is_enabled],
        "switched_off": [model for model in models if not model.is_enabled],
        "sole": ImageModel.objects.sole_default(),
        "hints": [(hint, [names[slug] for slug in hint.models if slug in names]) for hint in ROUTING_HINTS],
        "exemptions": Exemption.objects.with_rows().select_related("shot_set")[:20],
        "form": form,
    }
    return TemplateResponse(request, "admin/catalog/placement/matrix.html", context, status=status)
