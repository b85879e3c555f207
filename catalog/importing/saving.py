"""Writing a plan: all of it or nothing, in one short transaction."""

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from catalog.importing.known import read_known
from catalog.importing.planning import VALUES, ImportPlan
from catalog.models import Colorway, Product
from catalog.refusals import Refusal

BATCH = 500


class CatalogueChanged(Refusal):
    """Somebody changed a row that the plan is about."""


def save_plan(plan: ImportPlan, *, by: User) -> None:
    """Make and change the rows of a plan without faults. Raises `CatalogueChanged`, and then nothing is written."""
    try:
        with transaction.atomic():
            _require_same(plan)
            _write(plan)
            LogEntry.objects.bulk_create(_history(plan, by), batch_size=BATCH)
    except IntegrityError:
        raise _changed() from None


def _require_same(plan: ImportPlan) -> None:
    codes = {row.product.code for row in plan.rows}
    now = read_known({row.colorway.sku for row in plan.rows}, codes, is_locking=True)
    if now.state != plan.known.state:
        raise _changed()


def _changed() -> CatalogueChanged:
    return CatalogueChanged(
        _("Somebody changed these products meanwhile. Look at the preview again and confirm it anew.")
    )


def _write(plan: ImportPlan) -> None:
    Product.objects.bulk_create(plan.products.values(), batch_size=BATCH)
    for row in plan.rows:
        row.colorway.product = row.product
    Colorway.objects.bulk_create([row.colorway for row in plan.new], batch_size=BATCH)
    changed = [row.colorway for row in plan.changed]
    Colorway.objects.bulk_update(changed, [*VALUES, "product", "position"], batch_size=BATCH)


def _history(plan: ImportPlan, by: User) -> list[LogEntry]:
    """A line for each row in the admin's history of it."""
    types = ContentType.objects.get_for_models(Product, Colorway)
    made: list[tuple[Model, ContentType, int]] = [
        (product, types[Product], ADDITION) for product in plan.products.values()
    ]
    made += [(row.colorway, types[Colorway], ADDITION if row.is_new else CHANGE) for row in (*plan.new, *plan.changed)]
    return [
        LogEntry(
            user=by,
            content_type=kind,
            object_id=str(instance.pk),
            object_repr=str(instance)[:200],
            action_flag=flag,
            change_message=_("Imported from a table."),
        )
        for instance, kind, flag in made
    ]
