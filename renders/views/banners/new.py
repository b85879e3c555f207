"""A new banner on one of the approved pictures."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.models.slices import first_keys
from config.permissions import ADD_BANNERS, needs
from renders.forms.publishing.banners import NewBannerForm
from renders.models import Decision
from renders.views.access import PersonRequest

# The latest approvals: a banner is made for something new.
OFFERED = 48


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADD_BANNERS)
def new(request: PersonRequest) -> HttpResponse:
    approvals = Decision.objects.approvals()
    form = NewBannerForm(request.POST if request.method == "POST" else None, approvals=approvals)
    if form.is_bound and form.is_valid():
        banner = form.save(by=request.user)
        messages.success(request, _("%(banner)s is a draft. Place its text, then freeze it.") % {"banner": banner})
        return redirect(banner)
    offered = approvals.filter(pk__in=first_keys(approvals.order_by("-pk"), OFFERED)).with_order().order_by("-pk")
    chosen = str(form["decision"].value() or "")
    context = {"form": form, "offered": [(each, str(each.pk) == chosen) for each in offered]}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return TemplateResponse(request, "renders/banners/new.html", context, status=status)
