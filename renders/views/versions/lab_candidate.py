"""One candidate of the lab on the stage, beside the baseline of its version."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.permissions import LAUNCH, VIEW_WORK, needs
from renders.models import Baseline, Finding, Render
from renders.views.access import PersonRequest
from renders.views.compared import Compared, ComparedPicture
from renders.views.stages import Stage, StagePicture, marks_of, serious
from renders.views.versions.detail import version_or_404
from renders.views.versions.lab_shots import LabShots


@dataclass(frozen=True)
class ComparedInLab(ComparedPicture):
    """A candidate of the version, or its baseline."""

    render: Render
    is_baseline: bool

    @classmethod
    def of(cls, render: Render, *, row: str, is_baseline: bool) -> Self:
        named = {"number": render.number, "shot": render.shot}
        text = _("Baseline, candidate %(number)s of %(shot)s") if is_baseline else _("Candidate %(number)s of %(shot)s")
        picture = replace(StagePicture.of_render(render, text % named), first="")
        marks = marks_of(render.findings.all(), render, render.contract.prompt)
        stage = Stage(f"stage-{render.pk}", row, render.shot.aspect, text % named, picture, marks=marks)
        label = _("Baseline") if is_baseline else _("Candidate %(number)s") % named
        return cls(stage, label, render, is_baseline)

    @property
    def findings(self) -> list[Finding]:
        """What inspection has against it: the marks have these numbers."""
        return serious(self.render.findings.all())


@dataclass(frozen=True)
class LabCandidate:
    """What the stage shows, and which candidates come before and after."""

    lab_shots: LabShots
    render: Render
    is_over: bool

    @cached_property
    def baseline(self) -> Baseline | None:
        return self.lab_shots.baseline

    @property
    def is_baseline(self) -> bool:
        return self.baseline is not None and self.baseline.render_id == self.render.pk

    @property
    def may_be_picked(self) -> bool:
        """Whether it can become the baseline: it has its picture, and nothing was finished on it."""
        return self.render.is_ready and not self.render.parent_id and not self.is_baseline

    @cached_property
    def compared(self) -> Compared[ComparedInLab]:
        """The baseline first, where there is another one with a picture."""
        version = self.lab_shots.version
        row = f"lab {version.template.slug} {version.number}"
        pictures = [ComparedInLab.of(self.render, row=row, is_baseline=self.is_baseline)]
        if self.baseline and not self.is_baseline and self.baseline.render.has_picture:
            pictures.insert(0, ComparedInLab.of(self.baseline.render, row=row, is_baseline=True))
        return Compared(pictures, self.is_over, self._address(*self._place, is_over=not self.is_over))

    @property
    def previous(self) -> str:
        """The address of the candidate before this one; empty where there is none."""
        return self._beside(-1)

    @property
    def following(self) -> str:
        return self._beside(1)

    @property
    def _place(self) -> tuple[str, int]:
        return str(self.render.shot.code), self.render.number

    @cached_property
    def _places(self) -> list[tuple[str, int]]:
        """Of the candidates of the lab. The baseline is left out, for it is beside each of them."""
        picked = self.baseline.render_id if self.baseline and not self.is_baseline else None
        return [(code, number) for pk, code, number in self.lab_shots.with_picture() if pk != picked]

    def _beside(self, by: int) -> str:
        places = self._places
        at = places.index(self._place) + by if self._place in places else -1
        return self._address(*places[at], is_over=self.is_over) if 0 <= at < len(places) else ""

    def _address(self, code: str, number: int, *, is_over: bool) -> str:
        version = self.lab_shots.version
        path = reverse("versions.lab_candidate", args=[version.template.slug, version.number, code, number])
        return f"{path}?view=over" if is_over else path


@require_safe
@needs(VIEW_WORK)
def lab_candidate(request: PersonRequest, slug: str, number: int, code: str, candidate: int) -> HttpResponse:
    """Without a picture it has its own page alone."""
    version = version_or_404(slug, number)
    with_order = Render.objects.select_related("rework", "shot__colorway__product", "shot__placement")
    renders = with_order.prefetch_related("findings")
    render = get_object_or_404(renders, shot__version=version, shot__code=code, number=candidate)
    if not render.has_picture:
        return redirect(render)
    shown = LabCandidate(LabShots(version), render, request.GET.get("view") == "over")
    context = {
        "version": version,
        "template": version.template,
        "shot": render.shot,
        "candidate": shown,
        "compared": shown.compared,
        "may_pick": request.user.has_perm(LAUNCH) and version.frozen_at is None and shown.may_be_picked,
    }
    return TemplateResponse(request, "renders/versions/lab_candidate.html", context)
