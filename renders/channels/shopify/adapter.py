"""Shopify as a channel, by GraphQL."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.translation import gettext as _

from renders.channels.base import ChannelError, Delivery, Live, Receipt
from renders.channels.galleries import Gallery, Target
from renders.channels.shopify import documents, files
from renders.channels.shopify.arranging import Arranging
from renders.channels.shopify.connection import ShopConnection
from renders.channels.shopify.galleries import gallery_of


class Shopify:
    """One shop. Nothing here waits: what takes Shopify time is `NotReady`, and the next try goes on."""

    needed_scopes: ClassVar[frozenset[str]] = frozenset({"write_products", "write_files"})
    arranging: ClassVar[type[Arranging]] = Arranging
    shows_uploads: ClassVar[bool] = False

    def __init__(self, shop: ShopConnection) -> None:
        self._shop = shop

    def check(self) -> Sequence[str]:
        """The token, its scopes, and whether Shopify still serves the version that was asked for."""
        try:
            installation = self._shop.ask(documents.SCOPES)["currentAppInstallation"]
        except ChannelError as error:
            return [str(error)]
        granted = {scope["handle"] for scope in installation["accessScopes"]}
        missing = sorted(self.needed_scopes - granted)
        faults = []
        if missing:
            faults.append(
                _("The access token lacks the scopes %(missing)s. An admin can add them to its app in Shopify.")
                % {"missing": ", ".join(missing)}
            )
        served = self._shop.version_served
        if served and served != self._shop.version:
            faults.append(
                _(
                    "Shopify no longer serves version %(wanted)s of its API and answered by %(served)s. An admin can "
                    "set api_version of the channel to %(served)s."
                )
                % {"wanted": self._shop.version, "served": served}
            )
        return faults

    def read(self, target: Target) -> Gallery:
        return gallery_of(self._shop, target)

    def upload(self, delivery: Delivery) -> Receipt:
        return files.upload(self._shop, delivery)

    def arrange(self, gallery: Gallery, wanted: Gallery) -> None:
        self.arranging(self._shop, gallery, wanted).run()

    def verify(self, receipt: Receipt) -> Live:
        return files.verify(self._shop, receipt)

    def describe(self, receipt: Receipt, gallery: Gallery, alt_text: str) -> None:
        files.describe(self._shop, receipt.reference, alt_text)

    def discard(self, receipt: Receipt) -> None:
        files.discard(self._shop, receipt.reference)
