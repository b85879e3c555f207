"""Two versions of a template beside each other: words, sample, pictures, numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Case, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog import prompting
from catalog.models import Colorway, ImageModel, PromptTemplate, PromptVersion
from renders.insights.scoreboards import Score, scores
from renders.models import Baseline, Render
from renders.views.access import PersonRequest
from renders.views.standing import FREEZES, Standing

PICTURES = 6


@dataclass(frozen=True)
class Side:
    """One of the two versions with what became of it."""

    version: PromptVersion
    is_current: bool
    filled: Sequence[prompting.Piece]
    pictures: Sequence[Render]
    baseline: int | None
    score: Score


@require_safe
@permission_required("catalog.view_prompttemplate", raise_exception=True)
def version_diff(request: PersonRequest, slug: str) -> HttpResponse:
    """From the version before to this one; without numbers, the last two."""
    template = get_object_or_404(PromptTemplate.objects.select_related("current"), slug=slug)
    versions = list(template.versions.select_related("template__current", "author", "frozen_by", "image_model"))
    before, after = chosen(versions, request.GET.get("from", ""), request.GET.get("to", ""))
    standing = Standing(after, request.user)
    duels = [duel for duel in standing.duels if {duel.challenger_id, duel.champion_id} == {before.pk, after.pk}]
    context = {"template": template, "versions": versions, **compared(before, after), "duels": duels}
    context |= {"standing": standing, "may_move": request.user.has_perm(FREEZES)}
    return TemplateResponse(request, "renders/version_diff.html", context)


def chosen(versions: Sequence[PromptVersion], asked_from: str, asked_to: str) -> tuple[PromptVersion, PromptVersion]:
    """The two versions asked for. The later one is the newest unless asked for, the other the one before it."""
    if not versions:
        raise Http404("This template has no version yet")
    numbered = {str(version.number): version for version in versions}
    after = numbered.get(asked_to) if asked_to else versions[0]
    if after is None:
        raise Http404("No such version")
    older = [version for version in versions if version.number < after.number]
    before = numbered.get(asked_from) if asked_from else next(iter(older), after)
    if before is None:
        raise Http404("No such version")
    return before, after


def compared(before: PromptVersion, after: PromptVersion) -> dict[str, Any]:
    """Everything the page says about the two."""
    sample = next(iter(Colorway.objects.samples(1)), None)
    found = scores(("version",), version__in=[before, after])
    baselines = dict(Baseline.objects.filter(version__in=[before, after]).values_list("version", "render"))
    sides = [
        side_of(version, sample, baselines.get(version.pk), found.get((version.pk,), Score()))
        for version in (before, after)
    ]
    old, new = set(before.placeholders), set(after.placeholders)
    return {
        "before": before,
        "after": after,
        "sides": sides,
        "sample": sample,
        "changes": prompting.changes(before.prompt, after.prompt),
        "negative_changes": prompting.changes(before.negative, after.negative),
        "placeholders_added": sorted(new - old),
        "placeholders_removed": sorted(old - new),
        "parameters": parameters_of(before, after),
        "fits": fitting(after),
    }


def side_of(version: PromptVersion, sample: Colorway | None, baseline: int | None, score: Score) -> Side:
    """One version: filled for the sample, its best pictures, its numbers."""
    ready = Render.objects.filter(shot__version=version, state=Render.State.READY).exclude(mark=Render.Mark.DROP)
    # The standard first, then the first candidate of each of the latest shots: several products before one twice.
    shown = ready.order_by(Case(When(pk=baseline or 0, then=0), When(number=1, then=1), default=2), "-pk")
    return Side(
        version=version,
        is_current=version.template.current_id == version.pk,
        filled=prompting.pieces(version.prompt, version.facts(sample.facts()) if sample else {}),
        pictures=list(shown.select_related("shot__placement", "shot__colorway__product")[:PICTURES]),
        baseline=baseline,
        score=score,
    )


def parameters_of(before: PromptVersion, after: PromptVersion) -> list[tuple[str, str, str]]:
    """What differs beside the words: name, value before, value after."""
    names = sorted({*before.parameters, *after.parameters})
    rows = [(name, str(before.parameters.get(name, "–")), str(after.parameters.get(name, "–"))) for name in names]
    rows.append(("image model", str(before.image_model or "–"), str(after.image_model or "–")))
    return [row for row in rows if row[1] != row[2]]


def fitting(version: PromptVersion) -> Sequence[ImageModel]:
    """Models that serve the template's placements."""
    served = ImageModel.objects.filter(is_enabled=True, placements__templates=version.template)
    return list(served.distinct().order_by("name"))
