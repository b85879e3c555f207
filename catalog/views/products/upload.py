"""Files dropped on a product, or chosen together where no script runs."""

from http import HTTPStatus

from django.contrib import messages
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
    """Take each file by itself: one that is refused keeps no other out. A script gets what became of them."""
    product = get_object_or_404(Product, pk=pk)
    files = request.FILES.getlist("pictures")
    uploads = [take(product, file) for file in files[:MAX_FILES]]
    if request.htmx:  # type: ignore[attr-defined]  # set by HtmxMiddleware
        status = HTTPStatus.OK if any(one.artwork for one in uploads) else HTTPStatus.UNPROCESSABLE_ENTITY
        context = {"uploads": uploads, "colorways": product.colorways.all()}
        return TemplateResponse(request, "catalog/products/_uploaded.html", context, status=status)
    for one in uploads:
        say(request, one)
    if not files:
        messages.error(request, gettext("Choose a picture first."))
    if len(files) > MAX_FILES:
        messages.error(
            request, gettext("%(count)s files at once are taken. Send the others again.") % {"count": MAX_FILES}
        )
    return redirect(product)


def say(request: HttpRequest, upload: Upload) -> None:
    if upload.artwork is None:
        messages.error(request, f"{upload.name}: {upload.refusal}")
        return
    kind, view = upload.artwork.get_kind_display(), upload.artwork.get_view_display()
    notes = " ".join(upload.notes)
    saved = gettext("%(name)s was saved as %(kind)s, %(view)s.") % {"name": upload.name, "kind": kind, "view": view}
    messages.success(request, f"{saved} {notes}".strip())
