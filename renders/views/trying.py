"""Trying an image model without sending."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import ImageModel
from renders.composing.trying import trial
from renders.forms.trying import TryForm


@require_safe
@permission_required("catalog.change_imagemodel", raise_exception=True)
def model_try(request: HttpRequest, slug: str) -> HttpResponse:
    """The exact request that one choice of product, placement and version would become."""
    image_model = get_object_or_404(ImageModel, slug=slug)
    form = TryForm(request.GET)
    found = None
    if form.is_valid():
        chosen = form.cleaned_data
        found = trial(chosen["sku"], chosen["placement"], chosen["version"], image_model)
    return TemplateResponse(request, "renders/model_try.html", {"form": form, "model": image_model, "trial": found})
