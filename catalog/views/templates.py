"""Prompt templates and their versions, to read. They are written in the admin."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
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


@require_safe
@permission_required("catalog.view_prompttemplate", raise_exception=True)
def prompt_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One wording as it is kept, and what it becomes for three products."""
    version = get_object_or_404(PromptVersion.objects.with_template(), template__slug=slug, number=number)
    samples = [
        (colorway, prompting.pieces(version.wording, version.facts(colorway.facts())))
        for colorway in Colorway.objects.samples(3)
    ]
    brief = version.template.brief(version.wording, version.slots, version.image_model)
    context = {
        "version": version,
        "template": version.template,
        "pieces": prompting.pieces(version.wording, {}),
        "samples": samples,
        "kind": brief.kind,
        "findings": linting.lint(brief),
        "next_number": version.template.next_number(),
        "campaigns": Campaign.objects.unfinished().filter(versions=version),
    }
    return TemplateResponse(request, "catalog/prompt_version.html", context)
