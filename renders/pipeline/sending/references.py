"""References made ready before an order is stored: the derived file, and where the vendor finds it."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.pictures import Undecodable
from catalog.processes import run
from config.background.database_clock import database_now
from renders import schedule
from renders.contracts import ContractReference
from renders.files import ARTWORK, MASTERS, RENDITIONS
from renders.finishing import derive_reference
from renders.models import Attempt, SentReference
from renders.orders import spec_of
from renders.providers import Busy, ModelSpec, Provider, Refused

STORES = {"artwork": ARTWORK, "render": MASTERS}
# Seconds until an upload is tried again that the request budget has no room for.
UPLOAD_WAIT = 5.0
Form = SentReference.Form


def form_of(spec: ModelSpec, provider: Provider) -> str:
    """The first of the model's forms that is possible here; empty where none is."""
    possible = {Form.DATA: True, Form.ADDRESS: has_public_address(), Form.UPLOAD: provider.abilities.takes_uploads}
    return next((form for form in spec.reference_pictures.get("forms", ()) if possible.get(form)), "")


def has_public_address() -> bool:
    return bool(urlsplit(settings.PUBLIC_BASE_URL).hostname)


def prepare(attempt: Attempt, provider: Provider) -> None:
    """Make the attempt's references ready: afterwards `order_of` knows where each is.

    Raises `Refused` where a file is lost or no form is possible, and what an upload raises.
    """
    references = attempt.contract.references
    if not references:
        return
    form = form_of(spec_of(attempt.shot.image_model), provider)
    if not form:
        raise Refused(_("No reference picture can be sent to this provider. Nothing was ordered: an admin can look."))
    ready = set(attempt.references.values_list("position", flat=True))
    for position, reference in enumerate(references):
        if position not in ready:
            add(attempt, position, reference, form, provider)


def add(attempt: Attempt, position: int, reference: ContractReference, form: str, provider: Provider) -> None:
    """Bytes first, then the upload where one is needed, then the row."""
    digest, size = derived(reference, attempt.contract.product)
    address = upload(attempt, RENDITIONS.read(digest), provider) if form == Form.UPLOAD else ""
    SentReference.objects.create(
        attempt=attempt,
        position=position,
        form=form,
        source_sha256=reference.sha256,
        sha256=digest,
        bytes=size,
        vendor_address=address,
        expires_at=address_ends_at(attempt, database_now()),
    )


def address_ends_at(attempt: Attempt, now: datetime) -> datetime:
    """A replay under the same key names the same address, and the vendor may draw until its model's deadline."""
    return now + schedule.REPLAY_WINDOW + timedelta(seconds=attempt.shot.image_model.deadline_seconds)


def derived(reference: ContractReference, product: str) -> tuple[str, int]:
    """Digest and size of the stored file that stands for this reference, made when it is first needed."""
    earlier = SentReference.objects.filter(source_sha256=reference.sha256).order_by("-pk").first()
    if earlier and RENDITIONS.has(earlier.sha256):
        return earlier.sha256, earlier.bytes
    try:
        file = run(derive_reference, STORES[reference.source].source(reference.sha256))
    except FileNotFoundError:
        raise Refused(lost(reference, product)) from None
    except Undecodable as fault:
        sentence = _("A reference picture of %(product)s cannot be read: %(fault)s Nothing was ordered.")
        raise Refused(sentence % {"product": product, "fault": fault}) from fault
    return RENDITIONS.store(file.data), len(file.data)


def lost(reference: ContractReference, product: str) -> str:
    """What to do about a file that is gone."""
    if reference.source == "render":
        sentence = _(
            "The file of the reference render of %(product)s is missing. Nothing was ordered: choose another one."
        )
    else:
        sentence = _(
            "The file of the reference picture of %(product)s is missing. Nothing was ordered. "
            "Upload it again on the product's page, then compose the set anew."
        )
    return sentence % {"product": product}


def upload(attempt: Attempt, picture: bytes, provider: Provider) -> str:
    """The vendor's address of it. An upload is a request like any other."""
    if not attempt.account.take_requests(1, database_now()):
        raise Busy(_("The account waits."), UPLOAD_WAIT)
    return provider.upload(picture)
