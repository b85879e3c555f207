"""One version of a banner: its pictures, how its text looks, and its way from a draft into use."""

from base64 import b64encode
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.pictures import Undecodable
from catalog.processes import TooManyWaiting, WorkStopped
from catalog.refusals import Refusal
from config.permissions import ADD_BANNERS, ALLOW_UNREVIEWED_BANNERS, APPROVE_BANNERS, VIEW_WORK, needs
from renders.finishing.banners import installed_fonts
from renders.forms.publishing.banners import BannerLookForm, DeclineForm, TriedNameForm
from renders.forms.publishing.drawn_banners import BannerWayForm, UnreviewedForm
from renders.models import Banner, BannerPicture
from renders.models.money import spent_today_on_banner
from renders.models.shot_sets import CUSTOMER_PLACEHOLDER
from renders.pipeline.banners import drawing
from renders.views.access import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW_WORK)
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    """POST saves the look of a draft."""
    banner = banner_or_404(pk)
    if request.method != "POST":
        return page(request, banner)
    if not banner.may_edit(request.user):
        messages.error(request, _("Only who made a draft changes it. Make a new version of your own."))
        return page(request, banner, status=HTTPStatus.FORBIDDEN)
    form = BannerLookForm(request.POST, banner=banner)
    if not form.is_valid():
        return page(request, banner, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.save():
        messages.success(request, _("Saved. The pictures show it."))
    else:
        messages.warning(request, _("This version was frozen meanwhile. Nothing was changed."))
    return redirect(banner)


@require_POST
@needs(VIEW_WORK)
def preview(request: PersonRequest, pk: int) -> HttpResponse:
    """A name that somebody tries; the picture is in the answer and nowhere else."""
    banner = banner_or_404(pk)
    tried = TriedNameForm(request.POST, banner=banner)
    if not tried.is_valid():
        return page(request, banner, tried=tried, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        data = drawing.preview_of(banner, banner.text_for(tried.cleaned_data["customer_name"]))
    except (FileNotFoundError, Undecodable, TooManyWaiting, WorkStopped, Refusal):
        messages.error(request, _("The picture could not be drawn now. Try again, or look whether its file is there."))
        return page(request, banner, tried=tried, status=HTTPStatus.CONFLICT)
    return page(request, banner, tried=tried, picture=f"data:image/jpeg;base64,{b64encode(data).decode()}")


@require_POST
@needs(ADD_BANNERS)
def freeze(request: PersonRequest, pk: int) -> HttpResponse:
    done = _("%(banner)s is frozen. Somebody else approves it now.")
    return moved(request, pk, lambda banner: banner.freeze(by=request.user), done)


@require_POST
@needs(APPROVE_BANNERS)
def approve(request: PersonRequest, pk: int) -> HttpResponse:
    done = _("%(banner)s is in use: programs may ask for names on it.")
    return moved(request, pk, lambda banner: drawing.approve(banner, by=request.user), done)


@require_POST
@needs(APPROVE_BANNERS)
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    """With the reason, which its maker reads."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return page(request, banner_or_404(pk), decline=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    reason, done = form.cleaned_data["reason"], _("%(banner)s is declined. Its maker reads why.")
    return moved(request, pk, lambda banner: banner.decline(by=request.user, reason=reason), done)


@require_POST
@needs(ADD_BANNERS)
def retire(request: PersonRequest, pk: int) -> HttpResponse:
    done = _("%(banner)s is not in use any more. Pictures that were made stay until their time is over.")
    return moved(request, pk, lambda banner: banner.retire(by=request.user), done)


@require_POST
@needs(ADD_BANNERS)
def again(request: PersonRequest, pk: int) -> HttpResponse:
    """A draft that begins as this version is."""
    return redirect(banner_or_404(pk).next_version(by=request.user))


def moved(request: PersonRequest, pk: int, move: Callable[[Banner], None], done: str) -> HttpResponse:
    banner = banner_or_404(pk)
    try:
        move(banner)
    except (FileNotFoundError, Undecodable, TooManyWaiting, WorkStopped):
        messages.error(
            request, _("The picture could not be drawn, so nothing was changed. Look whether its file is there.")
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done % {"banner": banner})
    return redirect(banner)


def banner_or_404(pk: int) -> Banner:
    return get_object_or_404(Banner.objects.with_rows(), pk=pk)


def page(
    request: PersonRequest,
    banner: Banner,
    *,
    form: BannerLookForm | None = None,
    tried: TriedNameForm | None = None,
    decline: DeclineForm | None = None,
    way: BannerWayForm | None = None,
    unreviewed: UnreviewedForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    **shown: Any,
) -> HttpResponse:
    may_edit = banner.may_edit(request.user)
    sent = [one for one in (form, tried, decline, way, unreviewed) if one]
    font = next((one for one in installed_fonts() if one.code == banner.font), None)
    context = {
        "banner": banner,
        "form": form or (BannerLookForm(banner=banner) if may_edit else None),
        "tried": tried or TriedNameForm(banner=banner),
        "versions": Banner.objects.filter(slug=banner.slug).order_by("-number"),
        "font": font,
        "has_hero": Banner.objects.filter(pk=banner.pk).with_hero().exists(),
        "may_edit": may_edit,
        "may_decide": banner.may_decide(request.user),
        "decline": decline or DeclineForm(),
        "way": way or (BannerWayForm(banner=banner) if may_edit else None),
        "unreviewed": unreviewed or UnreviewedForm(),
        "has_errors": any(one.errors for one in sent),
        "placeholder": CUSTOMER_PLACEHOLDER,
        "may_make": request.user.has_perm(ADD_BANNERS),
        "may_retire": not banner.is_over and request.user.has_perm(ADD_BANNERS),
        "is_own": banner.made_by_id == request.user.pk,
        **(of_drawn(request.user, banner) if banner.is_drawn or may_edit else {}),
        **shown,
    }
    return TemplateResponse(request, "renders/banners/detail.html", context, status=status)


def of_drawn(person: User, banner: Banner) -> dict[str, Any]:
    """What the page says where image models draw names."""
    return {
        "spent_today": spent_today_on_banner(banner.slug),
        "may_decide_pictures": person.has_perm(APPROVE_BANNERS),
        "waiting_count": BannerPicture.objects.in_review().filter(banner=banner).count(),
        "may_allow_unreviewed": not banner.is_over and person.has_perm(ALLOW_UNREVIEWED_BANNERS),
    }
