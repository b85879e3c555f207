"""The prompt templates, to read. They are written in the admin."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import PromptTemplate
from config.permissions import VIEW_TEMPLATES, needs


@require_safe
@needs(VIEW_TEMPLATES)
def list(request: HttpRequest) -> HttpResponse:
    """Every template in use, its current version, and where it is used."""
    return TemplateResponse(request, "catalog/templates/list.html", {"templates": PromptTemplate.objects.listed()})
