"""Asking others to freeze a version, to make it current or to try it in the lab, and their answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.permissions import PROPOSE, VIEW_WORK, needs
from renders.forms.versions import AnswerForm, ProposalForm
from renders.models import Proposal
from renders.models.proposals import AlreadyProposed
from renders.views.access import PersonRequest
from renders.views.versions.detail import version_or_404, version_page
from renders.views.versions.version_status import VersionStatus, answerable_kinds


@require_POST
@needs(PROPOSE)
def create(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    version = version_or_404(slug, number)
    form = ProposalForm(request.POST)
    if not form.is_valid() or form.cleaned_data["kind"] != VersionStatus(version, request.user).proposable_kind:
        messages.error(
            request, _("There is nothing to ask for about %(version)s now. Nothing was sent.") % {"version": version}
        )
        return redirect("versions.detail", slug, number)
    try:
        Proposal.propose(version=version, by=request.user, **form.cleaned_data)
    except AlreadyProposed as refusal:
        messages.warning(request, _("%(refusal)s Nothing was sent again.") % {"refusal": refusal})
    else:
        who = _("Marketers") if form.cleaned_data["kind"] == Proposal.Kind.LAB else _("The admins")
        messages.success(request, _("%(who)s see your question on their page until it is answered.") % {"who": who})
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
        return version_page(request, proposal.version, refused=proposal, answer_form=form)
    if proposal.decline(by=request.user, answer=form.cleaned_data["answer"]):
        messages.success(request, _("Answered: %(version)s stays as it is.") % {"version": proposal.version})
    else:
        messages.warning(request, _("This question was answered already."))
    return redirect("versions.detail", proposal.version.template.slug, proposal.version.number)
