"""A shop that runs WooCommerce on WordPress, as a channel."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.conf import settings as django_settings
from django.utils.translation import gettext as _

from renders.channels.base import Delivery, Live, Receipt, Rejected
from renders.channels.file_limits import FileLimits
from renders.channels.galleries import Gallery, Target
from renders.channels.woocommerce.checking import problems
from renders.channels.woocommerce.copies import live
from renders.channels.woocommerce.media import MediaLibrary
from renders.channels.woocommerce.products import ShopProducts
from renders.channels.woocommerce.site import WordPressSite


class WooCommerce:
    """One application password opens both APIs of the site. A pair of keys of WooCommerce may stand beside it; these
    open products only, and only over https."""

    setting_names: ClassVar[tuple[str, ...]] = ("url", "wordpress_user", "media_hosts")
    key_names: ClassVar[tuple[str, ...]] = ()
    secret_names: ClassVar[tuple[str, ...]] = ("wordpress_app_password", "secret")
    shows_uploads: ClassVar[bool] = False

    def __init__(self, settings: Mapping[str, str], key: str) -> None:
        url = site_url(settings)
        if not url:
            raise Rejected(_("The channel has no address of a site. Nothing was published: an admin can set its url."))
        keys = shop_keys(settings, key, url)
        self._has_keys = bool(keys)
        self._site = WordPressSite(
            url,
            application=application_password(settings, key),
            keys=keys,
            media_hosts=settings.get("media_hosts", "").replace(",", " ").split(),
            allow=django_settings.OUTBOUND_ALLOW,
        )
        self._media, self._products = MediaLibrary(self._site), ShopProducts(self._site)

    @staticmethod
    def file_limits(settings: Mapping[str, str]) -> FileLimits:
        # Of JPEG alone WordPress may keep the AI mark in its smaller copies; above 2560 pixels it shows a copy instead.
        return FileLimits(("jpeg",), long_edge=2560)

    @staticmethod
    def place(settings: Mapping[str, str]) -> str:
        return site_url(settings).rpartition("://")[2].rstrip("/").lower()

    def check(self) -> Sequence[str]:
        return problems(self._site, has_keys=self._has_keys)

    def read(self, target: Target) -> Gallery:
        return self._products.gallery(target)

    def upload(self, delivery: Delivery) -> Receipt:
        attachment = self._media.adopted_or_uploaded(delivery)
        return Receipt(
            str(attachment.id),
            attachment.address,
            delivery.sha256,
            len(delivery.data),
            delivery.alt_text,
            provenance=delivery.provenance,
        )

    def arrange(self, gallery: Gallery, wanted: Gallery) -> None:
        """Merged into what the shop shows now. What did not change is not written."""
        self._products.arrange(gallery, wanted)

    def verify(self, receipt: Receipt) -> Live:
        """The exact bytes where WordPress kept them, else a whole picture; and the alternative text.

        Addresses that lost the AI mark are named, that of the picture itself among them.
        """
        return live(self._site, self._media.shown(receipt.reference, receipt.alt_text), receipt)

    def describe(self, receipt: Receipt, gallery: Gallery, alt_text: str) -> None:
        self._media.describe(receipt, alt_text)

    def discard(self, receipt: Receipt) -> None:
        self._media.delete(receipt)


def site_url(settings: Mapping[str, str]) -> str:
    """Without the path of its API; empty where none is set."""
    return settings.get("url", "").rstrip("/").removesuffix("/wp-json")


def application_password(settings: Mapping[str, str], key: str) -> str:
    """The header of the WordPress user. Raises `Rejected` without one."""
    user = settings.get("wordpress_user", "")
    password = settings.get("wordpress_app_password", "") or ("" if key.startswith("ck_") else key)
    if not user or not password:
        raise Rejected(
            _(
                "The channel needs a WordPress user and an application password of that user, also beside keys of "
                "WooCommerce: these do not open the media library. Nothing was published: an admin can set both."
            )
        )
    return _basic(user, password)


def shop_keys(settings: Mapping[str, str], key: str, url: str) -> str:
    """The header of a pair of keys of WooCommerce; empty without one. Raises `Rejected`."""
    secret = settings.get("secret", "")
    if not key.startswith("ck_"):
        return ""
    if not secret:
        raise Rejected(
            _("The key of WooCommerce came without its secret. Nothing was published: an admin can set the secret.")
        )
    if not url.startswith("https://"):
        raise Rejected(
            _(
                "WooCommerce takes its keys over https only, and the site is set as http. Nothing was published: an "
                "admin can set the address with https, or leave the keys out, as the application password is enough."
            )
        )
    return _basic(key, secret)


def _basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
