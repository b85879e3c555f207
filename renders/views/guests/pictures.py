"""The set as its guest sees it: the pictures, and what the guest said of each. No prices, prompts or people."""

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.text import whole_number
from renders.models import GuestAdvice, GuestLink, Render, Shot
from renders.views.guests.visit import for_guests, note_visit

SHOTS_PER_PAGE = 20


@dataclass(frozen=True)
class GuestPicture:
    """One picture; `verdict` is this guest's."""

    render: Render
    address: str
    file: str
    verdict: str
    verdict_text: str
    comment_count: int


@require_safe
@for_guests
def pictures(request: HttpRequest, link: GuestLink) -> HttpResponse:
    """A page of its shots: those after the number `?after=`."""
    note_visit(request, link)
    after = whole_number(request.GET.get("after")) or 0
    shots = shots_of(link, after)
    page = shots[:SHOTS_PER_PAGE]
    context = {
        "link": link,
        "after": after,
        "next_after": page[-1].number if len(shots) > SHOTS_PER_PAGE else None,
        "shots": with_pictures(link, page),
    }
    return TemplateResponse(request, "renders/guests/pictures.html", context)


def shots_of(link: GuestLink, after: int) -> list[Shot]:
    """Those with a picture that the link shows, one more than a page."""
    shown = Shot.objects.filter(shot_set=link.shot_set_id, number__gt=after, pk__in=link.pictures().values("shot"))
    named = shown.select_related("colorway__product", "placement")
    return list(named.order_by("number")[: SHOTS_PER_PAGE + 1])


def with_pictures(link: GuestLink, shots: list[Shot]) -> list[tuple[Shot, list[GuestPicture]]]:
    """Each shot with its pictures in the order of their numbers."""
    said = defaultdict(list)
    for advice in GuestAdvice.objects.filter(link=link, render__shot__in=shots):
        said[advice.render_id].append(advice)
    of_shot = defaultdict(list)
    for render in link.pictures().filter(shot__in=shots).order_by("number"):
        of_shot[render.shot_id].append(guest_picture(link, render, said[render.pk]))
    return [(shot, of_shot[shot.pk]) for shot in shots]


def guest_picture(link: GuestLink, render: Render, advice: list[GuestAdvice]) -> GuestPicture:
    judged = next((one for one in advice if one.verdict), None)
    return GuestPicture(
        render,
        reverse("guests.candidate", args=[link.token, render.pk]),
        file_address(link, render, "thumb-640"),
        judged.verdict if judged else "",
        judged.get_verdict_display() if judged else "",
        sum(not one.verdict for one in advice),
    )


def file_address(link: GuestLink, render: Render, spec: str) -> str:
    return reverse("guests.file", args=[link.token, render.pk, spec])
