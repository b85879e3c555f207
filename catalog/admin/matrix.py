"""Placements and image models on one page: which may serve which, the defaults, and exemptions for one order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from catalog import matrix
from catalog.admin.exemptions import ExemptionForm
from catalog.matrix import ExactFit, Fit
from catalog.models import Campaign, Exemption, ImageModel, Placement
from catalog.presets import ROUTING_HINTS
from catalog.refusals import Refusal

HERE = "admin:catalog_placement_matrix"


@dataclass(frozen=True)
class PlacementColumn:
    """A placement with the image models that it allows now; `typed` is what a refused form would allow and use."""

    placement: Placement
    locked_by: Campaign | None
    allowed: frozenset[int]
    typed: tuple[frozenset[int], ImageModel | None] | None = None

    @property
    def requirement(self) -> str:
        """Its ratio and minimum size."""
        size = matrix.size_text((self.placement.min_width, self.placement.min_height))
        return _("%(aspect)s, from %(size)s") % {"aspect": self.placement.aspect, "size": size}

    @property
    def revision(self) -> str:
        """What a form was made from; another value at saving means that somebody else changed it meanwhile."""
        return f"{self.placement.default_model_id or ''}|{','.join(map(str, sorted(self.allowed)))}"


@dataclass(frozen=True)
class MatrixCell:
    """One image model in one placement."""

    column: PlacementColumn
    model: ImageModel
    fit: Fit

    @property
    def is_allowed(self) -> bool:
        return self.model.pk in self.column.allowed

    @property
    def is_default(self) -> bool:
        """Whether orders use it unless they name another one."""
        return self.column.placement.default_model_id == self.model.pk

    @property
    def is_offered(self) -> bool:
        """Whether the form shows its choices; a model that cannot serve has them only to be removed."""
        return self.is_allowed or isinstance(self.fit, ExactFit)

    @property
    def state(self) -> str:
        """default, allowed or empty."""
        return "default" if self.is_default else "allowed" if self.is_allowed else ""

    @property
    def value(self) -> str:
        """Its value in the form."""
        return f"{self.column.placement.pk}:{self.model.pk}"

    @property
    def note(self) -> str:
        """The size that it draws, or why it cannot serve."""
        return matrix.size_text(self.fit.size) if isinstance(self.fit, ExactFit) else self.fit.sentence

    @property
    def summary(self) -> str:
        """Why there are no choices, in two words."""
        return _("Crop only") if isinstance(self.fit, matrix.CropFit) else _("Refused")

    @property
    def allowed_attributes(self) -> str:
        """HTML attributes of the checkbox."""
        typed = self.column.typed
        return self._attributes(is_checked=self.model.pk in typed[0] if typed else self.is_allowed)

    @property
    def default_attributes(self) -> str:
        """HTML attributes of the radio button."""
        typed = self.column.typed
        return self._attributes(is_checked=self.model == typed[1] if typed else self.is_default)

    def _attributes(self, *, is_checked: bool) -> str:
        return " ".join(["checked"] * is_checked + ["disabled"] * bool(self.column.locked_by))


class MatrixRefused(Refusal):
    """A model cannot serve, a default is not allowed, or somebody else saved first."""


def matrix_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The whole matrix; POST saves every column that changed, or none."""
    if not request.user.has_perm("catalog.change_placement"):
        raise PermissionDenied
    if request.method != "POST":
        return page(model_admin, request, ExemptionForm())
    try:
        with transaction.atomic():
            changed = save(model_admin, request)
    except MatrixRefused as refusal:
        messages.error(request, _("%(refusal)s Nothing was saved.") % {"refusal": refusal})
        return page(model_admin, request, ExemptionForm(), status=HTTPStatus.CONFLICT)
    names = ", ".join(placement.name for placement in changed)
    messages.success(request, _("Saved: %(names)s.") % {"names": names} if changed else _("Nothing was changed."))
    return redirect(HERE)


