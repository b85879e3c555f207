"""Choosing the version production uses, and asking for it."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from catalog.models.campaigns import Locked
from renders.forms.governing import AnswerForm, MoveForm, ProposalForm
from renders.models import Proposal
from renders.models.promotions import CurrentChanged, PromotionRefused, make_current
from renders.models.proposals import AlreadyProposed
from renders.views.access import PersonRequest
from renders.views.standing import FREEZES, PROPOSES, Standing
from renders.views.versions import version_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(FREEZES, raise_exception=True)
def version_make_current(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Point production at this version: open for a winner, a first one or one that was current before."""
    version = version_or_404(slug, number)
    if request.method != "POST":
        form = MoveForm(initial={"seen": version.template.current_id})
        return move_page(request, Standing(version, request.user), form)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return move_page(request, Standing(version, request.user), form, HTTPStatus.UNPROCESSABLE_ENTITY)
    words = form.cleaned_data
    try:
        move = make_current(version, seen=words["seen"], by=request.user, override=words["override"].strip())
    except (CurrentChanged, PromotionRefused, Locked) as refusal:
        messages.error(request, f"{refusal} Nothing was changed.")
        fresh = Standing(version_or_404(slug, number), request.user)
        return move_page(request, fresh, form.again(fresh.version.template.current_id), HTTPStatus.CONFLICT)
    messages.success(request, f"{version} is current: {move.reason}. Sets that were launched keep their version.")
    return redirect("prompt-version", slug, number)


def move_page(request: HttpRequest, standing: Standing, form: MoveForm, status: int = HTTPStatus.OK) -> HttpResponse:
    """What is current, what would be, and what speaks for it."""
    version = standing.version
    context = {"version": version, "template": version.template, "standing": standing, "form": form}
    return TemplateResponse(request, "renders/version_current.html", context, status=status)


@require_POST
@permission_required(PROPOSES, raise_exception=True)
def proposal_create(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Ask the admins to freeze this version or to make it current."""
    version = version_or_404(slug, number)
    form = ProposalForm(request.POST)
    if not form.is_valid() or form.cleaned_data["kind"] != Standing(version, request.user).proposable:
        messages.error(request, f"There is nothing to ask for about {version} now. Nothing was sent.")
        return redirect("prompt-version", slug, number)
    try:
        Proposal.ask(version=version, by=request.user, **form.cleaned_data)
    except AlreadyProposed:
        messages.warning(request, "Somebody asked for this a moment ago. Nothing was sent again.")
    else:
        messages.success(request, "The admins see your question on their page until they answer.")
    return redirect("prompt-version", slug, number)


@require_POST
@permission_required(FREEZES, raise_exception=True)
def proposal_decline(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer no, with the reason."""
    proposal = get_object_or_404(Proposal.objects.select_related("version__template"), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why not. Nothing was answered.")
    elif proposal.decline(by=request.user, answer=form.cleaned_data["answer"]):
        messages.success(request, f"Answered: {proposal.version} stays as it is.")
    else:
        messages.warning(request, "This question was answered already.")
    return redirect("prompt-version", proposal.version.template.slug, proposal.version.number)
