"""What compose begins with: an empty form, a draft, or an earlier set."""

import uuid

from django.core.validators import slug_re
from django.http import Http404, QueryDict

from catalog.shapes import SetChoices
from catalog.text import whole_number
from renders.forms.compose.defaults import first_draft
from renders.forms.compose.set_choices import choices_of_set, fields_of, lost_choices
from renders.forms.compose.set_form import ComposeForm
from renders.models import SetDraft, ShotSet
from renders.views.access import PersonRequest


def opened(request: PersonRequest) -> tuple[ComposeForm, list[str]]:
    """The form, and what of `?draft=` or `?from=` is not there any more; 404 where there is no such draft or set.

    `?from=` takes all shots of a set, or those of `?shot=`; `?use_model=` is the button of that name.
    """
    query = request.GET
    if "draft" in query:
        draft = SetDraft.objects.of(request.user).filter(pk=whole_number(query["draft"]) or 0).first()
        if draft is None:
            raise Http404("There is no such draft")
        typed = {"token": str(draft.token), "title": draft.title, "note": draft.note, "draft": str(draft.pk)}
        typed["draft_stamp"] = draft.stamp
        return reopened(request, draft.chosen, typed)
    if "from" in query:
        shot_set = ShotSet.objects.filter(code=query["from"]).first() if slug_re.match(query["from"]) else None
        if shot_set is None:
            raise Http404("There is no such set")
        numbers = {number for value in query.getlist("shot") if (number := whole_number(value))}
        typed = {"token": str(uuid.uuid4()), "note": shot_set.note}
        return reopened(request, choices_of_set(shot_set, numbers), typed)
    return ComposeForm.draft(first_draft(query), by=request.user), []


def reopened(request: PersonRequest, choices: SetChoices, typed: dict[str, str]) -> tuple[ComposeForm, list[str]]:
    """The form with these choices, and what was lost of them."""
    data: QueryDict = fields_of(choices)
    for name, value in typed.items():
        data[name] = value
    button = request.GET.get("use_model", "")
    if button:
        data["use_model"] = button
    form = ComposeForm.draft(data, by=request.user)
    # Another image model was asked for, so that the one chosen before is no loss.
    return form, lost_choices(choices, form, line_with_other_model=whole_number(button.partition(":")[0]))
