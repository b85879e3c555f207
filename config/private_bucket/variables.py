"""What the environment says about the private bucket. Free of Django, because the settings are made from it."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from config.variables import NO_SECRET, Variables

# How long an address opens a picture that a page sends a browser to.
PRESIGNED_SECONDS = 300
# What a page shows of pictures. Masters never leave Packshot, under no address.
SHOWN = "renditions"


class PrivateBucket(Variables):
    """Store and key are those of the public bucket where none of its own are named."""

    model_config = SettingsConfigDict(env_prefix="PRIVATE_S3_")

    bucket: str = ""
    endpoint_url: str = ""
    region: str = ""
    access_key_id: SecretStr = NO_SECRET
    secret_access_key: SecretStr = NO_SECRET
    # Whether browsers fetch pictures at the store itself, under addresses that end.
    presign: bool = False

    @property
    def is_on(self) -> bool:
        return bool(self.bucket)

    def beside(self, *, endpoint_url: str, region: str, key: dict[str, str]) -> "PrivateBucket":
        """With what the public bucket has, where this one names neither endpoint nor region, or no key."""
        place = {} if self.endpoint_url or self.region else {"endpoint_url": endpoint_url, "region": region}
        has_key = self.access_key_id.get_secret_value() or self.secret_access_key.get_secret_value()
        of_public = {"access_key_id": key.get("access_key", ""), "secret_access_key": key.get("secret_key", "")}
        secrets = {} if has_key else {name: SecretStr(value) for name, value in of_public.items()}
        return self.model_copy(update=place | secrets)

    def faults(self, *, public_bucket: str, public_endpoint: str) -> list[str]:
        """What is wrong, a sentence each; of one that knows already what it has from the public bucket."""
        if not self.is_on:
            named = {"PRIVATE_S3_ENDPOINT_URL": self.endpoint_url, "PRIVATE_S3_PRESIGN": self.presign}
            return [f"{name}: there is no PRIVATE_S3_BUCKET that it could be about." for name in named if named[name]]
        found = []
        if not find_spec("botocore"):
            found.append("PRIVATE_S3_BUCKET: the extra s3 is not installed. Run `uv sync --extra s3`.")
        if self.endpoint_url and not is_web_address(self.endpoint_url):
            found.append("PRIVATE_S3_ENDPOINT_URL, S3_ENDPOINT_URL: write an address such as https://store.example.")
        if (self.bucket, self.endpoint_url) == (public_bucket, public_endpoint):
            found.append("PRIVATE_S3_BUCKET: it is S3_BUCKET, which everybody may read. Name another bucket.")
        if bool(self.access_key_id.get_secret_value()) != bool(self.secret_access_key.get_secret_value()):
            found.append("PRIVATE_S3_ACCESS_KEY_ID, PRIVATE_S3_SECRET_ACCESS_KEY: only one of them is set.")
        if self.presign and not (self.endpoint_url or self.region):
            found.append("PRIVATE_S3_PRESIGN: name PRIVATE_S3_REGION, which is part of the address at Amazon.")
        return found

    def storage(self, role: str, data_dir: Path) -> dict[str, Any]:
        """One entry of `STORAGES`: its objects lie in a folder of the bucket that is called as its role."""
        return {
            "BACKEND": "catalog.pictures.storing.bucket.BucketStorage",
            "OPTIONS": {
                "folder": role,
                "copies": data_dir / "copies" / role,
                "spool": data_dir / "spool" / role,
                "presigned_seconds": PRESIGNED_SECONDS if self.presign and role == SHOWN else 0,
                "bucket": self.bucket,
                "endpoint": self.endpoint_url,
                "region": self.region,
                "access_key": self.access_key_id.get_secret_value(),
                "secret_key": self.secret_access_key.get_secret_value(),
            },
        }

    @property
    def picture_origins(self) -> list[str]:
        """Where browsers fetch pictures besides here, as a content security policy names it."""
        if not (self.is_on and self.presign):
            return []
        if self.endpoint_url:
            parts = urlsplit(self.endpoint_url)
            return [f"{parts.scheme}://{parts.netloc}"]
        host = f"s3.{self.region}.amazonaws.com"
        return [f"https://{host}" if "." in self.bucket else f"https://{self.bucket}.{host}"]


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
