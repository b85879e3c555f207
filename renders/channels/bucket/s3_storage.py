"""The S3 storage of django-storages with what a public bucket needs, at every S3-compatible store."""

from functools import cached_property
from typing import Any

from storages.backends.s3 import S3Storage

from catalog.pictures.storing.s3 import client_config
from renders.channels.bucket.store import IMMUTABLE


class PublicS3Storage(S3Storage):  # type: ignore[misc]  # django-storages carries no types
    """Addresses without a signature, because a signed one ends; nothing is overwritten."""

    def __init__(self, **options: Any) -> None:
        endpoint, region = options.get("endpoint_url") or "", options.get("region_name") or ""
        public = {
            "file_overwrite": False,
            "querystring_auth": False,
            "object_parameters": {"CacheControl": IMMUTABLE},
            "client_config": client_config(options["bucket_name"], endpoint, region),
        }
        super().__init__(**{**public, **options})

    @cached_property
    def client(self) -> Any:
        """One for all threads, which may share it; the storage itself makes one for each, in a third of a second."""
        return self.connection.meta.client
