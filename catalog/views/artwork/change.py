"""Setting a picture right: what it shows, another file in its place, its place in the list, or away with it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from catalog.forms.uploads import ChangeForm, archive, move
from catalog.models import Artwork
from config.permissions import ADD_ARTWORK, needs

MOVES = {"earlier": -1, "later": 1}


@require_POST
@needs(ADD_ARTWORK)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    artwork = get_object_or_404(Artwork.objects.select_related("product"), pk=pk)
    wanted = request.POST.get("do", "")
    if wanted == "archive":
        archive(artwork)
        messages.success(request, gettext("%(picture)s is archived. Orders keep it.") % {"picture": artwork})
    elif wanted in MOVES:
        move(artwork, MOVES[wanted])
    else:
        save(request, artwork)
    return redirect(f"{artwork.product.get_absolute_url()}#artwork-{pk}")


def save(request: HttpRequest, artwork: Artwork) -> None:
    with transaction.atomic():
        form = ChangeForm(request.POST, request.FILES, instance=artwork)
        if form.is_valid():
            messages.success(request, gettext("%(picture)s saved.") % {"picture": form.store()})
            return
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
