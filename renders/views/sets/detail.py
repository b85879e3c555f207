"""One shot set with all its shots, stopping it, and giving it another title."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from catalog.text import whole_number
from config.permissions import LAUNCH, VIEW_WORK, needs
from renders import composing
from renders.composing.production import holding
from renders.forms.sets import TitleForm
from renders.models import ShotSet
from renders.models.guests import may_invite
from renders.views.access import PersonRequest
from renders.views.revisions import unchanged
from renders.views.sets.set_page import SetPage, sets_with_code
from renders.views.sets.stop_effect import StopEffect


@require_safe
@needs(VIEW_WORK)
def detail(request: PersonRequest, code: str) -> HttpResponse:
    """The set with a page of its shots: those after the number `?after=`."""
    return TemplateResponse(request, "renders/sets/detail.html", page_context(request, code))


@require_safe
@needs(VIEW_WORK)
def changes(request: PersonRequest, code: str) -> HttpResponse:
    """The parts that changed since the revision `?seen=`; 204 when none did."""
    context = page_context(request, code)
    page: SetPage = context["set_page"]
    if page.revision.is_seen_by(request):
        return unchanged()
    changed = page.revision.news_for(request).changed
    context |= {"changed": [row for row in page.rows if row.shot.number in changed], "oob": True}
    return TemplateResponse(request, "renders/sets/_changes.html", context)


@require_POST
@needs(LAUNCH)
def stop(request: PersonRequest, code: str) -> HttpResponse:
    """Cancel what is not sent. What was sent is finished and billed."""
    shot_set = own_set(request, code, _("Only the person who launched a set can stop it."))
    count = composing.stop(shot_set, by=request.user)
    text = ngettext(
        "%(number)s render cancelled. %(billed_text)s", "%(number)s renders cancelled. %(billed_text)s", count
    )
    cancelled = text % {"number": count, "billed_text": StopEffect.of(shot_set).billed_text}
    messages.success(request, cancelled if count else _("Nothing was left to stop: every render had been sent."))
    return redirect(shot_set)


@require_POST
@needs(LAUNCH)
def pause(request: PersonRequest, code: str) -> HttpResponse:
    """Send nothing more of it until it is resumed. What was sent is finished and billed."""
    shot_set = own_set(request, code, _("Only the person who launched a set can pause it."))
    if holding.pause(shot_set, by=request.user):
        messages.success(request, _("Paused. What was sent is finished and billed; the rest waits for you."))
    return redirect(shot_set)


@require_POST
@needs(LAUNCH)
def resume(request: PersonRequest, code: str) -> HttpResponse:
    """Send it from now on, also where it was to start later."""
    shot_set = own_set(request, code, _("Only the person who launched a set can let it go on."))
    if holding.resume(shot_set, by=request.user):
        messages.success(request, _("It goes on now."))
    return redirect(shot_set)


@require_POST
@needs(LAUNCH)
def rename(request: PersonRequest, code: str) -> HttpResponse:
    """Give it the title of the form."""
    shot_set = own_set(request, code, _("Only the person who launched a set can give it a title."))
    form = TitleForm(request.POST)
    if not form.is_valid():
        context = {**page_context(request, code), "title_form": form}
        return TemplateResponse(request, "renders/sets/detail.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    shot_set.rename(form.cleaned_data["title"])
    return redirect(shot_set)


def own_set(request: PersonRequest, code: str, refusal: str) -> ShotSet:
    """The set of this person, or 404. Raises `PermissionDenied` for anybody else's."""
    shot_set = get_object_or_404(ShotSet, code=code)
    if not shot_set.is_of(request.user):
        raise PermissionDenied(refusal)
    return shot_set


def page_context(request: PersonRequest, code: str) -> dict[str, Any]:
    """The set and its page of shots, or 404."""
    shot_set = next(iter(sets_with_code(code)), None)
    if shot_set is None:
        raise Http404(f"There is no set {code}")
    after = whole_number(request.GET.get("after")) or 0
    return {
        "set_page": SetPage.of(shot_set, request.user, after=after),
        "shot_set": shot_set,
        "after": after,
        "may_launch": request.user.has_perm(LAUNCH),
        "may_invite": may_invite(request.user, shot_set),
        "title_form": TitleForm({"title": shot_set.title}),
    }
