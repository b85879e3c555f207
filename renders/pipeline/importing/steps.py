"""The one step of an import, by its state; and what a page says when it broke."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.importing.tables import UnreadableTable
from renders.models import Lease, ProductImport
from renders.models.notifying import import_ended
from renders.models.product_imports import MAX_EXPLANATION, ProductImportQuery, State
from renders.pipeline import giving_up
from renders.pipeline.importing.checking import check
from renders.pipeline.importing.fetching import fetch
from renders.pipeline.importing.pictures import list_pictures
from renders.pipeline.importing.undoing import undo
from renders.pipeline.importing.writing import write
from renders.schedule import Enqueue

STEPS: dict[str, Callable[[ProductImport, ProductImportQuery], list[Enqueue]]] = {
    State.FETCHING: fetch,
    State.CHECKING: check,
    State.WRITING: write,
    State.LISTING: list_pictures,
    State.UNDOING: undo,
}
# Where an import that broke goes: nothing of it was written, or it stands as it stood.
AFTER_BREAKING = {State.LISTING: State.DONE, State.UNDOING: State.DONE}


def run_import(import_id: int, lease: Lease) -> list[Enqueue]:
    one = ProductImport.objects.select_related("requested_by").get(pk=import_id)
    leased = ProductImport.fast.filter(pk=import_id).leased_by(lease)
    try:
        return STEPS[one.state](one, leased)
    except UnreadableTable as refusal:
        fail(one, leased, State.FAILED, str(refusal))
        return []


def fail(one: ProductImport, leased: ProductImportQuery, after: str, explanation: str) -> None:
    with transaction.atomic():
        leased.move(one.state, after, explanation=explanation[:MAX_EXPLANATION])
        if after == State.FAILED:
            import_ended(one, State.FAILED)


def give_up(import_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    one = ProductImport.objects.get(pk=import_id)
    after = AFTER_BREAKING.get(State(one.state), State.FAILED)
    consequence = (
        _("The catalogue is as it was. Try again, or import the file anew.")
        if after == State.FAILED
        else _("What was imported stays as it is.")
    )
    fail(one, ProductImport.fast.filter(pk=import_id).leased_by(lease), after, giving_up.sentence(error, consequence))
    return []
