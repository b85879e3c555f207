"""What a refusal of WordPress or WooCommerce means, by its code and status; its text decides nothing."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders.channels.base import (
    AccessRefused,
    ChannelError,
    Mismatch,
    NoProduct,
    Rejected,
    Throttled,
    Unreachable,
)
from renders.outbound import Answer

# Seconds until a site that names no time is asked again.
DEFAULT_WAIT = 10.0

_PASSWORD = gettext_lazy(
    "WordPress does not accept the application password. Nothing was published: an admin can make a new one on the "
    "user's profile page there and set it here."
)
_NO_LOGIN = gettext_lazy(
    "WordPress did not get the user's name and password: the server in front of it removes them. Nothing was "
    "published: whoever runs the site lets it pass on the header Authorization."
)
_UPLOAD_RIGHTS = gettext_lazy(
    "The WordPress user may not upload pictures. Nothing was published: give the user the role Shop manager, then try "
    "again."
)
_SHOP_RIGHTS = gettext_lazy(
    "The user or key may not see or change products. The product is unchanged: give the user the role Shop manager, or "
    "the key the right to read and write, then try again."
)
_NO_PRODUCT = gettext_lazy(
    "The shop no longer has this product or variation under its number. Nothing was changed there: bring it back from "
    "the bin, or have the product matched again."
)
_LOST_ON_THE_WAY = gettext_lazy(
    "The picture came to WordPress without its bytes, its name or its type. Nothing was published: something between "
    "Packshot and the site changes requests, and whoever runs the site can let them pass."
)
_NO_DISK = gettext_lazy(
    "WordPress could not store the picture. Nothing was published: whoever runs the site can look after the space and "
    "the rights of its upload folder. It is tried again."
)
_NO_PICTURE_ID = gettext_lazy(
    "The shop no longer has one of the pictures in its media library. The gallery is unchanged: publish the picture "
    "again."
)
_NO_COPY = gettext_lazy(
    "The shop could not take over a picture from its address. The gallery is unchanged: try again, and have the error "
    "log of the site looked at if this comes back."
)

MEANINGS = {
    "incorrect_password": (AccessRefused, _PASSWORD),
    "invalid_username": (AccessRefused, _PASSWORD),
    "invalid_email": (AccessRefused, _PASSWORD),
    "application_passwords_disabled": (
        AccessRefused,
        gettext_lazy(
            "The site has application passwords switched off. Nothing was published: a security plugin does that as a "
            "rule, and whoever runs the site can allow them."
        ),
    ),
    "application_passwords_disabled_for_user": (
        AccessRefused,
        gettext_lazy(
            "The site takes no application passwords of this user. Nothing was published: whoever runs the site can "
            "allow them, or an admin can set another user."
        ),
    ),
    "rest_not_logged_in": (AccessRefused, _NO_LOGIN),
    "rest_login_required": (AccessRefused, _NO_LOGIN),
    "rest_cannot_access": (
        AccessRefused,
        gettext_lazy(
            "The site closes its REST API. Nothing was published: whoever runs it can open it for this user in the "
            "security plugin that closes it."
        ),
    ),
    "rest_disabled": (
        AccessRefused,
        gettext_lazy(
            "The site has its REST API switched off. Nothing was published: whoever runs it can switch it on in the "
            "plugin that does that."
        ),
    ),
    "rest_forbidden": (AccessRefused, _UPLOAD_RIGHTS),
    "rest_forbidden_context": (AccessRefused, _UPLOAD_RIGHTS),
    "rest_cannot_create": (AccessRefused, _UPLOAD_RIGHTS),
    "rest_cannot_edit": (AccessRefused, _UPLOAD_RIGHTS),
    "rest_cannot_edit_image": (AccessRefused, _UPLOAD_RIGHTS),
    "rest_cannot_delete": (
        AccessRefused,
        gettext_lazy(
            "The WordPress user may not delete pictures. The file stays in the media library: give the user the role "
            "Shop manager, or delete it there."
        ),
    ),
    "rest_no_route": (
        Rejected,
        gettext_lazy(
            "The site has no API of this kind. Nothing was published: is WooCommerce installed and switched on there?"
        ),
    ),
    "rest_post_invalid_id": (
        Mismatch,
        gettext_lazy("The picture is no longer in the media library of the site. Publish it again."),
    ),
    "rest_trash_not_supported": (
        Rejected,
        gettext_lazy(
            "The site does not delete pictures for good. The file stays in its media library: delete it there."
        ),
    ),
    "rest_upload_no_data": (Rejected, _LOST_ON_THE_WAY),
    "rest_upload_no_content_type": (Rejected, _LOST_ON_THE_WAY),
    "rest_upload_no_content_disposition": (Rejected, _LOST_ON_THE_WAY),
    "rest_upload_invalid_disposition": (Rejected, _LOST_ON_THE_WAY),
    "rest_upload_hash_mismatch": (
        Unreachable,
        gettext_lazy("The picture was damaged on its way to WordPress. Nothing was published; it is sent again."),
    ),
    "rest_upload_file_error": (Unreachable, _NO_DISK),
    "rest_upload_unknown_error": (Unreachable, _NO_DISK),
    "db_insert_error": (Unreachable, _NO_DISK),
    "rest_upload_sideload_error": (
        Rejected,
        gettext_lazy(
            "WordPress takes no such file, or could not store it. Nothing was published: whoever runs the site can "
            "allow JPEG files and look after its upload folder, then try again."
        ),
    ),
    "rest_upload_limited_space": (
        Rejected,
        gettext_lazy(
            "There is no space left for uploads on the site. Nothing was published: make room in its media library or "
            "have the limit raised, then try again."
        ),
    ),
    "rest_upload_user_quota_exceeded": (
        Rejected,
        gettext_lazy(
            "The user's space for uploads on the site is used up. Nothing was published: make room in its media "
            "library or have the limit raised, then try again."
        ),
    ),
    "rest_upload_file_too_big": (
        Rejected,
        gettext_lazy(
            "The file is larger than the site takes. Nothing was published: an admin can set max_kilobytes of the "
            "channel, or whoever runs the site can allow more."
        ),
    ),
    "rest_invalid_param": (
        Rejected,
        gettext_lazy(
            "The site does not understand a field of the request. Nothing was changed: a plugin may have changed its "
            "API, and whoever runs the site can look into the error log."
        ),
    ),
    "woocommerce_product_invalid_image_id": (Rejected, _NO_PICTURE_ID),
    "woocommerce_variation_invalid_image_id": (Rejected, _NO_PICTURE_ID),
    "woocommerce_product_image_upload_error": (Rejected, _NO_COPY),
    "woocommerce_variation_image_upload_error": (Rejected, _NO_COPY),
    "woocommerce_rest_product_invalid_id": (NoProduct, _NO_PRODUCT),
    "woocommerce_rest_invalid_product_id": (NoProduct, _NO_PRODUCT),
    "woocommerce_rest_product_variation_invalid_id": (NoProduct, _NO_PRODUCT),
    "woocommerce_rest_product_variation_invalid_parent": (NoProduct, _NO_PRODUCT),
    "woocommerce_rest_cannot_view": (AccessRefused, _SHOP_RIGHTS),
    "woocommerce_rest_cannot_edit": (AccessRefused, _SHOP_RIGHTS),
    "woocommerce_rest_authentication_error": (
        AccessRefused,
        gettext_lazy(
            "WooCommerce does not accept its key, or the key may only read. Nothing was published: an admin can make "
            "one that may read and write, or leave the key out, as the application password is enough."
        ),
    ),
}


def refusal(answer: Answer, code: str) -> ChannelError:
    """What a refusal in JSON means."""
    if waiting := _waiting(answer):
        return waiting
    if code in MEANINGS:
        error, sentence = MEANINGS[code]
        # 401 in place of 403: WordPress took us for a stranger, although the password was sent along.
        is_stranger = answer.status == 401 and sentence in (_UPLOAD_RIGHTS, _SHOP_RIGHTS)
        return error(str(_NO_LOGIN if is_stranger else sentence))
    fields = {"status": answer.status, "code": code or "–"}
    if answer.status in (401, 403):
        return AccessRefused(
            _(
                "The shop refuses this user or key (HTTP %(status)s, %(code)s). Nothing was changed: an admin can look "
                "at its rights in WordPress."
            )
            % fields
        )
    if answer.status >= 500 or answer.status == 408:
        return Unreachable(
            _("The shop has a problem of its own (HTTP %(status)s, %(code)s). It is tried again.") % fields
        )
    return Rejected(
        _(
            "The shop refused (HTTP %(status)s, %(code)s). Nothing was changed: whoever runs the site can look into "
            "its error log."
        )
        % fields
    )


def page_refusal(answer: Answer) -> ChannelError:
    """What it means that a page came, or nothing readable, where data was asked for."""
    if waiting := _waiting(answer):
        return waiting
    status = {"status": answer.status}
    if 300 <= answer.status < 400:
        host = urlsplit(answer.headers.get("Location", "")).netloc or _("another address")
        return Rejected(
            _(
                "The shop sends requests on to %(host)s, where the password is not sent. Nothing was published: an "
                "admin can set the address that the site itself uses, with https and www. as it does."
            )
            % {"host": host}
        )
    if answer.status == 413:
        return Rejected(str(MEANINGS["rest_upload_file_too_big"][1]))
    if answer.status == 404:
        return Rejected(
            _(
                "There is no REST API at this address. Nothing was published: an admin can look at the address of the "
                "site; in WordPress, save Settings, Permalinks once, and see that no plugin closes the API."
            )
        )
    if answer.status >= 500 or answer.status == 408:
        return Unreachable(
            _("The shop answered with an error page (HTTP %(status)s) instead of data. It is tried again.") % status
        )
    return AccessRefused(
        _(
            "The shop answered with a web page (HTTP %(status)s) instead of data, as a login page or a security plugin "
            "does. Nothing was published: whoever runs the site can let Packshot through to /wp-json/."
        )
        % status
    )


def _waiting(answer: Answer) -> Throttled | None:
    if answer.status == 429 or (answer.status == 503 and "Retry-After" in answer.headers):
        return Throttled(_("The shop asks us to slow down."), answer.wait(DEFAULT_WAIT))
    return None
