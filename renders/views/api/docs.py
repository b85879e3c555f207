"""The documentation of the JSON API, made of its own OpenAPI document."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from config.permissions import VIEW_WORK, needs
from renders.api.described import nouns
from renders.views.access import PersonRequest


@require_safe
@needs(VIEW_WORK)
def docs(request: PersonRequest) -> HttpResponse:
    base = request.build_absolute_uri("/api/v1/")
    return TemplateResponse(
        request, "renders/api/docs.html", {"nouns": nouns(), "base": base, "document": f"{base}openapi.json"}
    )