def exemption_add(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Let one order use a model that its placement does not allow, with the reason."""
    if not request.user.has_perm("catalog.add_exemption"):
        raise PermissionDenied
    form = ExemptionForm(request.POST)
    if not form.is_valid():
        return page(model_admin, request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    exemption = Exemption.objects.create(**form.cleaned_data, allowed_by=cast(User, request.user))
    model_admin.log_change(
        request,
        exemption.placement,
        _("Allowed %(exemption)s for one order: %(reason)s") % {"exemption": exemption, "reason": exemption.reason},
    )
    messages.success(
        request, _("The next order may use %(exemption)s. It is written on that set.") % {"exemption": exemption}
    )
    return redirect(HERE)


def exemption_withdraw(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an exemption that no order has used yet."""
    if not request.user.has_perm("catalog.change_exemption"):
        raise PermissionDenied
    row = get_object_or_404(Exemption.objects.with_related(), pk=pk)
    if Exemption.objects.filter(pk=pk).withdraw():
        model_admin.log_change(request, row.placement or row, _("Withdrew the exemption for %(row)s") % {"row": row})
        messages.success(request, _("%(row)s is refused again.") % {"row": row})
    else:
        messages.info(request, _("The exemption for %(row)s was used or withdrawn already.") % {"row": row})
    return redirect(HERE)


def columns(*, to_change: bool = False) -> list[PlacementColumn]:
    """One for each enabled placement; `to_change` takes row locks, so that nobody slips in between."""
    locked: dict[int, Campaign] = {}
    for campaign in Campaign.objects.running().prefetch_related("placements"):
        locked |= {placement.pk: campaign for placement in campaign.placements.all()}
    rows = Placement.objects.filter(is_enabled=True).select_related("default_model").prefetch_related("image_models")
    rows = rows.select_for_update(of=("self",)) if to_change else rows
    return [
        PlacementColumn(row, locked.get(row.pk), frozenset(model.pk for model in row.image_models.all()))
        for row in list(rows)
    ]


def fit_of(model: ImageModel, placement: Placement) -> Fit:
    """Whether and how the model can serve the placement."""
    sizes = matrix.model_sizes(model.name, model.aspects, model.size_names, model.input_schema)
    return matrix.fit(placement.aspect, (placement.min_width, placement.min_height), sizes)


def save(model_admin: Any, request: HttpRequest) -> list[Placement]:
    """Save the columns that changed, and return their placements. Raises `MatrixRefused` or `LockedByCampaign`."""
    models, changed = {model.pk: model for model in ImageModel.objects.all()}, []
    for column in columns(to_change=True):
        revision = request.POST.get(revision_field(column.placement))
        if revision is None:
            continue
        if revision != column.revision:
            raise MatrixRefused(
                _("%(placement)s was changed by somebody else since this page was opened.")
                % {"placement": column.placement}
            )
        allowed, default = choices(request.POST, column.placement, models)
        if allowed != column.allowed or (default and default.pk) != column.placement.default_model_id:
            check_column(column, allowed, default, models)
            column.placement.govern(allowed, default)
            model_admin.log_change(request, column.placement, description(allowed, default, models))
            changed.append(column.placement)
    return changed


def choices(
    post: QueryDict, placement: Placement, models: Mapping[int, ImageModel]
) -> tuple[frozenset[int], ImageModel | None]:
    """What the form says about one placement; anything that is not one of our models is ignored."""
    allowed = frozenset(pk for pk in models if f"{placement.pk}:{pk}" in set(post.getlist("allowed")))
    return allowed, next((models[pk] for pk in models if str(pk) == post.get(f"default-{placement.pk}")), None)


def as_typed(
    stored: Iterable[PlacementColumn], post: QueryDict, models: Mapping[int, ImageModel]
) -> list[PlacementColumn]:
    """The columns with what a refused form said about them."""
    return [
        replace(each, typed=choices(post, each.placement, models)) if revision_field(each.placement) in post else each
        for each in stored
    ]


def revision_field(placement: Placement) -> str:
    return f"revision-{placement.pk}"


def check_column(
    column: PlacementColumn, allowed: Iterable[int], default: ImageModel | None, models: Mapping[int, ImageModel]
) -> None:
    """Raise `MatrixRefused` for a new model that cannot serve, and for a default that is not allowed."""
    for pk in sorted(set(allowed) - column.allowed):
        fit = fit_of(models[pk], column.placement)
        if not isinstance(fit, ExactFit):
            raise MatrixRefused(fit.sentence)
    if default and default.pk not in allowed:
        raise MatrixRefused(
            _("%(default)s is the default of %(placement)s without being allowed there.")
            % {"default": default, "placement": column.placement.name}
        )


def description(allowed: Iterable[int], default: ImageModel | None, models: Mapping[int, ImageModel]) -> str:
    """For the admin's history of the placement."""
    names = ", ".join(sorted(models[pk].name for pk in allowed)) or "none"
    return _("Image models: %(names)s. Default: %(default)s.") % {
        "names": names,
        "default": default.name if default else _("none"),
    }


def page(model_admin: Any, request: HttpRequest, form: ExemptionForm, *, status: int = 200) -> HttpResponse:
    models = list(ImageModel.objects.order_by("provider", "name"))
    shown_columns = as_typed(columns(), request.POST, {model.pk: model for model in models})
    names = {model.slug: model.name for model in models}
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Placements and image models"),
        "opts": model_admin.opts,
        "columns": shown_columns,
        "rows": [
            (m, [MatrixCell(each, m, fit_of(m, each.placement)) for each in shown_columns])
            for m in models
            if m.is_enabled
        ],
        "switched_off": [model for model in models if not model.is_enabled],
        "sole": ImageModel.objects.sole_default(),
        "hints": [(hint, [names[slug] for slug in hint.models if slug in names]) for hint in ROUTING_HINTS],
        "exemptions": Exemption.objects.with_related().select_related("shot_set")[:20],
        "form": form,
    }
    return TemplateResponse(request, "admin/catalog/placement/matrix.html", context, status=status)
