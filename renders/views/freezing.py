"""Freezing a prompt for good."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from catalog import prompting
from catalog.models import PromptVersion
from renders.models.baselines import NeedsSecondPerson
from renders.views.standing import FREEZES, Standing
from renders.views.versions import version_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(FREEZES, raise_exception=True)
def version_freeze(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What is about to be fixed for good: the prompt and the picture it is measured by. POST freezes."""
    version = version_or_404(slug, number)
    standing = Standing(version, request.user)
    if request.method != "POST":
        return freeze_page(request, version, standing)
    if standing.baseline is None:
        messages.error(request, f"{version} has no baseline yet. Nothing was frozen.")
        return freeze_page(request, version, standing, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        won = standing.baseline.freeze(by=request.user)
    except NeedsSecondPerson as refusal:
        messages.error(request, f"{refusal} Nothing was frozen.")
        return freeze_page(request, version, standing, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not won:
        version.refresh_from_db()
        return freeze_page(request, version, standing, status=HTTPStatus.CONFLICT)
    messages.success(request, f"{version} is frozen. Production may use it.")
    return redirect("prompt-version", slug, number)


def freeze_page(
    request: HttpRequest, version: PromptVersion, standing: Standing, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The confirmation page, or once frozen who did it."""
    context = {
        "version": version,
        "template": version.template,
        "standing": standing,
        "baseline": standing.baseline,
        "pieces": prompting.pieces(version.prompt, {}),
        "findings": [] if version.frozen_at else version.findings(),
        "is_late": status == HTTPStatus.CONFLICT,
        "next_number": version.template.next_number(),
    }
    return TemplateResponse(request, "renders/version_freeze.html", context, status=status)
