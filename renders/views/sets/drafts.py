"""Drafts: sets that are composed and not launched. Only their author sees them."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from catalog.strict_json import fault_of, is_too_long
from config.permissions import LAUNCH, needs
from renders.forms.compose.set_choices import choices_of_form
from renders.forms.compose.set_form import ComposeForm
from renders.models import SetDraft
from renders.models.set_drafts import MAX_DRAFTS
from renders.views.access import PersonRequest
from renders.views.sets.compose import page

TYPED = ("title", "note")


@require_POST
@needs(LAUNCH)
def drafts(request: PersonRequest) -> HttpResponse:
    """Save the form as it stands, complete or not. Nothing is ordered."""
    form = ComposeForm.draft(request.POST, by=request.user, checked=TYPED)
    choices = choices_of_form(form).document()
    token = form.cleaned_data.get("token") or uuid.uuid4()
    if is_too_long(choices):
        form.add_error(None, _("This is too much for a draft. Pick fewer products, then save it."))
    elif fault := fault_of(choices):
        form.add_error(None, fault)
    elif SetDraft.objects.of(request.user).exclude(token=token).count() >= MAX_DRAFTS:
        text = _("You have %(number)s drafts. Delete one of them, then save this one.")
        form.add_error(None, text % {"number": MAX_DRAFTS})
    if form.errors:
        return page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    typed = {name: form.cleaned_data[name] for name in TYPED}
    fields = typed | {"about": form.proposed_title, "choices": choices}
    draft = SetDraft.objects.store(request.user, token, seen=request.POST.get("draft_stamp", ""), **fields)
    if draft.token == token:
        messages.success(request, _("Saved as a draft. Nothing was ordered."))
    else:
        text = _(
            "The draft was changed or launched in another window. "
            "What stood here is saved as another draft. Nothing was ordered."
        )
        messages.warning(request, text)
    address = draft.get_absolute_url()
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@require_POST
@needs(LAUNCH)
def delete(request: PersonRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    draft = get_object_or_404(SetDraft.objects.of(request.user), pk=pk)
    draft.delete()
    messages.success(request, _("The draft “%(draft)s” is deleted.") % {"draft": draft})
    return redirect("sets.list")
