"""What Shopify complains of, and what to do about each: its codes as errors of ours, with a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from renders.channels.base import (
    AccessRefused,
    ChannelError,
    NoProduct,
    NotReady,
    Rejected,
    Throttled,
    Unreachable,
)

PRODUCT_GONE = gettext_lazy(
    "Shopify has no such product any more. Nothing was published: match the product again, then try again."
)
BUSY = gettext_lazy("Shopify is still working on this picture or its product; Packshot goes on by itself.")
PICTURE_GONE = gettext_lazy("Somebody deleted the picture in Shopify. Publish it again to upload it anew.")
TOO_MANY_PIXELS = gettext_lazy(
    "Shopify takes no picture of that many pixels. Set long_edge of the channel to 4472 or less, then try again."
)
TOO_MANY_BYTES = gettext_lazy(
    "Shopify takes no file that large. Set max_kilobytes of the channel to 20000 or less, then try again."
)
NO_SUCH_TYPE = gettext_lazy(
    "Shopify takes no file of this type. Set the format of the channel to jpeg, then try again."
)
UPLOAD_LOST = gettext_lazy("Shopify could not read the file that was uploaded. Packshot uploads it again.")
STORAGE_FULL = gettext_lazy(
    "The shop's storage for files is full. Nothing was published: delete files in Shopify, then try again."
)

# Codes of userErrors and mediaUserErrors, of files and of the GraphQL answer itself.
ERRORS: Mapping[str, tuple[type[ChannelError], Any]] = {
    # Somebody else's work on the same file or product, or Shopify's own: it ends.
    "FILE_LOCKED": (NotReady, BUSY),
    "MEDIA_CANNOT_BE_MODIFIED": (NotReady, BUSY),
    "NON_READY_STATE": (NotReady, BUSY),
    "NON_READY_MEDIA": (NotReady, BUSY),
    "MEDIA_TIMEOUT_ERROR": (
        Unreachable,
        gettext_lazy("Shopify gave up on the picture because something else changed it. Packshot tries again."),
    ),
    # The file.
    "INVALID_IMAGE_RESOLUTION": (Rejected, TOO_MANY_PIXELS),
    "INVALID_IMAGE_ASPECT_RATIO": (
        Rejected,
        gettext_lazy("Shopify takes no picture that long and narrow. Choose a placement with another ratio."),
    ),
    "INVALID_IMAGE_FILE_SIZE": (Rejected, TOO_MANY_BYTES),
    "GENERIC_FILE_INVALID_SIZE": (Rejected, TOO_MANY_BYTES),
    "UNSUPPORTED_IMAGE_FILE_TYPE": (Rejected, NO_SUCH_TYPE),
    "INVALID_FILENAME_EXTENSION": (Rejected, NO_SUCH_TYPE),
    "UNACCEPTABLE_ASSET": (Rejected, NO_SUCH_TYPE),
    "INVALID_MEDIA_TYPE": (Rejected, NO_SUCH_TYPE),
    "IMAGE_PROCESSING_FAILURE": (
        Unreachable,
        gettext_lazy("Shopify could not process the picture. Packshot uploads it again."),
    ),
    "INVALID_SIGNED_URL": (Unreachable, UPLOAD_LOST),
    "IMAGE_DOWNLOAD_FAILURE": (Unreachable, UPLOAD_LOST),
    "GENERIC_FILE_DOWNLOAD_FAILURE": (Unreachable, UPLOAD_LOST),
    "INVALID_IMAGE_SOURCE_URL": (Unreachable, UPLOAD_LOST),
    "FILENAME_ALREADY_EXISTS": (Unreachable, BUSY),
    "DUPLICATE_FILENAME_ERROR": (Unreachable, BUSY),
    "ALT_VALUE_LIMIT_EXCEEDED": (
        Rejected,
        gettext_lazy("Shopify takes 512 characters of alternative text. Shorten it, then try again."),
    ),
    "FILE_DOES_NOT_EXIST": (Rejected, PICTURE_GONE),
    "MEDIA_DOES_NOT_EXIST": (Rejected, PICTURE_GONE),
    "INVALID_FAILED_MEDIA_STATE": (
        Rejected,
        gettext_lazy("Shopify could not process this picture and will not change it. Publish it again."),
    ),
    # The shop and the product.
    "FILE_STORAGE_LIMIT_EXCEEDED": (Rejected, STORAGE_FULL),
    "SHOP_MEDIA_LIMIT_EXCEEDED": (Rejected, STORAGE_FULL),
    "PRODUCT_MEDIA_LIMIT_EXCEEDED": (
        Rejected,
        gettext_lazy(
            "The product has as many pictures as Shopify allows (250). Nothing was published: remove some in Shopify, "
            "then try again."
        ),
    ),
    "PRODUCT_SUSPENDED": (
        Rejected,
        gettext_lazy(
            "Shopify has suspended this product. Nothing was published: settle that with Shopify, then try again."
        ),
    ),
    "PRODUCT_DOES_NOT_EXIST": (NoProduct, PRODUCT_GONE),
    "REFERENCE_TARGET_DOES_NOT_EXIST": (NoProduct, PRODUCT_GONE),
    "UNACCEPTABLE_TRIAL_ASSET": (
        Rejected,
        gettext_lazy("A shop on trial does not take this file. Choose a plan in Shopify, then try again."),
    ),
    "UNACCEPTABLE_UNVERIFIED_TRIAL_ASSET": (
        Rejected,
        gettext_lazy("A shop on trial takes files once its owner has confirmed the e-mail address in Shopify."),
    ),
    # The gallery was edited since it was read: the next try reads it anew.
    **dict.fromkeys(
        (
            "MEDIA_DOES_NOT_EXIST_ON_PRODUCT",
            "MEDIA_IS_NOT_ATTACHED_TO_VARIANT",
            "PRODUCT_VARIANT_ALREADY_HAS_MEDIA",
            "PRODUCT_VARIANT_DOES_NOT_EXIST_ON_PRODUCT",
        ),
        (
            Unreachable,
            gettext_lazy("Somebody changed the gallery in Shopify meanwhile. Packshot reads it again and goes on."),
        ),
    ),
    # Codes of the answer as a whole.
    "ACCESS_DENIED": (
        AccessRefused,
        gettext_lazy(
            "The access token may not do this in Shopify. Nothing was published: give its app the scopes "
            "read_products, write_products, read_files and write_files, then try again."
        ),
    ),
    "SHOP_INACTIVE": (
        AccessRefused,
        gettext_lazy("Shopify says that the shop is not active. Nothing was published: reactivate it, then try again."),
    ),
    "INTERNAL_SERVER_ERROR": (Unreachable, gettext_lazy("Shopify had an error of its own. Packshot tries again.")),
    "TIMEOUT": (Unreachable, gettext_lazy("Shopify took too long. Packshot tries again.")),
}
STATUSES: Mapping[int, tuple[type[ChannelError], Any]] = {
    401: (
        AccessRefused,
        gettext_lazy(
            "Shopify does not accept the access token; it may have been revoked. Nothing was published: an admin can "
            "set a new one, then try again."
        ),
    ),
    402: (
        AccessRefused,
        gettext_lazy("Shopify has frozen the shop for an unpaid bill. Nothing was published: pay it, then try again."),
    ),
    403: ERRORS["ACCESS_DENIED"],
    404: (
        Rejected,
        gettext_lazy(
            "Shopify has nothing at this address. Nothing was published: check the shop's address and the version of "
            "its API, then try again."
        ),
    ),
    413: (
        Rejected,
        gettext_lazy(
            "Shopify takes no message that large. Set max_kilobytes of the channel lower, or api to graphql, then try "
            "again."
        ),
    ),
    423: ERRORS["SHOP_INACTIVE"],
}
LEAST_WAIT = 1.0  # seconds
USUAL_WAIT = 2.0  # seconds; what a bucket of forty calls needs for four


def of_status(status: int, wait: float) -> ChannelError | None:
    """The error that a status means, if any; `wait` is the seconds to wait that the answer names."""
    if status == 429:
        return throttled(wait)
    if status in STATUSES:
        kind, sentence = STATUSES[status]
        return kind(str(sentence))
    if status >= 500:
        return Unreachable(_("Shopify had an error of its own (HTTP %(status)s).") % {"status": status})
    return None


def of_answer(errors: Any, extensions: Any) -> ChannelError:
    """The error that the top level of a GraphQL answer names."""
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    code = str((first.get("extensions") or {}).get("code", ""))
    if code == "THROTTLED":
        return throttled(_wait(extensions))
    return of_code(code, str(first.get("message") or errors))


def of_user_errors(errors: Sequence[Mapping[str, Any]]) -> ChannelError | None:
    """The error that userErrors or mediaUserErrors name; one that another try cannot help wins."""
    found = [of_code(str(each.get("code") or ""), str(each.get("message") or "")) for each in errors]
    return min(found, key=lambda error: isinstance(error, Unreachable), default=None)


def of_code(code: str, message: str) -> ChannelError:
    """The error of a code; a code that is not known is shown with what Shopify said."""
    if code in ERRORS:
        kind, sentence = ERRORS[code]
        return kind(str(sentence))
    said = message[:300] or code
    return Rejected(_("Shopify refused this: “%(said)s”. Nothing more was changed.") % {"said": said})


def throttled(wait: float) -> Throttled:
    return Throttled(_("Shopify asks to wait because the shop gets too many calls; Packshot goes on by itself."), wait)


def _wait(extensions: Any) -> float:
    """Seconds until the shop has as many points as the query needs."""
    try:
        cost = extensions["cost"]
        status = cost["throttleStatus"]
        missing = float(cost["requestedQueryCost"]) - float(status["currentlyAvailable"])
        return max(LEAST_WAIT, missing / float(status["restoreRate"]))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return USUAL_WAIT
