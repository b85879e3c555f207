"""Pictures of an import: fetched one a step from the hosts that were allowed, and taken as uploaded photos are."""

from dataclasses import replace
from io import BytesIO

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.cutting.uploads import read_any
from catalog.forms.artwork import store_picture
from catalog.models import Artwork, Colorway, Product
from catalog.pictures import Undecodable
from catalog.pictures.decoding import MAX_BYTES
from catalog.pictures.recognising import view_in_name
from catalog.processes import TooManyWaiting, WorkStopped
from config.background.database_clock import database_now
from renders import schedule
from renders.models import ImportPicture, Lease, LeaseLost, ProductImport
from renders.models.leases import LeasedQuery
from renders.models.product_imports import MAX_EXPLANATION, ProductImportQuery, State
from renders.outbound import Forbidden, Gone, NoAnswer, NotSent, OutboundError, path_of
from renders.pipeline import giving_up
from renders.pipeline.importing.fetching import fetched
from renders.schedule import Enqueue

MAX_TRIES = 4
Picture = ImportPicture.State


def list_pictures(one: ProductImport, leased: ProductImportQuery) -> list[Enqueue]:
    """The pictures from hosts that a person allowed are due from now on."""
    wanted = one.pictures.filter(state=Picture.STAGED, host__in=one.picture_hosts)
    wanted.update(state=Picture.WAITING, due_at=database_now())
    leased.move(State.LISTING, State.DONE, explanation="")
    return []


def fetch_picture(picture_id: int, lease: Lease) -> list[Enqueue]:
    """One picture, from its address to the product's artwork."""
    picture = ImportPicture._base_manager.select_related("product_import").get(pk=picture_id)
    leased = ImportPicture.fast.filter(pk=picture_id).leased_by(lease)
    product = Product.objects.filter(code=picture.product_code).first()
    if product is None:
        finish(leased, Picture.FAILED, _("Its product is not here any more."))
        return []
    try:
        require_allowed(picture)
        take(picture, product, fetched(picture.address, MAX_BYTES), leased)
    except TooManyWaiting:
        leased.update(due_at=database_now() + schedule.NOTIFY_INTERVAL)
    except (NotSent, NoAnswer) as trouble:
        try_again(picture, leased, str(trouble))
    except (Gone, Forbidden, OutboundError, Undecodable, WorkStopped) as refusal:
        finish(leased, Picture.FAILED, str(refusal))
    return []


def require_allowed(picture: ImportPicture) -> None:
    """Raises `Forbidden` for a host that the person who imported did not allow."""
    if picture.host not in picture.product_import.picture_hosts:
        raise Forbidden(_("%(host)s was not allowed when this was imported.") % {"host": picture.host})


def take(picture: ImportPicture, product: Product, data: bytes, leased: LeasedQuery) -> None:
    """Store it as a photo or cutout of its product, unless the product has it. Raises `Undecodable`."""
    found = read_any(BytesIO(data))
    name = path_of(picture.address)
    found = replace(found, view=view_in_name(name, product.name) or found.view)
    fields = store_picture(found.picture, found.fingerprint)
    colorway = Colorway.objects.filter(sku=picture.sku, product=product).first() if picture.sku else None
    with transaction.atomic():
        Product.objects.select_for_update().get(pk=product.pk)
        others = list(product.artwork.all())
        same = next((one for one in others if one.sha256 == found.picture.sha256), None)
        place = {"product": product, "colorway": colorway, "kind": found.kind, "view": found.view}
        if same or (found.kind != Artwork.Kind.PHOTO and Artwork.objects.filter(**place).exists()):
            finish(leased, Picture.KNOWN, "")
            return
        artwork = Artwork.objects.create(**place, position=len(others), **fields)
        finish(leased, Picture.TAKEN, "", artwork_pk=artwork.pk)


def try_again(picture: ImportPicture, leased: LeasedQuery, sentence: str) -> None:
    tries = picture.tries + 1
    if tries >= MAX_TRIES:
        finish(leased, Picture.FAILED, sentence)
        return
    due_at = database_now() + schedule.back_off(tries, picture.address)
    leased.filter(state=Picture.WAITING).update(tries=tries, explanation=sentence[:MAX_EXPLANATION], due_at=due_at)


def finish(leased: LeasedQuery, state: str, sentence: str, **fields: object) -> None:
    changes = {"state": state, "explanation": sentence[:MAX_EXPLANATION], "due_at": None, "failed_tries": 0, **fields}
    if not leased.filter(state=Picture.WAITING).update(**changes):
        raise LeaseLost("No longer waiting under this lease")


def give_up(picture_id: int, lease: Lease, error: Exception) -> list[Enqueue]:
    sentence = giving_up.sentence(error, _("This picture was left out; upload it on the product's page."))
    finish(ImportPicture.fast.filter(pk=picture_id).leased_by(lease), Picture.FAILED, sentence)
    return []
