"""Choosing the version that production uses."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.models.campaign_locks import LockedByCampaign
from config.permissions import FREEZE_VERSIONS, needs
from renders.forms.versions import MakeCurrentForm, VersionExemptionForm
from renders.models.promotions import CurrentChanged, PromotionRefused, make_current
from renders.views.access import PersonRequest
from renders.views.versions.detail import version_or_404
from renders.views.versions.version_status import VersionStatus


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FREEZE_VERSIONS)
def current(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Make this version current. Without a reason it has to pass `check_promotion`."""
    version = version_or_404(slug, number)
    if request.method != "POST":
        form = MakeCurrentForm(initial={"seen": version.template.current_id})
        return current_page(request, VersionStatus(version, request.user), form)
    form = MakeCurrentForm(request.POST)
    if not form.is_valid():
        return current_page(request, VersionStatus(version, request.user), form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        override = form.cleaned_data["override"].strip()
        promotion = make_current(version, seen=form.cleaned_data["seen"], by=request.user, override=override)
    except (CurrentChanged, PromotionRefused, LockedByCampaign) as refusal:
        messages.error(request, _("%(refusal)s Nothing was changed.") % {"refusal": refusal})
        fresh = VersionStatus(version_or_404(slug, number), request.user)
        return current_page(request, fresh, form.again(fresh.version.template.current_id), HTTPStatus.CONFLICT)
    messages.success(
        request,
        _("%(version)s is current: %(reason)s. Sets that were launched keep their version.")
        % {"version": version, "reason": promotion.reason},
    )
    return redirect("versions.detail", slug, number)


def current_page(
    request: PersonRequest,
    status: VersionStatus,
    form: MakeCurrentForm,
    http_status: int = HTTPStatus.OK,
    *,
    exemption_form: VersionExemptionForm | None = None,
) -> HttpResponse:
    """What is current now, whether this version may take its place, and whether one order may use it all the same."""
    version = status.version
    context = {
        "version": version,
        "template": version.template,
        "status": status,
        "check": status.promotion_check,
        "form": form,
        "exemption_form": exemption_form or VersionExemptionForm(),
    }
    return TemplateResponse(request, "renders/versions/current.html", context, status=http_status)
