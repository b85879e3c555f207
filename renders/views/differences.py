"""Two versions of a template beside each other: words, sample, pictures, numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog import prompting
from catalog.models import Colorway, ImageModel, PromptTemplate, PromptVersion
from renders.models import Baseline, Duel, Render
from renders.scoreboard import Score, scores
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
    context = {"template": template, "versions": versions, **compared(before, after), **verbs(request, after)}
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
    sides = [side_of(version, sample, found.get((version.pk,), Score())) for version in (before, after)]
    old, new = set(before.placeholders), set(after.placeholders)
    return {
        "before": before,
        "after": after,
        "sides": sides,
        "sample": sample,
        "changes": prompting.changes(before.wording, after.wording),
        "negative_changes": prompting.changes(before.negative, after.negative),
        "placeholders_added": sorted(new - old),
        "placeholders_removed": sorted(old - new),
        "parameters": parameters_of(before, after),
        "fits": fitting(after),
        "duels": Duel.objects.about(after).filter(challenger__in=[before, after], champion__in=[before, after])[:3],
    }


def side_of(version: PromptVersion, sample: Colorway | None, score: Score) -> Side:
    """One version: filled for the sample, its best pictures, its numbers."""
    facts = version.facts(sample.facts()) if sample else {}
    baseline = Baseline.objects.filter(version=version).values_list("render", flat=True).first()
    ready = Render.objects.filter(shot__version=version, state=Render.State.READY).exclude(mark=Render.Mark.DROP)
    latest = ready.select_related("shot__placement", "shot__colorway__product").order_by("-pk")
    # The standard first, then the first candidate of each of the latest shots: several products, not one twice.
    pictures = list(latest.filter(pk=baseline)) + list(latest.filter(number=1).exclude(pk=baseline)[:PICTURES])
    return Side(
        version=version,
        is_current=version.template.current_id == version.pk,
        filled=prompting.pieces(version.wording, facts),
        pictures=pictures[:PICTURES],
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


def verbs(request: PersonRequest, after: PromptVersion) -> dict[str, Any]:
    """What can be done from here."""
    return {"standing": Standing(after, request.user), "may_move": request.user.has_perm(FREEZES)}
