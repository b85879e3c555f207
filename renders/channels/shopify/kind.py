"""What a channel's row says of a shop, and the adapter that comes of it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from renders.channels.base import Rejected
from renders.channels.file_limits import FileLimits
from renders.channels.shopify.adapter import Shopify
from renders.channels.shopify.connection import DEFAULT_VERSION, ShopConnection, base_url
from renders.channels.shopify.rest import ShopifyRest

# Shopify's help pages differ; these are the lower of each: 20 MB, 20 megapixels, and no side of more than their root.
MAX_BYTES = 20_000_000
LONG_EDGE = 4472
FORMS = {"graphql": Shopify, "rest": ShopifyRest}


class ShopifyKind:
    """`api` is "graphql", or "rest" for a shop that still has to be spoken to that way."""

    setting_names = ("shop_url", "api_version", "api")
    key_names = ("access_token",)
    secret_names = ()

    def file_limits(self, settings: Mapping[str, str]) -> FileLimits:
        """REST takes no WebP."""
        if settings.get("api") == "rest":
            return FileLimits(("jpeg", "png"), MAX_BYTES, LONG_EDGE)
        return FileLimits(("jpeg", "webp", "png"), MAX_BYTES, LONG_EDGE)

    def place(self, settings: Mapping[str, str]) -> str:
        shop = settings.get("shop_url", "")
        return base_url(shop).rpartition("://")[2].lower() if shop else ""

    def __call__(self, settings: Mapping[str, str], key: str) -> Shopify:
        form = settings.get("api", "graphql")
        if form not in FORMS:
            raise Rejected(
                _("“%(form)s” is no form of Shopify's API. The setting api is one of %(known)s.")
                % {"form": form, "known": ", ".join(FORMS)}
            )
        shop = ShopConnection(settings.get("shop_url", ""), key, settings.get("api_version", DEFAULT_VERSION))
        return FORMS[form](shop)
