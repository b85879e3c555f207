"""One private bucket, for all threads of a process: its client, and a short memory of its not answering."""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session
from django.utils.translation import gettext as _

from catalog.pictures.storing import s3
from catalog.pictures.storing.away import StoreAway

# Seconds. Pages wait for these requests: one that is not answered soon is better refused.
CONNECT_TIMEOUT, READ_TIMEOUT = 3, 20
# A page asks for dozens of pictures. Only the first waits for a store that does not answer.
AWAY_SECONDS = 5.0


class ConditionFailed(Exception):
    """There is such an object already, somebody is writing it, or this store knows no conditions."""


class BucketPlace(NamedTuple):
    """Which bucket, and the key for it; without a key the machine's own is used."""

    bucket: str
    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = ""


class BucketClient:
    def __init__(self, place: BucketPlace) -> None:
        config = s3.client_config(
            place.bucket, place.endpoint, place.region, connect_timeout=CONNECT_TIMEOUT, read_timeout=READ_TIMEOUT
        )
        self.bucket = place.bucket
        self._away_until = 0.0
        self._client = get_session().create_client(
            "s3",
            endpoint_url=place.endpoint or None,
            # Stores other than Amazon's take any region, and boto needs one.
            region_name=place.region or ("auto" if place.endpoint else None),
            aws_access_key_id=place.access_key or None,
            aws_secret_access_key=place.secret_key or None,
            config=config,
        )

    def call(self, operation: str, **parameters: Any) -> Any:
        """The answer of the store. Raises `FileNotFoundError`, `StoreAway`, and of a write with a condition
        `ConditionFailed`."""
        with self.errors(has_condition="IfNoneMatch" in parameters):
            return getattr(self._client, operation)(Bucket=self.bucket, **parameters)

    def read(self, key: str) -> bytes:
        """All of an object. Raises as `call`."""
        with self.errors(), self._client.get_object(Bucket=self.bucket, Key=key)["Body"] as body:
            return bytes(body.read())

    def keys(self, prefix: str) -> list[str]:
        """Of all objects whose keys begin so. Raises as `call`."""
        with self.errors():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
            return [one["Key"] for page in pages for one in page.get("Contents", [])]

    def address(self, key: str, seconds: int, **answer: str) -> str:
        """An address that opens this object for whoever has it, until it ends. `answer` are headers of the answer,
        which nobody can change without breaking the signature."""
        parameters = {"Bucket": self.bucket, "Key": key, **answer}
        with self.errors():
            return str(self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds))

    @contextmanager
    def errors(self, *, has_condition: bool = False) -> Iterator[None]:
        """Turns errors of boto into ours. A file is missing only where the store says so."""
        if time.monotonic() < self._away_until:
            raise StoreAway(sentence())
        try:
            yield
        except ClientError as error:
            code = s3.code_of(error)
            if code in s3.MISSING:
                raise FileNotFoundError(errno.ENOENT, "There is no such object") from error
            if has_condition and code in s3.LOST_RACES | s3.UNKNOWN_CONDITIONS:
                raise ConditionFailed from error
            raise StoreAway(sentence()) from error
        except BotoCoreError as error:
            self._away_until = time.monotonic() + AWAY_SECONDS
            raise StoreAway(sentence()) from error


@cache
def client_of(place: BucketPlace) -> BucketClient:
    """One a bucket and process: a client takes a tenth of a second to make."""
    return BucketClient(place)


def sentence() -> str:
    return _("The store with Packshot's pictures does not answer. Try again in a minute.")
