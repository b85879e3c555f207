"""From a channel's settings and key to the place where its objects lie."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as site
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, storages
from django.utils.translation import gettext as _

from renders.channels.base import AccessRefused, Rejected
from renders.channels.bucket.folder import FolderStore
from renders.channels.bucket.store import ObjectStore
from renders.outbound import Forbidden, is_public
from renders.outbound.addresses import checked, pair

OF_ANOTHER_BUCKET = ("endpoint", "region", "custom_domain", "prefix")
BACKEND = "renders.channels.bucket.s3_storage.PublicS3Storage"
ADAPTER = "renders.channels.bucket.s3"
DEFAULT_PORTS = {"https": 443, "http": 80}


def store_of(settings: Mapping[str, str], key: str) -> ObjectStore:
    """The bucket that the settings name, else the public one of this Packshot. Raises `Rejected`."""
    if not settings.get("bucket"):
        if key or any(settings.get(name) for name in OF_ANOTHER_BUCKET):
            raise Rejected(
                _("The channel names no bucket. Write it into its settings, or take the others and the key away.")
            )
        return _public_store()
    access_key, _colon, secret_key = key.partition(":")
    if not (access_key and secret_key):
        raise AccessRefused(
            _("The channel has no key for the bucket. Its variable holds the id and the secret, with a colon between.")
        )
    endpoint, domain = settings.get("endpoint", "").rstrip("/"), _domain(settings.get("custom_domain", ""))
    if endpoint:
        _require_allowed(endpoint)
    return _s3(
        _storage(
            bucket=settings["bucket"],
            endpoint=endpoint,
            region=settings.get("region", ""),
            domain=domain,
            access_key=access_key,
            secret_key=secret_key,
        ),
        site.OUTBOUND_ALLOW,
    )


def _public_store() -> ObjectStore:
    try:
        storage: Any = storages["public"]
    except (ImportError, ImproperlyConfigured) as error:
        raise Rejected(_not_installed()) from error
    if isinstance(storage, FileSystemStorage):
        return FolderStore(storage)
    # Whoever starts Packshot named these hosts, so they may be private.
    own = [place_of(url) for url in (storage.endpoint_url, storage.url("picture")) if url]
    return _s3(storage, [*site.OUTBOUND_ALLOW, *own])


@lru_cache(32)
def _storage(*, bucket: str, endpoint: str, region: str, domain: str, access_key: str, secret_key: str) -> Any:
    """One a bucket and process: a connection takes a tenth of a second to make."""
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint or None,
        # Stores other than Amazon's take any region, and boto needs one.
        "region_name": region or ("auto" if endpoint else None),
        "custom_domain": domain or None,
        "access_key": access_key,
        "secret_key": secret_key,
        "security_token": None,
        "session_profile": None,
    }
    try:
        storage: Any = storages.create_storage({"BACKEND": BACKEND, "OPTIONS": options})
    except (ImportError, ImproperlyConfigured) as error:
        raise Rejected(_not_installed()) from error
    storage.client.meta.events.register("before-send.s3", _require_public)
    return storage


def _s3(storage: Any, allow: list[str]) -> ObjectStore:
    try:
        adapter = import_module(ADAPTER)
    except ImportError as error:
        raise Rejected(_not_installed()) from error
    store: ObjectStore = adapter.S3Store(storage, allow=allow)
    return store


def _require_allowed(endpoint: str) -> None:
    """Admins may name any public store; who starts Packshot says which private ones."""
    try:
        checked(endpoint, site.OUTBOUND_ALLOW)
    except Forbidden as error:
        raise Rejected(str(error)) from error


def _require_public(request: Any, **_event: Any) -> None:
    """Public names and redirects may lead to private addresses. Raises `Forbidden`, and boto sends nothing then."""
    parts = urlsplit(request.url)
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 443)
    if pair(host, port) in site.OUTBOUND_ALLOW:
        return
    with suppress(socket.gaierror):  # boto says so itself
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if not all(is_public(str(info[4][0])) for info in found):
            raise Forbidden(_("%(host)s is not at a public address.") % {"host": host})


def _domain(text: str) -> str:
    return text.removeprefix("https://").strip("/")


def place_of(url: str) -> str:
    parts = urlsplit(url)
    return pair(parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 443))


def _not_installed() -> str:
    return _("The part of Packshot that speaks to S3 is not installed: add the extra s3. Nothing was published.")
