"""The pages that take a table of colours in and give one out. Only the confirmation writes."""

from http import HTTPStatus
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.importing import uploads
from catalog.importing.exporting import lines_of_colorways
from catalog.importing.planning import ImportPlan, plan_import
from catalog.importing.reading import (
    COLUMNS,
    DELIMITERS,
    MAX_BYTES,
    MAX_ROWS,
    ImportTable,
    UnreadableTable,
    read_table,
    too_large,
)
from catalog.importing.saving import CatalogueChanged, save_plan
from catalog.refusals import Refusal
from catalog.texts import figure

LIST, IMPORT = "admin:catalog_colorway_changelist", "admin:catalog_colorway_import"
# Lines that a page shows of each kind; how many there are is said.
SHOWN = 100


class UnknownFilter(Refusal):
    """The address asks for rows in a way that the list does not know."""

    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST


class TableFileForm(forms.Form):
    """A chosen file."""

    import_file = forms.FileField(
        label=gettext_lazy("CSV file"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )


class ConfirmForm(forms.Form):
    """What a person confirmed: the file, what it would do, and the moves where there are any."""

    token = forms.CharField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput)
    moves = forms.BooleanField(label=gettext_lazy("Move these colours"), required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, model_admin: Any) -> HttpResponse:
    """Choose a file, then see what it would do. Nothing is written, so nobody waits for it."""
    _require_right(request)
    uploads.forget_old()
    if request.method != "POST":
        return _choosing(model_admin, request, TableFileForm())
    form = TableFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _choosing(model_admin, request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    file = form.cleaned_data["import_file"]
    try:
        if file.size > MAX_BYTES:
            raise too_large()
        data = file.read()
        table = read_table(data)
    except UnreadableTable as refusal:
        form.add_error("import_file", str(refusal))
        return _choosing(model_admin, request, form, refusal.status)
    plan = plan_import(table)
    token = "" if plan.faults else uploads.keep(data, _person(request).pk)
    return _preview(model_admin, request, table, plan, token)


def _preview(
    model_admin: Any, request: HttpRequest, table: ImportTable, plan: ImportPlan, token: str, warning: str = ""
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Look through the import"),
        "opts": model_admin.opts,
        "delimiter": DELIMITERS[table.delimiter],
        "unknown_columns": table.unknown_columns,
        "plan": plan,
        "shown": SHOWN,
        "shown_slice": f":{SHOWN}",
        "written": [*plan.new, *plan.changed],
        "same_count": len(plan.rows) - len(plan.new) - len(plan.changed),
        "confirm_form": ConfirmForm(initial={"token": token, "digest": plan.digest}) if token else None,
        "warning": warning,
    }
    is_refused = bool(plan.faults or warning)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    return TemplateResponse(request, "admin/catalog/colorway/import_preview.html", context, status=status)


@require_POST
def confirm(request: HttpRequest, model_admin: Any) -> HttpResponse:
    """Write what was shown, once, if it is still what would be done."""
    _require_right(request)
    form, person = ConfirmForm(request.POST), _person(request)
    if not form.is_valid():
        messages.error(request, _("The confirmation came without its preview. Choose the file again."))
        return redirect(IMPORT)
    token = form.cleaned_data["token"]
    try:
        table = read_table(uploads.read(person.pk, token))
        plan = plan_import(table)
        if warning := _objection(plan, form.cleaned_data):
            return _preview(model_admin, request, table, plan, token, warning)
        uploads.take(person.pk, token)
    except uploads.UploadGone as gone:
        messages.warning(request, _("%(gone)s Nothing was imported a second time.") % {"gone": gone})
        return redirect(LIST)
    try:
        save_plan(plan, by=person)
    except CatalogueChanged as refusal:
        uploads.give_back(person.pk, token)
        return _preview(model_admin, request, table, plan_import(table), token, str(refusal))
    except BaseException:
        uploads.give_back(person.pk, token)
        raise
    uploads.drop(person.pk, token)
    messages.success(request, _("Imported: %(summary)s.") % {"summary": _summary(plan)})
    return redirect(LIST)


def _objection(plan: ImportPlan, confirmed: dict[str, Any]) -> str:
    """Why this plan is not the one that was confirmed; empty when it is."""
    if plan.faults or plan.digest != confirmed["digest"]:
        return _("The catalogue changed since you looked. This is what the file would do now.")
    if plan.moves and not confirmed["moves"]:
        return _("Nothing was imported: say that the SKUs below may move to another product, or correct the file.")
    return ""


@require_safe
def export(request: HttpRequest, model_admin: Any) -> HttpResponse | StreamingHttpResponse:
    """The rows of the list, filtered and searched as it is, as CSV."""
    if not request.user.has_perm("catalog.view_colorway"):
        raise PermissionDenied
    try:
        colorways = model_admin.get_changelist_instance(request).get_queryset(request)
    except (IncorrectLookupParameters, SuspiciousOperation):
        raise UnknownFilter(_("This address filters by something that the list of colours does not know.")) from None
    headers = {"Content-Disposition": f'attachment; filename="colours-{timezone.now():%Y-%m-%d}.csv"'}
    return StreamingHttpResponse(lines_of_colorways(colorways), content_type="text/csv; charset=utf-8", headers=headers)


def _choosing(
    model_admin: Any, request: HttpRequest, form: TableFileForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Import colours"),
        "opts": model_admin.opts,
        "form": form,
        "columns": COLUMNS,
        "max_rows": figure(MAX_ROWS),
        "megabytes": MAX_BYTES // (1024 * 1024),
    }
    return TemplateResponse(request, "admin/catalog/colorway/import.html", context, status=status)


def _require_right(request: HttpRequest) -> None:
    if not request.user.has_perms(["catalog.add_product", "catalog.change_colorway"]):
        raise PermissionDenied


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


def _summary(plan: ImportPlan) -> str:
    products, new, changed = len(plan.products), len(plan.new), len(plan.changed)
    counts = [
        (products, ngettext("%(number)s new product", "%(number)s new products", products)),
        (new, ngettext("%(number)s new colour", "%(number)s new colours", new)),
        (changed, ngettext("%(number)s changed colour", "%(number)s changed colours", changed)),
    ]
    return ", ".join(text % {"number": figure(number)} for number, text in counts)
