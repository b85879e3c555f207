"""Finishing what was chosen of a whole set, all by the same steps."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from config.permissions import SUBMIT, needs
from renders.composing import finishing
from renders.forms.shots import FinishForm
from renders.models import ShotSet
from renders.views.access import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@needs(SUBMIT)
def finish(request: PersonRequest, code: str) -> HttpResponse:
    """The steps, and how many pictures they would be run on. POST makes them."""
    shot_set = get_object_or_404(ShotSet, code=code)
    if not shot_set.is_of(request.user):
        raise PermissionDenied(_("Only the person who launched a set can finish its pictures."))
    label_step = finishing.label_step_of(shot_set.shots.select_related("colorway__product"))
    form = FinishForm.of(request, label_step)
    if request.method != "POST":
        return page(request, shot_set, form)
    if not form.is_valid():
        return page(request, shot_set, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if "say" in request.POST:
        return page(request, shot_set, form)
    picks = finishing.picks_of(shot_set)
    if not picks:
        return page(request, shot_set, form, HTTPStatus.CONFLICT)
    try:
        made = finishing.finish_all(picks, form.chain, by=request.user)
    except finishing.NotFinishable as refusal:
        messages.error(request, _("%(refusal)s Nothing was made.") % {"refusal": refusal})
        return page(request, shot_set, form, HTTPStatus.CONFLICT)
    if made:
        text = ngettext(
            "%(count)s picture is finished: %(steps)s. This is free.",
            "%(count)s pictures are finished: %(steps)s. This is free.",
            len(made),
        )
        messages.success(request, text % {"count": len(made), "steps": form.chain_text})
    else:
        messages.info(request, _("All of them were made before. Nothing new was made."))
    return redirect(shot_set)


def page(request: PersonRequest, shot_set: ShotSet, form: FinishForm, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"shot_set": shot_set, "form": form, "count": finishing.picks_of(shot_set).count()}
    return TemplateResponse(request, "renders/sets/finish.html", context, status=status)
