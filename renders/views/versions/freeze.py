"""Freezing a version."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog import prompting
from config.permissions import FREEZE_VERSIONS, needs
from renders.models.baselines import NotFreezable
from renders.views.access import PersonRequest
from renders.views.versions.detail import version_or_404
from renders.views.versions.version_status import VersionStatus


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FREEZE_VERSIONS)
def freeze(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """The prompt and the baseline that freezing fixes for good. POST freezes."""
    status = VersionStatus(version_or_404(slug, number), request.user)
    if request.method != "POST":
        return freeze_page(request, status)
    if status.baseline is None:
        messages.error(request, _("%(version)s has no baseline yet. Nothing was frozen.") % {"version": status.version})
        return freeze_page(request, status, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        is_frozen_now = status.baseline.freeze(by=request.user)
    except NotFreezable as refusal:
        messages.error(request, _("%(refusal)s Nothing was frozen.") % {"refusal": refusal})
        return freeze_page(request, status, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not is_frozen_now:
        status.version.refresh_from_db()
        return freeze_page(request, status, HTTPStatus.CONFLICT)
    messages.success(request, _("%(version)s is frozen. Production may use it.") % {"version": status.version})
    return redirect("versions.detail", slug, number)


def freeze_page(request: PersonRequest, status: VersionStatus, http_status: int = HTTPStatus.OK) -> HttpResponse:
    """The confirmation page; once the version is frozen, who froze it."""
    version = status.version
    context = {
        "version": version,
        "template": version.template,
        "status": status,
        "baseline": status.baseline,
        "pieces": prompting.pieces(version.prompt, {}),
        "findings": [] if version.frozen_at else version.findings(),
        "is_late": http_status == HTTPStatus.CONFLICT and version.frozen_at is not None,
        "next_number": version.template.next_number(),
    }
    return TemplateResponse(request, "renders/versions/freeze.html", context, status=http_status)
