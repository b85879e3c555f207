"""The differences between two versions of a template."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import PromptTemplate, PromptVersion
from config.permissions import VIEW_TEMPLATES, needs
from renders.views.access import PersonRequest
from renders.views.versions.comparison import comparison
from renders.views.versions.version_status import VersionStatus


@require_safe
@needs(VIEW_TEMPLATES)
def diff(request: PersonRequest, slug: str) -> HttpResponse:
    """From version `?from=` to version `?to=`; without numbers, the last two."""
    template = get_object_or_404(PromptTemplate.objects.select_related("current"), slug=slug)
    versions = list(template.versions.select_related("template__current", "author", "frozen_by", "image_model"))
    before, after = chosen_versions(versions, request.GET.get("from", ""), request.GET.get("to", ""))
    status = VersionStatus(after, request.user)
    between_them = [duel for duel in status.duels if {duel.challenger_id, duel.champion_id} == {before.pk, after.pk}]
    is_current_ahead = bool(before.frozen_at and status.is_current and before.pk != after.pk)
    context = {"template": template, "versions": versions, "status": status, **comparison(before, after)}
    context["closed_duels"] = [duel for duel in between_them if not duel.is_open]
    context["may_roll_back"] = status.may_freeze and is_current_ahead
    return TemplateResponse(request, "renders/versions/diff.html", context)


def chosen_versions(
    versions: Sequence[PromptVersion], number_from: str, number_to: str
) -> tuple[PromptVersion, PromptVersion]:
    """The versions with these numbers. Without a number, the later one is the newest and the other the one before."""
    if not versions:
        raise Http404("This template has no version yet")
    numbered = {str(version.number): version for version in versions}
    after = numbered.get(number_to) if number_to else versions[0]
    if after is None:
        raise Http404("No such version")
    older = [version for version in versions if version.number < after.number]
    before = numbered.get(number_from) if number_from else next(iter(older), after)
    if before is None:
        raise Http404("No such version")
    return before, after
