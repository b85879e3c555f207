"""Beginning an import, and those that were begun before."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from catalog.importing.decoding import MAX_BYTES
from catalog.importing.formats import FORMATS
from catalog.importing.reading import MAX_ROWS
from catalog.importing.tables import UnreadableTable
from catalog.texts import figure
from config.permissions import ADD_PRODUCTS, needs
from renders.forms.products.imports import BeginForm
from renders.models import ProductImport
from renders.pipeline.importing import beginning
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue
from renders.views.access import PersonRequest

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ADD_PRODUCTS)
def new(request: PersonRequest) -> HttpResponse:
    form = BeginForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, BeginForm())
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if address := form.cleaned_data["address"]:
        one = beginning.begin_with_address(address, by=request.user)
        enqueue_on_commit(Enqueue("import", (one.pk,)))
        return redirect(one)
    file = form.cleaned_data["import_file"]
    try:
        return redirect(beginning.begin_with_file(file.read(), file.name, by=request.user))
    except UnreadableTable as refusal:
        form.add_error("import_file", str(refusal))
        return _page(request, form, refusal.status)


def _page(request: PersonRequest, form: BeginForm, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    context = {
        "form": form,
        "imports": ProductImport.objects.select_related("requested_by")[:SHOWN],
        "formats": FORMATS.values(),
        "exports": [one for one in FORMATS.values() if one.export],
        "max_rows": figure(MAX_ROWS),
        "megabytes": MAX_BYTES // (1024 * 1024),
    }
    return TemplateResponse(request, "renders/imports/new.html", context, status=status)
