"""The picture that stands for a prompt template wherever it is listed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog.models import PromptTemplate
from config.permissions import VIEW_TEMPLATES, needs
from renders.models.pictures import picture_of_template
from renders.views.access import PersonRequest
from renders.views.pictures import shows_nothing, shows_render


@require_safe
@needs(VIEW_TEMPLATES)
def picture(request: PersonRequest, slug: str) -> HttpResponse:
    """The latest approved render of its current version, else the latest ready one, else one of an earlier version."""
    render = picture_of_template(get_object_or_404(PromptTemplate, slug=slug))
    return shows_render(render) if render else shows_nothing()
