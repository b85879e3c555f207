"""Banners whose names an image model draws: who writes the names, and whether somebody decides on each picture."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.permissions import ADD_BANNERS, ALLOW_UNREVIEWED_BANNERS, needs
from renders.forms.publishing.drawn_banners import BannerWayForm, UnreviewedForm
from renders.views.access import PersonRequest
from renders.views.banners.detail import banner_or_404, moved, page


@require_POST
@needs(ADD_BANNERS)
def drawn(request: PersonRequest, pk: int) -> HttpResponse:
    """Have a model draw the names of a draft, or Packshot set them."""
    banner = banner_or_404(pk)
    if not banner.may_edit(request.user):
        messages.error(request, _("Only who made a draft changes it. Make a new version of your own."))
        return page(request, banner, status=HTTPStatus.FORBIDDEN)
    way = BannerWayForm(request.POST, banner=banner)
    if not way.is_valid():
        return page(request, banner, way=way, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if way.save():
        messages.success(request, _("Saved."))
    else:
        messages.warning(request, _("This version was frozen meanwhile. Nothing was changed."))
    return redirect(banner)


@require_POST
@needs(ALLOW_UNREVIEWED_BANNERS)
def allow(request: PersonRequest, pk: int) -> HttpResponse:
    """Let its pictures be sent without a decision, with the reason."""
    form = UnreviewedForm(request.POST)
    if not form.is_valid():
        return page(request, banner_or_404(pk), unreviewed=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    reason, done = form.cleaned_data["reason"], _("Pictures of %(banner)s are sent without a decision from now on.")
    return moved(request, pk, lambda banner: banner.allow_unreviewed(by=request.user, reason=reason), done)


@require_POST
@needs(ALLOW_UNREVIEWED_BANNERS)
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Have somebody decide on each picture again."""
    done = _("Somebody decides on each picture of %(banner)s from now on, also on those that nobody decided on.")
    return moved(request, pk, lambda banner: banner.require_review(by=request.user), done)
