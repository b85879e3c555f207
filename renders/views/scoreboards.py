"""How the versions of a template and the image models do, and the next prompt that a reject reason proposes."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from catalog.models import ImageModel, PromptTemplate, PromptVersion
from renders.insights.drift import Drift, drifts
from renders.insights.scoreboards import BY_MODEL, BY_VERSION, Score, scores
from renders.insights.suggestions import REMEDIES, Remedy
from renders.models import Account
from renders.views.access import sees_work


@dataclass(frozen=True)
class Line:
    """One version with one image model."""

    version: PromptVersion
    image_model: ImageModel
    score: Score
    drift: Drift | None

    @property
    def proposals(self) -> list["Proposal"]:
        """The most frequent reject reasons, each with the clause that answers it."""
        return [Proposal(*reason, self.version.prompt, REMEDIES.get(reason[0])) for reason in self.score.top_reasons]


@dataclass(frozen=True)
class Proposal:
    """A reject reason, how often it was given, and the clause of the prompt that answers it."""

    code: str
    words: str
    count: int
    prompt: str
    remedy: Remedy | None

    @property
    def said(self) -> str:
        """What the prompt says there so far."""
        return self.remedy.said(self.prompt) if self.remedy else ""


@require_safe
@permission_required("catalog.view_prompttemplate", raise_exception=True)
@sees_work
def scoreboard(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version of a template by image model, the latest version first."""
    template = get_object_or_404(PromptTemplate.objects.select_related("current"), slug=slug)
    context = {"template": template, "lines": lines_of(template)}
    return TemplateResponse(request, "renders/scoreboard.html", context)


@require_POST
@permission_required("catalog.add_promptversion", raise_exception=True)
def version_apply_suggestion(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Open a draft of the next version in which the clause that answers a reject reason is said more exactly."""
    version = get_object_or_404(PromptVersion.objects.select_related("template"), template__slug=slug, number=number)
    remedy = REMEDIES.get(request.POST.get("reason", ""))
    if remedy is None:
        messages.error(request, "No clause answers this reason. Read the reviewers' notes.")
        return redirect("scoreboard", slug)
    draft = version.template.draft(by=request.user) or version
    is_written = PromptVersion.objects.rewrite(draft.pk, prompt=remedy.applied(draft.prompt))
    words = f"Version {draft.number} is a draft. {remedy.clause} now says “{remedy.sentence}” at its end."
    messages.info(request, words if is_written else f"{draft} was sealed meanwhile. Nothing was written.")
    return redirect("admin:catalog_promptversion_change", draft.pk)


@require_safe
@sees_work
def model_board(request: HttpRequest) -> HttpResponse:
    """Image models side by side: quality, pace and price, from what was drawn here."""
    caps = {account.provider: account.cap_in_flight for account in Account.objects.filter(is_enabled=True)}
    models = ImageModel.objects.order_by("name").prefetch_related("placements")
    found = scores(BY_MODEL)
    rows: list[dict[str, Any]] = []
    for model in models:
        score = found.get((model.pk,))
        if score is None and not model.is_enabled:
            continue
        score = score or Score()
        at_once = min([cap for cap in (model.cap_in_flight, caps.get(model.provider)) if cap], default=1)
        rows.append({"model": model, "score": score, "at_once": at_once, "per_hour": score.per_hour(at_once)})
    rows.sort(key=lambda row: (not row["score"].candidates, -(row["score"].rate or 0), row["model"].name))
    return TemplateResponse(
        request, "renders/model_board.html", {"rows": rows, "sole": ImageModel.objects.sole_default()}
    )


def lines_of(template: PromptTemplate) -> list[Line]:
    """Its versions by image model; a version that drew nothing yet has no line."""
    versions = {version.pk: version for version in template.versions.select_related("template__current")}
    found = scores(BY_VERSION, version__template=template)
    models = ImageModel.objects.in_bulk({key[1] for key in found})
    drifted = drifts(versions.values())
    lines = [Line(versions[key[0]], models[key[1]], score, drifted.get(key)) for key, score in found.items()]
    return sorted(lines, key=lambda line: (-line.version.number, line.image_model.name))
