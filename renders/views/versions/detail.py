"""The page of one version: its prompt, its pictures, and its way to production."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import PromptVersion
from catalog.views.templates.version_content import version_content
from config.permissions import VIEW_TEMPLATES, needs
from renders.views.access import PersonRequest
from renders.views.versions.version_status import VersionStatus


@require_safe
@needs(VIEW_TEMPLATES)
def detail(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    version = version_or_404(slug, number)
    context = version_content(version) | {"status": VersionStatus(version, request.user)}
    return TemplateResponse(request, "renders/versions/detail.html", context)


def version_or_404(slug: str, number: int) -> PromptVersion:
    """The version with its template, the people it names and its placements."""
    return get_object_or_404(PromptVersion.objects.with_template(), template__slug=slug, number=number)
