"""What a store answers, as errors that say what to do next. No sentence repeats the store's own text or a key."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
)
from django.utils.translation import gettext as _

from catalog.pictures.storing.s3 import code_of
from renders.channels.base import AccessRefused, ChannelError, Rejected, Throttled, Unreachable
from renders.outbound import Forbidden

BUSY = frozenset({"SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequests", "429"})
WRONG_KEYS = frozenset({"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "Unauthorized"})
BUSY_SECONDS = 15.0


def status_of(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


@contextmanager
def sentences(bucket: str) -> Iterator[None]:
    """Turns errors of boto into those of channels."""
    try:
        yield
    except ClientError as error:
        raise _answered(code_of(error), status_of(error), bucket) from error
    except Forbidden as error:
        raise Rejected(str(error)) from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise AccessRefused(_("There is no whole key for the bucket. Nothing was sent.")) from error
    except ParamValidationError as error:
        raise Rejected(_("“%(bucket)s” cannot be the name of a bucket.") % {"bucket": bucket}) from error
    except (EndpointConnectionError, HTTPClientError) as error:
        raise Unreachable(_("The store of the bucket does not answer.")) from error
    except BotoCoreError as error:
        raise Unreachable(_("The bucket could not be used: %(reason)s") % {"reason": type(error).__name__}) from error


def _answered(code: str, status: int, bucket: str) -> ChannelError:
    values = {"bucket": bucket, "code": code or status, "status": status}
    if code == "NoSuchBucket":
        return Rejected(_("There is no bucket “%(bucket)s” in this store.") % values)
    if code in WRONG_KEYS:
        return AccessRefused(_("The store does not accept the key (%(code)s).") % values)
    if code == "RequestTimeTooSkewed":
        return AccessRefused(_("The clock of this machine is wrong, so the store accepts no key.") % values)
    if code in BUSY:
        return Throttled(_("The store asks to wait.") % values, BUSY_SECONDS)
    if status == 403:
        return AccessRefused(
            _("The key may not do this in “%(bucket)s”. It needs to list the bucket, and to read, write and delete.")
            % values
        )
    if 300 <= status < 400:
        return Rejected(_("The bucket “%(bucket)s” is in another region. Name its region.") % values)
    if status >= 500 or status == 408:
        return Unreachable(_("The store failed: HTTP %(status)s.") % values)
    return Rejected(_("The store refused: %(code)s.") % values)
