"""The files of an installation: below its folder, or in buckets."""

from pathlib import Path
from typing import Any

from config.private_bucket.variables import PrivateBucket
from config.variables import Environment

PUBLIC_URL = "pictures/"


def storages(environment: Environment, private: PrivateBucket, data_dir: Path) -> dict[str, dict[str, Any]]:
    """One storage a role: masters and renditions are private, `public` is the bucket that anyone may read."""

    def private_files(role: str) -> dict[str, Any]:
        return private.storage(role, data_dir) if private.is_on else local_files(data_dir / role)

    return {
        "default": private_files("private"),
        "masters": private_files("masters"),
        "renditions": private_files("renditions"),
        "artwork": private_files("artwork"),
        "banners": private_files("banners"),
        "public": public_bucket(environment, data_dir),
        "staticfiles": {"BACKEND": "config.static_files.HashedStaticFiles"},
    }


def local_files(location: Path) -> dict[str, Any]:
    """Files below `location`, readable by this account only, never overwritten."""
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": location, "file_permissions_mode": 0o600, "base_url": None},
    }


def public_bucket(environment: Environment, data_dir: Path) -> dict[str, Any]:
    """Where approved pictures are published: an S3 bucket when one is named, else a local folder."""
    if not environment.s3_bucket:
        options = {"location": data_dir / "public", "base_url": f"/{PUBLIC_URL}"}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    return {
        "BACKEND": "renders.channels.bucket.s3_storage.PublicS3Storage",
        "OPTIONS": {
            "bucket_name": environment.s3_bucket,
            "endpoint_url": environment.s3_endpoint_url or None,
            "region_name": environment.s3_region or None,
            "custom_domain": environment.s3_custom_domain or None,
            **keys_of_store(environment),
        },
    }


def keys_of_store(environment: Environment) -> dict[str, str]:
    """The key of the bucket, where variables or files give it; else the machine's own is used."""
    key, secret = (one.get_secret_value() for one in (environment.aws_access_key_id, environment.aws_secret_access_key))
    return {"access_key": key, "secret_key": secret} if key and secret else {}
