"""The lab of one version: try it on a few products, look at every candidate, pick the strongest."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.text import whole_number
from config.permissions import LAUNCH, VIEW_WORK, needs
from renders import composing
from renders.forms.lab import LabForm
from renders.models import Baseline, Proposal, Render
from renders.models.baselines import NotPickable
from renders.models.money import OverBudget
from renders.views.access import PersonRequest
from renders.views.revisions import unchanged
from renders.views.sets.compose import over_budget
from renders.views.versions.detail import version_or_404
from renders.views.versions.lab_shots import LabShots
from renders.views.versions.version_status import VersionStatus


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW_WORK)
def lab(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """All candidates; before there are any, or with `?more=on`, the order form with its price. POST launches a
    preview of this version."""
    version = version_or_404(slug, number)
    if request.method == "POST":
        return launch(request, LabForm(request.POST, version=version, by=request.user))
    if request.htmx:
        form = LabForm(request.GET, version=version, by=request.user)
        return TemplateResponse(request, "renders/versions/_lab_quote.html", form_context(request, form))
    lab_shots = LabShots(version)
    if lab_shots.shots and not {"more", "placement"} & set(request.GET):
        context = candidates_context(request, lab_shots) | {"status": VersionStatus(version, request.user)}
        return TemplateResponse(request, "renders/versions/lab.html", context)
    return order_page(request, LabForm(request.GET, version=version, by=request.user))


def launch(request: PersonRequest, form: LabForm) -> HttpResponse:
    """Order what the page quoted, once, with the same launch as every other order."""
    if not request.user.has_perm(LAUNCH):
        raise PermissionDenied(_("Marketers launch previews."))
    if not form.plans or form.problems:
        return order_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY, is_refused=True)
    if form.price_has_moved:
        messages.warning(request, _("The price changed since the page was opened. Nothing was ordered."))
        return order_page(request, form, HTTPStatus.CONFLICT)
    try:
        note = _("Lab of %(version)s") % {"version": form.version}
        shot_set = composing.launch(*form.plans, by=request.user, token=form.cleaned_data["token"], note=note)
    except (composing.TokenAlreadyUsed, composing.NotLaunchable) as refusal:
        messages.warning(request, _("%(refusal)s Nothing was ordered.") % {"refusal": refusal})
        return order_page(request, form, HTTPStatus.CONFLICT)
    except OverBudget as refusal:
        messages.error(request, _("%(over_budget)s Nothing was ordered.") % {"over_budget": over_budget(refusal)})
        return order_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    Proposal.objects.accept(Proposal.Kind.LAB, form.version, by=request.user)
    messages.success(
        request,
        _("%(shot_set)s is on the way: %(renders)s candidates.") % {"shot_set": shot_set, "renders": form.renders},
    )
    return redirect(f"{lab_address(form)}#candidates")


def order_page(
    request: PersonRequest, form: LabForm, status: int = HTTPStatus.OK, *, is_refused: bool = False
) -> HttpResponse:
    context = form_context(request, form) | {"is_refused": is_refused}
    return TemplateResponse(request, "renders/versions/lab_order.html", context, status=status)


@require_safe
@needs(VIEW_WORK)
def changes(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """The shots that the asking page shows in an older state; 204 when there are none and more is to come.

    New shots come with the next full page.
    """
    lab_shots = LabShots(version_or_404(slug, number))
    changed = lab_shots.revision.news_for(request).changed
    if not changed and not lab_shots.counts.is_finished:
        return unchanged()
    rows = [row for row in lab_shots.rows if row.shot.pk in changed]
    context = {**candidates_context(request, lab_shots), "changed": rows, "oob": True}
    return TemplateResponse(request, "renders/versions/_lab_changes.html", context)


@require_POST
@needs(LAUNCH)
def baseline(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Pick a candidate as the baseline of this version."""
    # Any marketer may, not only whoever launched the set: the baseline belongs to the prompt.
    version = version_or_404(slug, number)
    pk = whole_number(request.POST.get("render")) or 0
    render = get_object_or_404(Render.objects.select_related("shot__shot_set"), pk=pk, shot__version=version)
    try:
        Baseline.pick(render, by=request.user)
    except NotPickable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Candidate %(render_number)s of %(shot)s is the baseline of %(version)s.")
            % {"render_number": render.number, "shot": render.shot, "version": version},
        )
    if request.POST.get("view") == "stage":
        return redirect("versions.lab_candidate", slug, number, render.shot.code, render.number)
    return redirect(f"{reverse('versions.lab', args=[slug, number])}#candidate-{render.pk}")


def lab_address(form: LabForm) -> str:
    return reverse("versions.lab", args=[form.version.template.slug, form.version.number])


def form_context(request: PersonRequest, form: LabForm) -> dict[str, Any]:
    """The order form with its price."""
    may_launch = request.user.has_perm(LAUNCH)
    return {
        "form": form,
        "version": form.version,
        "template": form.version.template,
        "action": lab_address(form),
        "may_launch": may_launch,
        "is_blocked": bool(form.problems or form.errors or not may_launch),
    }


def candidates_context(request: PersonRequest, lab_shots: LabShots) -> dict[str, Any]:
    """What every part of the candidates page needs."""
    version = lab_shots.version
    may_pick = request.user.has_perm(LAUNCH) and version.frozen_at is None
    return {"version": version, "template": version.template, "lab_shots": lab_shots, "may_pick": may_pick}
