"""Claims to vendors: calling a picture faulty work, taking that back, and the list to send."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.money import dollars
from catalog.text import whole_number
from config.permissions import DECIDE, SUBMIT, VIEW_WORK, needs
from renders.forms.shots import ClaimFilter, ClaimForm
from renders.models import Render, Review, VendorClaim
from renders.models.vendor_claims import NotClaimable, VendorClaimQuerySet
from renders.views.access import PersonRequest
from renders.views.csv_files import csv_of
from renders.views.latest_first import LatestPage

ROWS_A_PAGE = 60


@dataclass(frozen=True)
class RenderClaim:
    """The claim about the picture of a page, as this person sees it."""

    render: Render
    # Of its shot.
    code: str
    reader: User

    @property
    def may_change(self) -> bool:
        return may_claim(self.reader) and VendorClaim.is_possible(self.render)

    @cached_property
    def standing(self) -> VendorClaim | None:
        return VendorClaim.objects.standing().select_related("by").filter(render=self.render).first()

    @property
    def form(self) -> ClaimForm:
        return ClaimForm(auto_id="claim-%s")


@require_safe
@needs(VIEW_WORK)
def claims(request: PersonRequest) -> HttpResponse:
    form = ClaimFilter(request.GET)
    page = LatestPage.of(form.claims(), request, ROWS_A_PAGE)
    context = {"filter": form, "claims": page.rows, "may_change": may_claim(request.user), **page.links}
    return TemplateResponse(request, "renders/shots/claims.html", context)


@require_safe
@needs(VIEW_WORK)
def table(request: PersonRequest) -> StreamingHttpResponse:
    """The same claims as a file for the vendor: what it knows its work by, and no name of ours."""
    head = [
        _("Provider"),
        _("Account"),
        _("Model"),
        _("Task"),
        _("Ordered at"),
        _("Price in $"),
        _("What is wrong"),
        _("Note"),
        _("Candidate"),
        "sha256",
    ]
    return csv_of("claims", head, table_rows(ClaimFilter(request.GET).claims()))


def table_rows(rows: VendorClaimQuerySet) -> Iterator[list[object]]:
    for one in rows:
        yield [
            one.provider,
            one.render.account,
            one.endpoint,
            one.task_id,
            one.ordered_at.isoformat(timespec="seconds") if one.ordered_at else "",
            dollars(one.price_micros),
            one.get_reason_display(),
            one.note,
            f"{one.render.shot.code}/{one.render.number}",
            one.render.sha256,
        ]


@require_POST
@needs(VIEW_WORK)
def make(request: PersonRequest, code: str, number: int) -> HttpResponse:
    refuse_others(request.user)
    rows = Render.objects.select_related("shot__image_model", "shot_set", "account")
    render = get_object_or_404(rows, shot__code=code, number=number)
    form = ClaimForm(request.POST, auto_id="claim-%s")
    if not form.is_valid():
        review = review_of_form(request, render)
        context = {"form": form, "render": render, "code": code, "review": review, "back": back_to(render, review)}
        return TemplateResponse(request, "renders/shots/claim.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        VendorClaim.make(render, by=request.user, **form.cleaned_data)
    except NotClaimable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted as faulty work of the vendor. No decision was changed."))
    return redirect(back_to(render, review_of_form(request, render)))


@require_POST
@needs(VIEW_WORK)
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    refuse_others(request.user)
    claim = get_object_or_404(VendorClaim.objects.select_related("render__shot__shot_set", "render__account"), pk=pk)
    claim.withdraw(by=request.user)
    messages.success(request, _("The claim was taken back."))
    return redirect(back_to(claim.render, review_of_form(request, claim.render)))


def may_claim(person: User) -> bool:
    """Whoever submits or decides."""
    return person.has_perm(SUBMIT) or person.has_perm(DECIDE)


def refuse_others(person: User) -> None:
    if not may_claim(person):
        raise PermissionDenied(_("Marketers and reviewers make claims to a vendor."))


def review_of_form(request: PersonRequest, render: Render) -> Review | None:
    """The review of this shot whose page sent the form; None for the viewer."""
    number = whole_number(request.POST.get("review")) or 0
    return Review.objects.filter(pk=number, shot=render.shot).first()


def back_to(render: Render, review: Review | None) -> str:
    """The page of the review, or else the viewer."""
    return f"{review.get_absolute_url()}?see={render.number}" if review else render.get_absolute_url()
