"""One import: its columns, what it would do, what it did."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import Count, F
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.importing.tables import UnreadableTable
from config.permissions import ADD_PRODUCTS, CHANGE_COLORWAYS, needs
from renders.forms.products.imports import ColumnsForm, ConfirmForm, FormatForm
from renders.models import ImportPicture, ProductImport
from renders.models.product_imports import State
from renders.pipeline.importing import beginning
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue
from renders.views.access import PersonRequest
from renders.views.csv_files import csv_of
from renders.views.revisions import Revision, unchanged

# Lines that a page shows of each kind; how many there are is said.
SHOWN = 100


@require_safe
@needs(ADD_PRODUCTS)
def detail(request: PersonRequest, pk: int) -> HttpResponse:
    one = _import(pk)
    revision = _revision(one)
    if revision.is_seen_by(request):
        return unchanged()
    return _page(request, one)


@require_POST
@needs(CHANGE_COLORWAYS)
@needs(ADD_PRODUCTS)
def format(request: PersonRequest, pk: int) -> HttpResponse:
    """Read the file as another shop's."""
    one, form = _import(pk), FormatForm(request.POST)
    if not form.is_valid():
        return _page(request, one, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        beginning.read_anew(one, form.cleaned_data["format"])
    except UnreadableTable as refusal:
        messages.error(request, str(refusal))
    except beginning.NotAsItWas as refusal:
        messages.warning(request, str(refusal))
    return redirect(one)


@require_POST
@needs(CHANGE_COLORWAYS)
@needs(ADD_PRODUCTS)
def columns(request: PersonRequest, pk: int) -> HttpResponse:
    """Check the file with these columns."""
    one = _import(pk)
    form = ColumnsForm(request.POST, one)
    if not form.is_valid():
        return _page(request, one, columns_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    chosen = form.cleaned_data
    return _go_on(
        request, one, lambda: beginning.choose_columns(one, chosen["columns"], is_updating=chosen["is_updating"])
    )


@require_POST
@needs(CHANGE_COLORWAYS)
@needs(ADD_PRODUCTS)
def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """Import what was shown."""
    one = _import(pk)
    form = ConfirmForm(request.POST, one, _hosts(one))
    if one.fault_count or not form.is_valid():
        return _page(request, one, confirm_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _go_on(request, one, lambda: beginning.confirm(one, picture_hosts=form.cleaned_data.get("hosts", [])))


@require_POST
@needs(CHANGE_COLORWAYS)
@needs(ADD_PRODUCTS)
def back(request: PersonRequest, pk: int) -> HttpResponse:
    """To the columns again."""
    one = _import(pk)
    return _go_on(request, one, lambda: beginning.change_columns(one))


@require_POST
@needs(CHANGE_COLORWAYS)
@needs(ADD_PRODUCTS)
def drop(request: PersonRequest, pk: int) -> HttpResponse:
    """Import none of it."""
    one = _import(pk)
    return _go_on(request, one, lambda: beginning.drop(one))


@require_POST
@needs(CHANGE_COLORWAYS)
@needs(ADD_PRODUCTS)
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Put back what was there before the last import."""
    one = _import(pk)
    return _go_on(request, one, lambda: beginning.ask_to_undo(one))


@require_safe
@needs(ADD_PRODUCTS)
def faults(request: PersonRequest, pk: int) -> StreamingHttpResponse:
    """The errors alone, by line, as a file for whoever corrects the table."""
    remarks = _import(pk).remarks.filter(is_fault=True).values_list("line", "column", "sentence")
    return csv_of("import-errors", [_("line"), _("column"), _("what to do")], remarks.iterator())


def _import(pk: int) -> ProductImport:
    return get_object_or_404(ProductImport.objects.select_related("requested_by"), pk=pk)


def _go_on(request: PersonRequest, one: ProductImport, act: Any) -> HttpResponse:
    try:
        act()
    except (beginning.NotAsItWas, ValueError):
        messages.warning(request, _("This import has gone on since you looked. Nothing was changed."))
        return redirect(one)
    enqueue_on_commit(Enqueue("import", (one.pk,)))
    return redirect(one)


def _revision(one: ProductImport) -> Revision:
    waiting = one.pictures.filter(state="waiting").count() if one.state == State.DONE else 0
    return Revision(one.state, one.rows_done, one.explanation, waiting)


def _hosts(one: ProductImport) -> dict[str, int]:
    counted = one.pictures.values("host").annotate(count=Count("pk")).order_by("-count", "host")
    return {each["host"]: each["count"] for each in counted[:SHOWN]}


def _page(
    request: PersonRequest,
    one: ProductImport,
    *,
    columns_form: ColumnsForm | None = None,
    confirm_form: ConfirmForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    counted = one.pictures.values_list("state").annotate(Count("pk")).order_by()
    pictures = {**dict.fromkeys(ImportPicture.State.values, 0), **dict(counted)}
    context: dict[str, Any] = {"one": one, "revision": _revision(one), "shown": SHOWN, "pictures": pictures}
    context["is_polling"] = one.is_working or bool(one.state == State.DONE and pictures.get("waiting"))
    if one.state == State.MAPPING:
        form = columns_form or ColumnsForm(None, one)
        context |= {"form": form, "format_form": FormatForm(initial={"format": one.format}), "rows": _rows(form, one)}
    elif one.state == State.CHECKED:
        context |= {
            "form": confirm_form or ConfirmForm(None, one, _hosts(one)),
            "faults": one.remarks.filter(is_fault=True)[:SHOWN],
            "notes": one.remarks.filter(is_fault=False)[:SHOWN],
            "changed": one.colorways.exclude(colorway_pk=None)[:SHOWN],
            "moves": one.colorways.exclude(old_product_code="").exclude(old_product_code=F("product_code"))[:SHOWN],
        }
    elif one.state == State.DONE:
        context["is_undoable"] = ProductImport.objects.undoable() == one
        context["failed_pictures"] = one.pictures.filter(state="failed")[:SHOWN]
    return TemplateResponse(request, "renders/imports/detail.html", context, status=status)


def _rows(form: ColumnsForm, one: ProductImport) -> list[tuple[Any, list[str]]]:
    """Each field with what the first rows of the file hold in its column."""
    return [(field, [sample.get(field.value() or "", "") for sample in one.samples]) for field in form.columns]
