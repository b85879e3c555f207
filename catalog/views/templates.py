"""Prompt templates and their versions, to read. They are written in the admin."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog import linting, prompting
from catalog.models import Campaign, Colorway, PromptTemplate, PromptVersion


@require_safe
@permission_required("catalog.view_prompttemplate", raise_exception=True)
def template_list(request: HttpRequest) -> HttpResponse:
    """Every brief in use, its current version, and where it is used."""
    templates = PromptTemplate.objects.listed()
    return TemplateResponse(request, "catalog/template_list.html", {"templates": templates})


def reading(version: PromptVersion) -> dict[str, Any]:
    """What the page of a version says about its words: as they are kept, and what they become for three products."""
    samples = [
        (colorway, prompting.pieces(version.prompt, version.facts(colorway.facts())))
        for colorway in Colorway.objects.samples(3)
    ]
    brief = version.template.brief(version.prompt, version.slots, version.image_model)
    return {
        "version": version,
        "template": version.template,
        "pieces": prompting.pieces(version.prompt, {}),
        "samples": samples,
        "kind": brief.kind,
        "findings": linting.lint(brief),
        "next_number": max(each.number for each in version.template.versions.all()) + 1,
        # A campaign holds frozen versions only.
        "campaigns": Campaign.objects.unfinished().filter(versions=version) if version.frozen_at else [],
    }
