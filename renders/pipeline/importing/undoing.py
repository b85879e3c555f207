"""Undo: the catalogue as it was before an import. What is used since, or was changed by somebody, stays as it is."""

from django.apps import apps
from django.db import models, transaction

from catalog.models import Artwork, Colorway, Product
from renders.models import Cutting, ImportPicture, ProductImport
from renders.models.actions import Action
from renders.models.events import record
from renders.models.product_imports import COLORWAY_TABLE, PRODUCT_TABLE, ProductImportQuery, State
from renders.pipeline.importing.checking import COLORWAY_VALUES, PRODUCT_VALUES
from renders.pipeline.importing.writing import COLORWAYS, PRODUCTS, assigned, execute, same, summary
from renders.schedule import Enqueue

BATCH = 200


def undo(one: ProductImport, leased: ProductImportQuery) -> list[Enqueue]:
    remove_pictures(one)
    with transaction.atomic():
        restored = _remove_colorways(one) + _restore_colorways(one) + _remove_products(one) + _restore_products(one)
        rows = one.new_count + one.changed_count + one.product_count + one.changed_product_count
        leased.move(State.UNDOING, State.UNDONE, stayed_count=max(rows - restored, 0))
        record(Action.IMPORT_UNDONE, by=one.requested_by, note=summary(one))
    return []


def remove_pictures(one: ProductImport) -> None:
    """The photos that came with it, with the cutouts made of them; those of orders stay in the store."""
    one.pictures.filter(state=ImportPicture.State.WAITING).update(state=ImportPicture.State.STAGED, due_at=None)
    pks = [pk for pk in one.pictures.values_list("artwork_pk", flat=True) if pk]
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            photos = list(Artwork.with_archived.filter(pk__in=pks[start : start + BATCH]))
            shas = {photo.sha256 for photo in photos}
            products = {photo.product_id for photo in photos}
            cuttings = Cutting.objects.filter(product__in=products, photo_sha256__in=shas)
            made = set(cuttings.exclude(sha256="").values_list("sha256", flat=True))
            Artwork.objects.filter(product__in=products, kind=Artwork.Kind.CUTOUT, sha256__in=made).delete()
            cuttings.delete()
            Artwork.with_archived.filter(pk__in=[photo.pk for photo in photos]).delete()
    one.pictures.exclude(artwork_pk=None).update(artwork_pk=None, state=ImportPicture.State.STAGED)


def _unused(model: type[models.Model], table: str) -> str:
    """SQL: no row of ours refers to it."""
    columns = [
        (field.model._meta.db_table, field.column)
        for other in apps.get_models(include_auto_created=True)
        for field in other._meta.concrete_fields
        if field.related_model is model
    ]
    return " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {other} WHERE {other}.{column} = {table}.id)"  # noqa: S608 - our names
        for other, column in columns
    )


def _remove_colorways(one: ProductImport) -> int:
    return execute(
        f"DELETE FROM {COLORWAY_TABLE} WHERE id IN (SELECT c.id FROM {COLORWAYS} s "  # noqa: S608 - our names
        f"JOIN {COLORWAY_TABLE} c ON c.sku = s.sku WHERE s.product_import_id = %s AND s.colorway_pk IS NULL "
        f"AND {same('c', 's.', COLORWAY_VALUES)}) AND {_unused(Colorway, COLORWAY_TABLE)}",
        [one.pk],
    )


def _restore_colorways(one: ProductImport) -> int:
    return execute(
        f"UPDATE {COLORWAY_TABLE} SET {assigned('s.old_', ('position', *COLORWAY_VALUES))}, "  # noqa: S608 - our names
        f"product_id = s.old_product_pk FROM {COLORWAYS} s "
        f"WHERE s.product_import_id = %s AND s.colorway_pk = {COLORWAY_TABLE}.id "
        f"AND {same(COLORWAY_TABLE, 's.', COLORWAY_VALUES)}",
        [one.pk],
    )


def _remove_products(one: ProductImport) -> int:
    return execute(
        f"DELETE FROM {PRODUCT_TABLE} WHERE id IN (SELECT p.id FROM {PRODUCTS} s "  # noqa: S608 - our names
        f"JOIN {PRODUCT_TABLE} p ON p.code = s.code WHERE s.product_import_id = %s AND s.product_pk IS NULL "
        f"AND {same('p', 's.', PRODUCT_VALUES)}) AND {_unused(Product, PRODUCT_TABLE)}",
        [one.pk],
    )


def _restore_products(one: ProductImport) -> int:
    return execute(
        f"UPDATE {PRODUCT_TABLE} SET {assigned('s.old_', PRODUCT_VALUES)} FROM {PRODUCTS} s "  # noqa: S608 - our names
        f"WHERE s.product_import_id = %s AND s.product_pk = {PRODUCT_TABLE}.id "
        f"AND {same(PRODUCT_TABLE, 's.', PRODUCT_VALUES)}",
        [one.pk],
    )
