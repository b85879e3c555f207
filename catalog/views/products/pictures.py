"""Pictures of many products, dropped together: each goes to the product that its file is named after."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from catalog.forms.owners import NoOwner, Owners
from catalog.forms.uploads import Upload, take
from catalog.views.products.upload import take_each, taken
from config.permissions import ADD_ARTWORK, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADD_ARTWORK)
def pictures(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return TemplateResponse(request, "catalog/products/pictures.html")
    owners = Owners()
    uploads = take_each(request, lambda file: take_for_owner(file, owners))
    if request.htmx:  # type: ignore[attr-defined]  # set by HtmxMiddleware
        return taken(request, uploads, names_product=True)
    return redirect("products.pictures")


def take_for_owner(file: UploadedFile, owners: Owners) -> Upload:
    """What became of a file."""
    name = str(file.name)
    try:
        owner = owners.of(name)
    except NoOwner as refusal:
        return Upload(name, refusal=str(refusal))
    return take(owner.product, file, owner.colorway)
