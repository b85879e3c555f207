"""Two versions of a template side by side: prompt, sample, pictures and figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, When
from django.utils.translation import gettext as _

from catalog import prompting
from catalog.models import Colorway, ImageModel, PromptVersion
from renders.insights.performance import Performance, performance_by
from renders.models import Baseline, Render

PICTURES_SHOWN = 6


@dataclass(frozen=True)
class ComparedVersion:
    """One side of a comparison; `baseline` is the id of the picked render."""

    version: PromptVersion
    is_current: bool
    filled: Sequence[prompting.PromptPiece]
    pictures: Sequence[Render]
    baseline: int | None
    performance: Performance


def comparison(before: PromptVersion, after: PromptVersion) -> dict[str, Any]:
    """What the page needs about the two versions."""
    sample = next(iter(Colorway.objects.samples(1)), None)
    performances = performance_by(("version",), version__in=[before, after])
    baselines = dict(Baseline.objects.filter(version__in=[before, after]).values_list("version", "render"))
    sides = [
        compared(version, sample, baselines.get(version.pk), performances.get((version.pk,), Performance()))
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
        "parameters": changed_parameters(before, after),
        "image_models": serving_models(after),
    }


def compared(
    version: PromptVersion, sample: Colorway | None, baseline: int | None, performance: Performance
) -> ComparedVersion:
    """One side, with its prompt filled in for the sample."""
    ready = Render.objects.from_orders().choosable().filter(shot__version=version)
    # The baseline first, then the first candidate of each of the latest shots: several products instead of one twice.
    ordered = ready.order_by(Case(When(pk=baseline or 0, then=0), When(number=1, then=1), default=2), "-pk")
    return ComparedVersion(
        version=version,
        is_current=version.template.current_id == version.pk,
        filled=prompting.pieces(
            version.prompt, version.values_with_defaults(sample.placeholder_values()) if sample else {}
        ),
        pictures=list(ordered.select_related("shot__placement", "shot__colorway__product")[:PICTURES_SHOWN]),
        baseline=baseline,
        performance=performance,
    )


def changed_parameters(before: PromptVersion, after: PromptVersion) -> list[tuple[str, str, str]]:
    """Parameters, style and image model that differ: name, value before, value after."""
    names = sorted({*before.parameters, *after.parameters})
    rows = [(name, str(before.parameters.get(name, "–")), str(after.parameters.get(name, "–"))) for name in names]
    rows.append((_("style"), before.get_style_display(), after.get_style_display()))
    rows.append((_("image model"), str(before.image_model or "–"), str(after.image_model or "–")))
    return [row for row in rows if row[1] != row[2]]


def serving_models(version: PromptVersion) -> Sequence[ImageModel]:
    """The enabled image models that serve a placement of the version's template."""
    models = ImageModel.objects.filter(is_enabled=True, placements__templates=version.template)
    return list(models.distinct().order_by("name"))
