"""One template: the version to read first, or that there is none yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import PromptTemplate
from config.permissions import VIEW_TEMPLATES, needs


@require_safe
@needs(VIEW_TEMPLATES)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the current version, else to the last; a template without one says who writes the first."""
    template = get_object_or_404(PromptTemplate.objects.select_related("current"), slug=slug)
    version = template.current or template.last_version
    if version:
        return redirect("versions.detail", slug, version.number)
    return TemplateResponse(request, "catalog/templates/detail.html", {"template": template})
