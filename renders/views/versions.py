"""The page of one version: its words, its pictures, and its way to production."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import PromptVersion
from catalog.views.templates import reading
from renders.views.standing import Standing


@require_safe
@permission_required("catalog.view_prompttemplate", raise_exception=True)
def prompt_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One prompt as it is kept, what it becomes for three products, and how far it is."""
    version = version_or_404(slug, number)
    context = reading(version) | {"standing": Standing(version, request.user)}
    return TemplateResponse(request, "catalog/prompt_version.html", context)


def version_or_404(slug: str, number: int) -> PromptVersion:
    """The version with its template, its people and its placements."""
    return get_object_or_404(PromptVersion.objects.with_template(), template__slug=slug, number=number)
