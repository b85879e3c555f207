"""What visitors of a shop get of a picture: the file and the smaller copies that the site made of it."""

from django.utils.translation import gettext as _

from catalog.pictures import Undecodable, decode, sha256
from renders.channels.base import Live, Mismatch, Receipt
from renders.channels.woocommerce.attachments import Attachment
from renders.channels.woocommerce.site import WordPressSite
from renders.finishing import ProvenanceMissing, require_provenance


def live(site: WordPressSite, attachment: Attachment, receipt: Receipt) -> Live:
    """Everything is read as a visitor reads it. Raises `Mismatch`."""
    data = site.fetch(attachment.address)
    if sha256(data) != receipt.sha256:
        require_picture(data, attachment.address)
    unmarked = [] if is_marked(data, receipt) else [attachment.address]
    unmarked += [address for address in attachment.copies if not is_marked(site.fetch(address), receipt)]
    return Live(attachment.address, unmarked=tuple(unmarked))


def require_picture(data: bytes, address: str) -> None:
    """Some sites compress what they are sent; the result is a whole picture all the same. Raises `Mismatch`."""
    try:
        decode(data)
    except Undecodable as error:
        raise Mismatch(
            _("%(address)s does not show the picture. %(error)s") % {"address": address, "error": error}
        ) from error


def is_marked(data: bytes, receipt: Receipt) -> bool:
    try:
        require_provenance(data, receipt.provenance)
    except ProvenanceMissing:
        return False
    return True
