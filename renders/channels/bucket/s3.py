"""A bucket of an S3-compatible store. Loaded only when one is named: boto is an extra."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from botocore.exceptions import ClientError
from django.utils.translation import gettext as _

from catalog.pictures.storing.s3 import LOST_RACES, MISSING, code_of
from renders.channels.base import ChannelError, Mismatch, Rejected, Unreachable
from renders.channels.bucket import s3_errors
from renders.channels.bucket.store import ObjectHeaders, StoredObject
from renders.outbound import Forbidden, Outbound, OutboundError

MAX_ALT_TEXT = 1_500  # bytes: all metadata of an object may have 2 KB
# Hosts whose addresses nobody reads without a key, so that the bucket needs a domain of its own.
PRIVATE_HOSTS = (".r2.cloudflarestorage.com", ".supabase.co")
LOOK = 30.0  # seconds


class S3Store:
    """Objects through a `PublicS3Storage`. `allow` lists host:port pairs that may be private."""

    def __init__(self, storage: Any, *, allow: Sequence[str]) -> None:
        self._storage, self._bucket, self._allow = storage, storage.bucket_name, tuple(allow)

    def check(self, prefix: str) -> Sequence[str]:
        problems = []
        if self._storage.querystring_auth:
            problems.append(_("Addresses of this storage are signed and end after a while; shops would lose them."))
        host = urlsplit(self._storage.endpoint_url or "").hostname or ""
        if host.endswith(PRIVATE_HOSTS) and not self._storage.custom_domain:
            problems.append(
                _("%(host)s gives pictures only to those with a key. Name the bucket's public domain.") % {"host": host}
            )
        if problems:
            return problems
        try:
            with s3_errors.sentences(self._bucket):
                listed = self._storage.client.list_objects_v2(Bucket=self._bucket, Prefix=prefix, MaxKeys=1)
            for one in listed.get("Contents", []):
                self._look(one["Key"], "HEAD", 0)
        except ChannelError as error:
            return [str(error)]
        return []

    def read(self, name: str, max_bytes: int) -> StoredObject | None:
        with s3_errors.sentences(self._bucket):
            try:
                answer = self._storage.client.get_object(Bucket=self._bucket, Key=name)
            except ClientError as error:
                if code_of(error) in MISSING:
                    return None
                raise
            with answer["Body"] as body:
                data = body.read(max_bytes + 1)
        text = unquote(answer["Metadata"].get("alt-text", ""))
        headers = ObjectHeaders(answer.get("ContentType", ""), answer.get("CacheControl", ""), text)
        return StoredObject(data, answer["ETag"], headers)

    def write(self, name: str, data: bytes, headers: ObjectHeaders, *, instead_of: str) -> bool:
        if not instead_of:
            return self._put(name, data, headers, {"IfNoneMatch": "*"})
        # Ceph up to 16 knows its own revisions only without the quotes that HTTP asks for.
        return self._put(name, data, headers, {"IfMatch": instead_of}) or (
            self._revision(name) == instead_of and self._put(name, data, headers, {"IfMatch": instead_of.strip('"')})
        )

    def delete(self, name: str) -> None:
        with s3_errors.sentences(self._bucket):
            self._storage.client.delete_object(Bucket=self._bucket, Key=name)

    def address(self, name: str) -> str:
        return str(self._storage.url(name))

    def read_as_anybody(self, name: str, max_bytes: int) -> bytes | None:
        return self._look(name, "GET", max_bytes)

    def _put(self, name: str, data: bytes, headers: ObjectHeaders, condition: Mapping[str, str]) -> bool:
        """False when the condition does not hold."""
        described = {"Metadata": {"alt-text": _metadata(headers.alt_text)}} if headers.alt_text else {}
        with s3_errors.sentences(self._bucket):
            try:
                self._storage.client.put_object(
                    Bucket=self._bucket,
                    Key=name,
                    Body=data,
                    ContentType=headers.content_type,
                    CacheControl=headers.cache_control,
                    **described,
                    **condition,
                )
            except ClientError as error:
                # An object that was to be replaced and is gone may be answered as missing.
                if code_of(error) in LOST_RACES | MISSING:
                    return False
                raise
        return True

    def _revision(self, name: str) -> str:
        """Empty when there is no such object."""
        with s3_errors.sentences(self._bucket):
            try:
                return str(self._storage.client.head_object(Bucket=self._bucket, Key=name)["ETag"])
            except ClientError as error:
                if code_of(error) in MISSING:
                    return ""
                raise

    def _look(self, name: str, method: str, max_bytes: int) -> bytes:
        address = self.address(name)
        host = urlsplit(address).hostname
        try:
            answer = Outbound(base_url=address, headers={}, allow=self._allow).call(
                method, "", timeout=LOOK, max_bytes=max_bytes
            )
        except Forbidden as error:
            raise Rejected(str(error)) from error
        except OutboundError as error:
            raise Unreachable(
                _("The public address on %(host)s does not answer: %(reason)s") % {"host": host, "reason": error}
            ) from error
        if answer.status != HTTPStatus.OK:
            raise Mismatch(
                _(
                    "Without a key %(host)s answers HTTP %(status)s for the picture. "
                    "Let everybody read the bucket, or put its public domain right."
                )
                % {"host": host, "status": answer.status}
            )
        if not answer.headers.get("Content-Type", "").startswith("image/"):
            raise Mismatch(_("Without a key %(host)s shows something else than the picture.") % {"host": host})
        return answer.body


def _metadata(text: str) -> str:
    """Metadata travels in a header, which takes ASCII only. A text that is too long loses its end."""
    while len(quoted := quote(text)) > MAX_ALT_TEXT:
        text = text[: len(text) * MAX_ALT_TEXT // len(quoted)]
    return quoted
