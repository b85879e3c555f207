"""Trying out an image model without sending anything."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from catalog.models import ImageModel
from config.permissions import CHANGE_IMAGE_MODELS, needs
from renders.composing.shots.dry_run import dry_run
from renders.forms.image_models import TryOutForm
from renders.views.access import PersonRequest


@require_safe
@needs(CHANGE_IMAGE_MODELS)
def try_out(request: PersonRequest, slug: str) -> HttpResponse:
    """The exact request that an order of this product, placement and version would send."""
    image_model = get_object_or_404(ImageModel, slug=slug)
    form = TryOutForm(request.GET)
    draft = None
    if form.is_valid():
        chosen = form.cleaned_data
        draft = dry_run(chosen["sku"], chosen["placement"], chosen["version"], image_model)
    context = {"form": form, "model": image_model, "draft": draft}
    return TemplateResponse(request, "renders/image_models/try_out.html", context)
