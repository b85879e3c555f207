"""Help: who does what, keyboard keys, and what words mean."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from renders.views.access import PersonRequest


@require_safe
def help(request: PersonRequest) -> HttpResponse:
    return TemplateResponse(request, "renders/people/help.html")
