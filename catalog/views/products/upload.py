"""Files dropped on a product, or on the page for pictures of many; or chosen together where no script runs."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from catalog.forms.uploads import MAX_FILES, Upload, take
from catalog.models import Product
from config.permissions import ADD_ARTWORK, needs


@require_POST
@needs(ADD_ARTWORK)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    product = get_object_or_404(Product, pk=pk)
    uploads = take_each(request, lambda file: take(product, file))
    if request.htmx:  # type: ignore[attr-defined]  # set by HtmxMiddleware
        return taken(request, uploads, colorways=product.colorways.all())
    return redirect(product)


def take_each(request: HttpRequest, take_one: Callable[[UploadedFile], Upload]) -> list[Upload]:
    """Each file by itself: one that is refused keeps no other out. Where no script waits, messages say what became of
    them."""
    files = request.FILES.getlist("pictures")
    uploads = [take_one(file) for file in files[:MAX_FILES]]
    if request.htmx:  # type: ignore[attr-defined]  # set by HtmxMiddleware
        return uploads
    for one in uploads:
        say(request, one)
    if not files:
        messages.error(request, gettext("Choose a picture first."))
    if len(files) > MAX_FILES:
        messages.error(
            request, gettext("%(count)s files at once are taken. Send the others again.") % {"count": MAX_FILES}
        )
    return uploads


def taken(request: HttpRequest, uploads: list[Upload], **context: object) -> HttpResponse:
    """What a script gets of them."""
    status = HTTPStatus.OK if any(one.artwork for one in uploads) else HTTPStatus.UNPROCESSABLE_ENTITY
    return TemplateResponse(request, "catalog/products/_uploaded.html", {"uploads": uploads, **context}, status=status)


def say(request: HttpRequest, upload: Upload) -> None:
    if upload.artwork is None:
        messages.error(request, f"{upload.name}: {upload.refusal}")
        return
    saved = gettext("%(name)s was saved as %(picture)s.") % {"name": upload.name, "picture": upload.artwork}
    messages.success(request, " ".join([saved, *upload.notes]))
