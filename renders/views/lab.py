"""The lab of one version: try it on a handful of products, look at every candidate, pick the strongest."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from renders import composing
from renders.forms.trials import TrialForm
from renders.models import Baseline, Render
from renders.models.baselines import NotPickable
from renders.models.money import OverBudget
from renders.views.access import PersonRequest, sees_work
from renders.views.composing import over_budget
from renders.views.standing import Standing
from renders.views.trials import Trials
from renders.views.versions import version_or_404

SPENDS = "renders.launch_shotset"


@require_http_methods(["GET", "HEAD", "POST"])
@sees_work
def lab(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Every candidate there is; before there are any, or with `?more=on`, the choices with their price. POST launches
    a preview of this version."""
    version = version_or_404(slug, number)
    if request.method == "POST":
        return launch(request, TrialForm(request.POST, version=version, by=request.user))
    if request.htmx:
        form = TrialForm(request.GET, version=version, by=request.user)
        return TemplateResponse(request, "renders/_trial_quote.html", form_context(request, form))
    trials = Trials(version)
    if trials.shots and not {"more", "placement"} & set(request.GET):
        context = trials_context(request, trials) | {"standing": Standing(version, request.user)}
        return TemplateResponse(request, "renders/lab.html", context)
    return page(request, TrialForm(request.GET, version=version, by=request.user))


def launch(request: PersonRequest, form: TrialForm) -> HttpResponse:
    """Spend: only what the page quoted, once, through the same door as every other order."""
    if not request.user.has_perm(SPENDS):
        raise PermissionDenied("Marketers launch previews.")
    if not form.plans or form.problems:
        return page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.price_has_moved:
        messages.warning(request, "The price changed since the page was opened. Nothing was ordered.")
        return page(request, form, HTTPStatus.CONFLICT)
    try:
        note = f"Lab of {form.version}"
        shot_set = composing.launch(*form.plans, by=request.user, token=form.cleaned_data["token"], note=note)
    except (composing.TokenSpent, composing.NotLaunchable) as late:
        messages.warning(request, f"{late} Nothing was ordered.")
        return page(request, form, HTTPStatus.CONFLICT)
    except OverBudget as short:
        messages.error(request, f"{over_budget(short)} Nothing was ordered.")
        return page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, f"{shot_set} is on the way: {form.renders} candidates.")
    return redirect(f"{lab_address(form)}#candidates")


def page(request: PersonRequest, form: TrialForm, status: int = HTTPStatus.OK) -> HttpResponse:
    """The choices, with everything that was chosen."""
    return TemplateResponse(request, "renders/lab_order.html", form_context(request, form), status=status)


@require_safe
@sees_work
def lab_changes(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """What a page that has seen these revisions does not know: 204 when that is nothing."""
    trials = Trials(version_or_404(slug, number))
    changed = trials.changed_since(request.GET.get("seen", ""))
    if not changed and not trials.tally.is_settled:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    context = {**trials_context(request, trials), "changed": changed, "oob": True}
    return TemplateResponse(request, "renders/_lab_changes.html", context)


@require_POST
@permission_required(SPENDS, raise_exception=True)
def lab_baseline(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Make a candidate the standard of this version. Any marketer may: a standard belongs to the prompt, not to who
    launched the set it came from."""
    version = version_or_404(slug, number)
    chosen = request.POST.get("render", "")
    pk = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else 0
    render = get_object_or_404(Render.objects.select_related("shot__shot_set"), pk=pk, shot__version=version)
    try:
        Baseline.pick(render, by=request.user)
    except NotPickable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Candidate {render.number} of {render.shot} is the baseline of {version}.")
    return redirect(f"{reverse('lab', args=[slug, number])}#candidate-{render.pk}")


def lab_address(form: TrialForm) -> str:
    """Where the lab of the form's version is."""
    return reverse("lab", args=[form.version.template.slug, form.version.number])


def form_context(request: PersonRequest, form: TrialForm) -> dict[str, Any]:
    """The form with its price."""
    return {
        "form": form,
        "version": form.version,
        "template": form.version.template,
        "action": lab_address(form),
        "may_launch": request.user.has_perm(SPENDS),
    }


def trials_context(request: PersonRequest, trials: Trials) -> dict[str, Any]:
    """What every part of the candidates is drawn from."""
    version = trials.version
    may_pick = request.user.has_perm(SPENDS) and version.frozen_at is None
    return {"version": version, "template": version.template, "trials": trials, "may_pick": may_pick}
