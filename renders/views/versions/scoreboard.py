"""How the versions of a template perform, and which clause to add for each frequent reject reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.models import ImageModel, PromptTemplate, PromptVersion
from config.permissions import ADD_VERSIONS, VIEW_TEMPLATES, VIEW_WORK, needs
from renders.insights.drift import Drift, drifts
from renders.insights.performance import BY_VERSION, Figures, Performance, performance_by
from renders.insights.suggestions import SUGGESTIONS, Suggestion
from renders.models import Shot
from renders.views.access import PersonRequest
from renders.views.latest_first import LatestPage

VERSIONS_A_PAGE = 3


@dataclass(frozen=True)
class RejectReason:
    """A reject reason, how often reviewers gave it, and the clause suggested for it."""

    code: str
    label: str
    count: int
    prompt: str
    suggestion: Suggestion | None

    @property
    def current_text(self) -> str:
        """What the prompt says in that clause so far."""
        return self.suggestion.current_text(self.prompt) if self.suggestion else ""

    @property
    def clause_text(self) -> str:
        """The clause to change and what the prompt says there: "Lens, which is missing"."""
        if self.suggestion is None:
            return ""
        if self.current_text:
            return _("%(clause)s, which says “%(current_text)s”") % {
                "clause": self.suggestion.clause,
                "current_text": self.current_text,
            }
        # The clause of the colour is never missing: its placeholder is required.
        return (
            str(self.suggestion.clause)
            if self.suggestion.rule == "colour"
            else _("%(clause)s, which is missing") % {"clause": self.suggestion.clause}
        )


class ScoreboardFigures(NamedTuple):
    """What the page shows of a row: plain values, so that unchanged ones are drawn once."""

    # Of its version.
    number: int
    performance: Figures
    reject_reasons: tuple[RejectReason, ...]
    drift: Drift | None
    is_old_enough: bool


@dataclass(frozen=True)
class ScoreboardRow:
    """One version with one image model."""

    version: PromptVersion
    image_model: ImageModel
    performance: Performance
    drift: Drift | None

    @property
    def element_id(self) -> str:
        return f"v{self.version.number}-{self.image_model.slug}"

    @property
    def figures(self) -> ScoreboardFigures:
        return ScoreboardFigures(
            self.version.number,
            self.performance.figures,
            self.reject_reasons,
            self.drift,
            self.drift is not None and self.drift.is_old_enough,
        )

    @property
    def reject_reasons(self) -> tuple[RejectReason, ...]:
        """The most frequent first."""
        reasons, prompt = self.performance.top_reasons, self.version.prompt
        return tuple(RejectReason(*reason, prompt, SUGGESTIONS.get(reason[0])) for reason in reasons)


@require_safe
@needs(VIEW_TEMPLATES)
@needs(VIEW_WORK)
def scoreboard(request: PersonRequest, slug: str) -> HttpResponse:
    """The versions of a template by image model, the latest version first."""
    template = get_object_or_404(PromptTemplate.objects.select_related("current"), slug=slug)
    drawn = template.versions.filter(Exists(Shot.objects.filter(version=OuterRef("pk"))))
    page = LatestPage.of(drawn.select_related("template__current").order_by("-pk"), request, VERSIONS_A_PAGE)
    context = {
        "template": template,
        "versions": page.rows,
        "rows": scoreboard_rows(page.rows),
        **page.links,
        "may_draft": request.user.is_staff and request.user.has_perm(ADD_VERSIONS),
    }
    return TemplateResponse(request, "renders/versions/scoreboard.html", context)


@require_POST
@needs(ADD_VERSIONS)
def apply(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """Open a draft of the next version that ends with the sentence suggested for a reject reason."""
    version = get_object_or_404(PromptVersion.objects.select_related("template"), template__slug=slug, number=number)
    suggestion = SUGGESTIONS.get(request.POST.get("reason", ""))
    if suggestion is None:
        messages.error(request, _("No clause answers this reason. Read the reviewers' notes."))
        return redirect("versions.scoreboard", slug)
    draft = version.template.draft(by=request.user) or version
    is_written = PromptVersion.objects.edit(draft.pk, prompt=suggestion.apply(draft.prompt))
    text = _("Version %(draft_number)s is a draft. %(clause)s now says “%(sentence)s” at its end.") % {
        "draft_number": draft.number,
        "clause": suggestion.clause,
        "sentence": suggestion.sentence,
    }
    messages.info(
        request, text if is_written else _("%(draft)s was locked meanwhile. Nothing was written.") % {"draft": draft}
    )
    return redirect("admin:catalog_promptversion_change", draft.pk)


def scoreboard_rows(shown: Iterable[PromptVersion]) -> list[ScoreboardRow]:
    """Versions by image model. A version without a render has no row."""
    versions = {version.pk: version for version in shown}
    performances = performance_by(BY_VERSION, version__in=versions)
    models = ImageModel.objects.in_bulk({key[1] for key in performances})
    drift = drifts(versions.values())
    rows = [
        ScoreboardRow(versions[key[0]], models[key[1]], performance, drift.get(key))
        for key, performance in performances.items()
    ]
    return sorted(rows, key=lambda row: (-row.version.number, row.image_model.name))
