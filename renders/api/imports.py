"""Imports of products: begun with a file or an address, then looked through and confirmed by a person on its page."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from renders.api.pictures import Id
from renders.api.protocol.lists import found_or_404
from renders.api.protocol.problems import FieldFault, invalid
from renders.api.protocol.repetition import Key, once
from renders.api.protocol.tokens import ApiRequest, Bearer
from renders.forms.products.imports import BeginForm
from renders.models import ApiScope, ProductImport
from renders.models.notifying import import_waits
from renders.models.product_imports import MAX_ADDRESS
from renders.pipeline.importing import beginning
from renders.pipeline.tasks import enqueue_on_commit
from renders.schedule import Enqueue

router = Router(tags=[gettext_noop("Imports")])


class ImportOut(BaseModel):
    id: int
    state: str
    file_name: str
    format: str
    columns: dict[str, str] = Field(description=gettext_noop("By our fields, the column of the file that fills each"))
    rows: int
    new: int
    changed: int
    same: int
    errors: int
    explanation: str
    requested_at: datetime
    written_at: datetime | None
    page: str = Field(description=gettext_noop("Where a person looks it through and confirms it"))


@router.post(
    "",
    response={201: ImportOut},
    auth=Bearer(ApiScope.IMPORT),
    summary=gettext_noop("Begin an import with a file, or with the address of a feed"),
)
@once(201)
def begin_import(
    request: ApiRequest,
    idempotency_key: Key,
    file: UploadedFile | None = File(None),  # noqa: B008 - how ninja knows of a file
    address: str = Form("", max_length=MAX_ADDRESS),
) -> ImportOut:
    form = BeginForm({"address": address}, sent_files(file))
    if not form.is_valid():
        named = {"import_file": "file", "__all__": "file"}
        raise invalid(
            [
                FieldFault(field=named.get(name, name), message=str(sentence))
                for name, sentences in form.errors.items()
                for sentence in sentences
            ]
        )
    by = request.auth.person
    if asked := form.cleaned_data["address"]:
        one = beginning.begin_with_address(asked, by=by)
        enqueue_on_commit(Enqueue("import", (one.pk,)))
    else:
        sent = form.cleaned_data["import_file"]
        one = beginning.begin_with_file(sent.read(), sent.name, by=by)
        import_waits(one, one.state)
    return import_out(request, one)


@router.get("/{pk}", response=ImportOut, auth=Bearer(ApiScope.IMPORT), summary=gettext_noop("How an import stands"))
def read_import(request: HttpRequest, pk: Id) -> Any:
    missing = _("There is no import %(number)s.") % {"number": pk}
    return import_out(request, found_or_404(ProductImport.objects.filter(pk=pk), missing))


def sent_files(file: UploadedFile | None) -> MultiValueDict[str, Any]:
    return MultiValueDict({"import_file": [file]} if file else {})


def import_out(request: HttpRequest, one: ProductImport) -> ImportOut:
    return ImportOut(
        id=one.pk,
        state=one.state,
        file_name=one.file_name,
        format=one.format,
        columns=one.columns,
        rows=one.rows_total,
        new=one.new_count,
        changed=one.changed_count,
        same=one.same_count,
        errors=one.fault_count,
        explanation=one.explanation,
        requested_at=one.requested_at,
        written_at=one.written_at,
        page=request.build_absolute_uri(one.get_absolute_url()),
    )
