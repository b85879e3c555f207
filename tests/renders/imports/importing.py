"""Imports for these tests, done as a worker does them."""

from collections.abc import Sequence
from typing import Any

from renders.management.commands.import_products import work_off
from renders.models import ProductImport
from renders.pipeline.importing import beginning


def checked(data: bytes | str, *, by: Any = None, is_updating: bool = True, **columns: str) -> ProductImport:
    """A file that was compared with the catalogue, with these columns instead of those guessed."""
    one = beginning.begin_with_file(data.encode() if isinstance(data, str) else data, "products.csv", by=by)
    beginning.choose_columns(one, {**one.columns, **columns}, is_updating=is_updating)
    return work_off(one)


def imported(data: bytes | str, *, picture_hosts: Sequence[str] = (), **options: Any) -> ProductImport:
    one = checked(data, **options)
    beginning.confirm(one, picture_hosts=picture_hosts)
    return work_off(one)


def undone(one: ProductImport) -> ProductImport:
    beginning.ask_to_undo(one)
    return work_off(one)
