"""Showing a set to people without an account: making their links, ending them, and erasing a guest's name."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.permissions import END_GUEST_LINKS, VIEW_WORK, needs
from renders.forms.reviewing.guests import GuestForm
from renders.models import GuestLink, ShotSet
from renders.models.guests import may_end, may_invite
from renders.views.access import PersonRequest

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW_WORK)
def links(request: PersonRequest, code: str) -> HttpResponse:
    shot_set = get_object_or_404(ShotSet.objects.select_related("launched_by"), code=code)
    if request.method != "POST":
        return _page(request, shot_set, GuestForm())
    if not may_invite(request.user, shot_set):
        raise PermissionDenied(_("Only its launcher and reviewers may show this set to guests."))
    form = GuestForm(request.POST)
    if not form.is_valid():
        return _page(request, shot_set, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    link = GuestLink.make(shot_set, by=request.user, **form.cleaned_data)
    messages.success(request, _("The link for %(guest)s is made. Copy it and send it.") % {"guest": link.guest})
    return redirect("guests.links", code)


@require_POST
@needs(VIEW_WORK)
def end(request: PersonRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(GuestLink.objects.select_related("shot_set__launched_by"), pk=pk)
    if not may_end(request.user, link.shot_set):
        raise PermissionDenied(_("Only its launcher, reviewers and admins may end a link to this set."))
    if link.end(by=request.user):
        messages.success(request, _("The link for %(guest)s opens nothing any more.") % {"guest": link.guest})
    return redirect("guests.links", link.shot_set.code)


@require_POST
@needs(END_GUEST_LINKS)
def erase(request: PersonRequest, pk: int) -> HttpResponse:
    """End the link and put its number in place of the guest's name, for good."""
    link = get_object_or_404(GuestLink.objects.select_related("shot_set"), pk=pk)
    if link.erase_name(by=request.user):
        messages.success(request, _("The name is erased: the guest is %(guest)s now.") % {"guest": link.pseudonym})
    return redirect("guests.links", link.shot_set.code)


def _page(
    request: PersonRequest, shot_set: ShotSet, form: GuestForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    made = GuestLink.objects.filter(shot_set=shot_set).open_first().with_counts().select_related("made_by")[:SHOWN]
    rights = {
        "may_invite": may_invite(request.user, shot_set),
        "may_end": may_end(request.user, shot_set),
        "may_erase": request.user.has_perm(END_GUEST_LINKS),
    }
    shown = [(link, _address(request, link) if rights["may_invite"] and link.is_open else "") for link in made]
    context = {"shot_set": shot_set, "links": shown, "form": form, **rights}
    return TemplateResponse(request, "renders/guests/links.html", context, status=status)


def _address(request: PersonRequest, link: GuestLink) -> str:
    return request.build_absolute_uri(link.get_absolute_url())
