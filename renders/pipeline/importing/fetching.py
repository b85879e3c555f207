"""Fetch: the file of an import from its address."""

import zlib

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.importing.decoding import MAX_BYTES
from renders.models import ImportFile, ProductImport
from renders.models.notifying import import_ended, import_waits
from renders.models.product_imports import MAX_EXPLANATION, ProductImportQuery, State
from renders.outbound import Outbound, OutboundError, host_of
from renders.pipeline.importing.beginning import opened_fields
from renders.schedule import Enqueue

SECONDS = 60.0


def fetch(one: ProductImport, leased: ProductImportQuery) -> list[Enqueue]:
    """One try: whoever asked waits for it, and can ask again."""
    host = host_of(one.address)
    try:
        data = fetched(one.address)
    except OutboundError as refusal:
        explanation = _("%(refusal)s Nothing was imported. Check the address and try again.") % {"refusal": refusal}
        with transaction.atomic():
            leased.move(State.FETCHING, State.FAILED, explanation=explanation[:MAX_EXPLANATION], address=host)
            import_ended(one, State.FAILED)
        return []
    fields = opened_fields(data)
    with transaction.atomic():
        ImportFile.objects.update_or_create(product_import=one, defaults={"data": zlib.compress(data, 1)})
        leased.move(State.FETCHING, State.MAPPING, address=host, **fields)  # its query may hold a key
        import_waits(one, State.MAPPING)
    return []


def fetched(address: str, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes at an address. Raises `OutboundError`."""
    outbound = Outbound(base_url=address, headers={}, allow=settings.OUTBOUND_ALLOW)
    return outbound.fetch(address, timeout=SECONDS, max_bytes=max_bytes)
