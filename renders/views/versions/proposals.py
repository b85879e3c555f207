"""Asking others to freeze a version, to make it current or to try it in the lab, and their answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from config.permissions import PROPOSE, VIEW_WORK, needs
from renders.forms.versions import AnswerForm, ProposalForm
from renders.models import Proposal
from renders.models.proposals import AlreadyProposed
from renders.views.access import PersonRequest
from renders.views.versions.detail import version_or_404
from renders.views.versions.version_status import VersionStatus, answerable_kinds


@require_POST
@needs(PROPOSE)
def create(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    version = version_or_404(slug, number)
    form = ProposalForm(request.POST)
    if not form.is_valid() or form.cleaned_data["kind"] != VersionStatus(version, request.user).proposable_kind:
        messages.error(request, f"There is nothing to ask for about {version} now. Nothing was sent.")
        return redirect("versions.detail", slug, number)
    try:
        Proposal.propose(version=version, by=request.user, **form.cleaned_data)
    except AlreadyProposed as refusal:
        messages.warning(request, f"{refusal} Nothing was sent again.")
    else:
        who = "Marketers" if form.cleaned_data["kind"] == Proposal.Kind.LAB else "The admins"
        messages.success(request, f"{who} see your question on their page until it is answered.")
    return redirect("versions.detail", slug, number)


@require_POST
@needs(VIEW_WORK)
def decline(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer no, with the reason."""
    proposal = get_object_or_404(Proposal.objects.select_related("version__template"), pk=pk)
    if proposal.kind not in answerable_kinds(request.user):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why not. Nothing was answered.")
    elif proposal.decline(by=request.user, answer=form.cleaned_data["answer"]):
        messages.success(request, f"Answered: {proposal.version} stays as it is.")
    else:
        messages.warning(request, "This question was answered already.")
    return redirect("versions.detail", proposal.version.template.slug, proposal.version.number)
