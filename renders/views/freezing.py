"""Freezing a wording, and choosing the version production uses."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from catalog import prompting
from catalog.models import PromptVersion
from renders.models import Baseline
from renders.models.baselines import NotFrozen

FREEZES = "catalog.freeze_promptversion"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(FREEZES, raise_exception=True)
def version_freeze(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What is about to be fixed for good: the wording and the picture it is measured by. POST freezes."""
    version = version_or_404(slug, number)
    baseline = Baseline.objects.filter(version=version).select_related("render__shot", "picked_by").first()
    if request.method != "POST":
        return freeze_page(request, version, baseline)
    if baseline is None:
        messages.error(request, f"{version} has no baseline yet. Nothing was frozen.")
        return freeze_page(request, version, baseline, status=422)
    if not baseline.freeze(by=request.user):
        version.refresh_from_db()
        return freeze_page(request, version, baseline, status=409)
    messages.success(request, f"{version} is frozen. Production may use it.")
    return redirect("version-freeze", slug, number)


@require_POST
@permission_required(FREEZES, raise_exception=True)
def version_make_current(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Point production at this frozen version."""
    version = version_or_404(slug, number)
    baseline = Baseline.objects.filter(version=version).first()
    try:
        if baseline is None:
            raise NotFrozen
        baseline.make_current(by=request.user)
    except NotFrozen:
        messages.error(request, f"{version} is not frozen, so it cannot become current. Nothing was changed.")
        return freeze_page(request, version, baseline, status=409)
    messages.success(request, f"{version} is current. Sets that were launched keep their version.")
    return redirect(reverse("prompt-version", args=[slug, number]))


def version_or_404(slug: str, number: int) -> PromptVersion:
    """The version with its template and what is current there."""
    related = ("template__current", "author", "frozen_by")
    return get_object_or_404(PromptVersion.objects.select_related(*related), template__slug=slug, number=number)


def freeze_page(
    request: HttpRequest, version: PromptVersion, baseline: Baseline | None, *, status: int = 200
) -> HttpResponse:
    """The confirmation page, or once frozen who did it."""
    context = {
        "version": version,
        "template": version.template,
        "baseline": baseline,
        "pieces": prompting.pieces(version.wording, {}),
        "is_late": status == 409,
        "next_number": version.template.next_number(),
    }
    return TemplateResponse(request, "renders/version_freeze.html", context, status=status)
