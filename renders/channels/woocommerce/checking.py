"""Whether a site would take pictures, found out without writing anything."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from renders.channels.base import ChannelError
from renders.channels.woocommerce.media import MEDIA
from renders.channels.woocommerce.products import PRODUCTS
from renders.channels.woocommerce.site import WordPressSite

# What WordPress calls the rights that publishing takes.
MEDIA_RIGHTS = ("upload_files",)
SHOP_RIGHTS = ("edit_products", "edit_others_products", "edit_published_products")


def problems(site: WordPressSite, *, has_keys: bool) -> list[str]:
    """Sentences, none of them twice. Without an answer to the first question the others are not asked."""
    try:
        user = site.get("wp/v2/users/me", context="edit", _fields="id,capabilities").fields()
    except ChannelError as error:
        return [str(error)]
    rights = user.get("capabilities")
    found = [*_missing_rights(rights if isinstance(rights, dict) else {}, has_keys), *_closed(site)]
    return list(dict.fromkeys(found))


def _missing_rights(rights: dict[str, object], has_keys: bool) -> Iterator[str]:
    if not all(rights.get(one) for one in MEDIA_RIGHTS):
        yield _("The WordPress user may not upload pictures: give the user the role Shop manager.")
    if not has_keys and not all(rights.get(one) for one in SHOP_RIGHTS):
        yield _("The WordPress user may not change products: give the user the role Shop manager.")


def _closed(site: WordPressSite) -> Iterator[str]:
    for path in (MEDIA, PRODUCTS):
        try:
            site.get(path, per_page=1, context="edit", _fields="id").rows()
        except ChannelError as error:
            yield str(error)
