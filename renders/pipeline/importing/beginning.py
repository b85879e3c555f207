"""The actions of people on an import: begin it with a file or an address, choose its columns, confirm it, undo it."""

import zlib
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.importing.formats import FORMATS
from catalog.importing.mapping import opened, signature_of, usable
from catalog.importing.tables import Sheet
from catalog.refusals import Refusal
from catalog.text import tidy
from config.background.database_clock import database_now
from renders.models import ImportFile, ImportMapping, ProductImport
from renders.models.product_imports import ProductImportQuery, State
from renders.outbound import host_of, path_of

SAMPLES, SHOWN_COLUMNS, SHOWN_CHARACTERS = 3, 200, 80


class NotAsItWas(Refusal):
    """Somebody else went on with this import meanwhile."""


def begin_with_file(data: bytes, name: str, *, by: User | None, code: str = "") -> ProductImport:
    """A file that can be read waits for its columns. Raises `UnreadableTable`."""
    found = opened_fields(data, code)
    with transaction.atomic():
        one = ProductImport.objects.create(requested_by=by, file_name=shown_name(name), state=State.MAPPING, **found)
        ImportFile.objects.create(product_import=one, data=zlib.compress(data, 1))
    return one


def begin_with_address(address: str, *, by: User | None) -> ProductImport:
    """A worker fetches the file. The caller enqueues `import`."""
    name = shown_name(PurePath(path_of(address)).name or host_of(address))
    return ProductImport.objects.create(
        requested_by=by, file_name=name, address=address, state=State.FETCHING, due_at=database_now()
    )


def shown_name(name: str) -> str:
    return tidy(PurePath(name.replace("\\", "/")).name)[:200] or _("File without a name")


def opened_fields(data: bytes, code: str = "") -> dict[str, Any]:
    """What an import says of a file that can be read: its format, columns and first rows. Raises `UnreadableTable`."""
    found, sheet = opened(data, code)
    saved = ImportMapping.objects.filter(signature=signature_of(sheet.header)).first()
    if saved and not code and saved.format in FORMATS and saved.format != found.code:
        found, sheet = opened(data, saved.format)
    is_of_format = saved is not None and saved.format == found.code
    columns = usable(saved.columns, sheet.header) if saved and is_of_format else found.guess(sheet.header)
    return {
        "format": found.code,
        "encoding": sheet.encoding,
        "delimiter": sheet.delimiter,
        "header": [name[:SHOWN_CHARACTERS] for name in sheet.header[:SHOWN_COLUMNS]],
        "samples": samples_of(sheet),
        "columns": columns,
        "rows_total": len(sheet.rows),
    }


def samples_of(sheet: Sheet) -> list[dict[str, str]]:
    return [
        {name: cell[:SHOWN_CHARACTERS] for name, cell in list(row.cells.items())[:SHOWN_COLUMNS] if cell}
        for row in [row for row in sheet.rows if not row.fault][:SAMPLES]
    ]


def read_anew(one: ProductImport, code: str) -> None:
    """The file in another format."""
    fields = opened_fields(data_of(one), code)
    _require(ProductImport.fast.filter(pk=one.pk, state=State.MAPPING).update(**fields))


def data_of(one: ProductImport) -> bytes:
    """The bytes of an import's file."""
    return zlib.decompress(bytes(ImportFile.objects.values_list("data", flat=True).get(product_import=one)))


def choose_columns(one: ProductImport, columns: Mapping[str, str], *, is_updating: bool) -> None:
    """Have the file checked with these columns, and remember them. The caller enqueues `import`."""
    with transaction.atomic():
        changes = {"columns": dict(columns), "is_updating": is_updating, "explanation": "", "due_at": database_now()}
        _move(one, State.CHECKING, **changes)
        signature = signature_of(one.header)
        saved = {"format": one.format, "columns": dict(columns)}
        ImportMapping.objects.update_or_create(signature=signature, defaults=saved)


def change_columns(one: ProductImport) -> None:
    """Back to the columns."""
    _move(one, State.MAPPING)


def confirm(one: ProductImport, *, picture_hosts: Sequence[str] = ()) -> None:
    """Have it written. The caller enqueues `import`."""
    _move(one, State.WRITING, picture_hosts=list(picture_hosts), due_at=database_now())


def drop(one: ProductImport) -> None:
    """Nothing of it is imported."""
    with transaction.atomic():
        _move(one, State.DROPPED)
        forget(one)


def ask_to_undo(one: ProductImport) -> None:
    """Have the last import undone. The caller enqueues `import`."""
    with transaction.atomic():
        if ProductImport.objects.undoable() != one:
            raise NotAsItWas(_("Only the last import can be undone, and this is not the last any more."))
        _move(one, State.UNDOING, due_at=database_now(), explanation="")


def forget(one: ProductImport) -> None:
    """The file and what was staged are not needed any more."""
    ImportFile.objects.filter(product_import=one).delete()
    for rows in (one.products, one.colorways, one.pictures.filter(state="staged")):
        rows.all().delete()


def _move(one: ProductImport, after: State, **changes: object) -> None:
    query: ProductImportQuery = ProductImport.fast.filter(pk=one.pk)
    _require(query.try_move(one.state, after, **changes))


def _require(changed: int) -> None:
    if not changed:
        raise NotAsItWas(_("Somebody went on with this import meanwhile. Nothing was changed: look at it again."))
