"""Letting one production order use a version that is not current."""

from http import HTTPStatus

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.models import Exemption
from config.permissions import ADD_EXEMPTIONS, needs
from renders.forms.versions import MakeCurrentForm, VersionExemptionForm
from renders.views.access import PersonRequest
from renders.views.versions.current import current_page
from renders.views.versions.detail import version_or_404
from renders.views.versions.version_status import VersionStatus


@require_POST
@needs(ADD_EXEMPTIONS)
def exempt(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Allow it for one order, with the reason."""
    version = version_or_404(slug, number)
    status, form = VersionStatus(version, request.user), VersionExemptionForm(request.POST)
    current = MakeCurrentForm(initial={"seen": version.template.current_id})
    if not form.is_valid():
        return current_page(request, status, current, HTTPStatus.UNPROCESSABLE_ENTITY, exemption_form=form)
    if refusal := exemption_refusal(status):
        messages.error(request, _("%(refusal)s Nothing was allowed.") % {"refusal": refusal})
        return current_page(request, status, current, HTTPStatus.CONFLICT)
    try:
        with transaction.atomic():
            Exemption.objects.create(version=version, reason=form.cleaned_data["reason"], allowed_by=request.user)
    except IntegrityError:
        messages.info(request, _("The next production order may use %(version)s already.") % {"version": version})
    else:
        allowed = _("The next production order may use %(version)s. The reason is written on that set.")
        messages.success(request, allowed % {"version": version})
    return redirect("versions.detail", slug, number)


def exemption_refusal(status: VersionStatus) -> str:
    """Why an exemption would be needless or useless, as a sentence; empty where it is neither."""
    version, campaign = status.version, status.locking_campaign
    if status.is_current:
        return _("%(version)s is current: production uses it as it is.") % {"version": version}
    if version.frozen_at is None:
        return _("%(version)s is not frozen, and production takes frozen versions only.") % {"version": version}
    if campaign:
        locked = _("Another version of %(template)s is locked by %(description)s.")
        return locked % {"description": campaign.description, "template": version.template}
    return ""
