"""One picture as a guest sees it, with the guest's verdict and comments, which advise the team and decide nothing."""

from http import HTTPStatus

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from renders.forms.reviewing.comments import SpotForm
from renders.models import GuestAdvice, GuestLink, Render
from renders.models.guests import TooManyComments
from renders.views.guests.pictures import file_address
from renders.views.guests.visit import for_guests, note_visit, picture_of
from renders.views.stages import Pin, Stage, StagePicture

VERDICTS = {*GuestAdvice.Verdict.values, "none"}


@require_safe
@for_guests
def candidate(request: HttpRequest, link: GuestLink, render_id: int) -> HttpResponse:
    note_visit(request, link)
    return _page(request, link, picture_of(link, render_id))


@require_POST
@for_guests
def judge(request: HttpRequest, link: GuestLink, render_id: int) -> HttpResponse:
    """The form names the verdict it wants, so that a second click changes nothing."""
    render, verdict = picture_of(link, render_id), request.POST.get("verdict", "")
    if verdict not in VERDICTS:
        raise Http404("No such verdict")
    link.judge(render, "" if verdict == "none" else verdict)
    return redirect("guests.candidate", link.token, render.pk)


@require_POST
@for_guests
def comment(request: HttpRequest, link: GuestLink, render_id: int) -> HttpResponse:
    render, form = picture_of(link, render_id), SpotForm(request.POST, auto_id="comment-%s")
    if form.is_valid():
        try:
            link.comment(render, **form.written)
        except TooManyComments as refusal:
            form.add_error("text", str(refusal))
    if form.errors:
        return _page(request, link, render, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("guests.candidate", link.token, render.pk)


def _page(
    request: HttpRequest,
    link: GuestLink,
    render: Render,
    form: SpotForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    said = list(GuestAdvice.objects.filter(link=link, render=render).order_by("pk"))
    comments = [one for one in said if not one.verdict]
    context = {
        "link": link,
        "render": render,
        "shot": render.shot,
        "verdict": next((one.verdict for one in said if one.verdict), ""),
        "verdicts": GuestAdvice.Verdict.choices,
        "comments": comments,
        "stage": _stage(link, render, comments, takes_pins=not request.user.is_authenticated),
        "form": form or SpotForm(auto_id="comment-%s"),
        **_neighbours(link, render),
    }
    return TemplateResponse(request, "renders/guests/candidate.html", context, status=status)


def _stage(link: GuestLink, render: Render, comments: list[GuestAdvice], *, takes_pins: bool) -> Stage:
    shot = render.shot
    subject = {"product": shot.colorway.product.name, "colorway": shot.colorway.name, "number": render.number}
    source, zoom, first = (file_address(link, render, spec) for spec in ("view-1280", "zoom", "thumb-640"))
    text = _("%(product)s, %(colorway)s, picture %(number)s") % subject
    shown = StagePicture(source, render.width or 1, render.height or 1, text, zoom, first)
    pins = [
        Pin(f"pin-{number}", str(number), *one.spot, f"#comment-{number}")
        for number, one in enumerate(comments, 1)
        if one.spot
    ]
    return Stage("stage", shot.code, shot.aspect, _("Picture"), shown, pins=pins, takes_pins=takes_pins)


def _neighbours(link: GuestLink, render: Render) -> dict[str, str]:
    """Where the pictures before and after this one are; they go from shot to shot."""
    place, shown = render.shot.number, link.pictures()
    before = shown.filter(Q(shot__number__lt=place) | Q(shot=render.shot, number__lt=render.number))
    after = shown.filter(Q(shot__number__gt=place) | Q(shot=render.shot, number__gt=render.number))
    beside = {
        "previous": before.order_by("-shot__number", "-number").first(),
        "following": after.order_by("shot__number", "number").first(),
    }
    return {name: reverse("guests.candidate", args=[link.token, one.pk]) for name, one in beside.items() if one}
