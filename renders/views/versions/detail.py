"""The page of one version: its prompt, its pictures, and its way to production."""

from http import HTTPStatus
from typing import Any

from django.db.models import OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import PromptVersion
from catalog.views.templates.version_content import version_content
from config.permissions import VIEW_TEMPLATES, needs
from renders.models import Shot
from renders.models.pictures import picture_of_shot
from renders.views.access import PersonRequest
from renders.views.versions.version_status import VersionStatus

# How many pictures the page shows, and in how many of the latest shots it looks for them.
EXAMPLES, SHOTS_LOOKED_AT = 6, 12


@require_safe
@needs(VIEW_TEMPLATES)
def detail(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    return version_page(request, version_or_404(slug, number))


def version_page(request: PersonRequest, version: PromptVersion, **refused: Any) -> HttpResponse:
    """The page of a version, with what was refused on it."""
    shown = {"status": VersionStatus(version, request.user), "examples": examples_of(version)[:EXAMPLES]}
    context = version_content(version) | shown | refused
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return TemplateResponse(request, "renders/versions/detail.html", context, status=status)


def examples_of(version: PromptVersion) -> list[Shot]:
    """Its latest shots that have a picture, with the render that stands for each as `picture`."""
    shots = Shot.objects.filter(version=version).select_related("colorway__product", "placement")
    latest = shots.defer("contract_json").annotate(picture=picture_of_shot(OuterRef("pk"))).order_by("-pk")
    return [shot for shot in latest[:SHOTS_LOOKED_AT] if vars(shot)["picture"]]


def version_or_404(slug: str, number: int) -> PromptVersion:
    """The version with its template, the people it names and its placements."""
    return get_object_or_404(PromptVersion.objects.with_template(), template__slug=slug, number=number)
