"""The S3 storage of django-storages with what a public bucket needs, at every S3-compatible store."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

from renders.channels.bucket.store import IMMUTABLE


class PublicS3Storage(S3Storage):  # type: ignore[misc]  # django-storages carries no types
    """Addresses without a signature, because a signed one ends; nothing is overwritten."""

    def __init__(self, **options: Any) -> None:
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": _addressing(options)},
            # R2, MinIO and others answer "Unauthorized" to the checksums that boto sends otherwise.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=10,
            read_timeout=60,
            retries={"mode": "standard", "total_max_attempts": 2},
        )
        public = {
            "file_overwrite": False,
            "querystring_auth": False,
            "object_parameters": {"CacheControl": IMMUTABLE},
            "client_config": config,
        }
        super().__init__(**{**public, **options})

    @cached_property
    def client(self) -> Any:
        """One for all threads, which may share it; the storage itself makes one for each, in a third of a second."""
        return self.connection.meta.client


def _addressing(options: Mapping[str, Any]) -> str:
    """Only Amazon has a host name for each bucket everywhere. "virtual" keeps the region in it, "auto" leaves it out,
    and then asking may lead to another host."""
    if options.get("endpoint_url"):
        return "path"
    return "virtual" if options.get("region_name") and "." not in options["bucket_name"] else "auto"
