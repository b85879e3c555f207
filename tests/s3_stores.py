"""One S3 store for all tests of a process, and a new private bucket for each test that wants one."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from config.private_bucket.variables import PrivateBucket
from tests.needs import RADOSGW, needs
from tests.ports import free_port

ROLES = {"default": "private", **{role: role for role in ("masters", "renditions", "artwork", "banners")}}


@pytest.fixture(scope="session")
def radosgw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    needs(RADOSGW)
    with import_module("tests.radosgw").running(tmp_path_factory.mktemp("radosgw")) as store:
        yield store


@dataclass
class PicturesInBucket:
    """The private pictures of a test lie in this bucket, until the test says otherwise."""

    store: Any  # the running radosgw
    name: str
    settings: Any
    copies: Path  # of this machine

    def use(self, *, endpoint: str = "", presign: bool = False) -> None:
        """From now on every private store lies there."""
        bucket = self.variables(endpoint=endpoint, presign=presign)
        stores = {name: bucket.storage(role, self.copies) for name, role in ROLES.items()}
        self.settings.STORAGES = {**self.settings.STORAGES, **stores}

    def lose_store(self) -> None:
        """The store cannot be reached from now on."""
        self.use(endpoint=f"http://127.0.0.1:{free_port()}")

    def variables(self, *, endpoint: str = "", presign: bool = False) -> PrivateBucket:
        return PrivateBucket(
            bucket=self.name,
            endpoint_url=endpoint or self.store.endpoint,
            access_key_id=SecretStr(self.store.access_key),
            secret_access_key=SecretStr(self.store.secret_key),
            presign=presign,
        )

    def list_keys(self) -> list[str]:
        listed = self.store.client().list_objects_v2(Bucket=self.name)
        return [one["Key"] for one in listed.get("Contents", [])]


@pytest.fixture
def private_bucket(radosgw: Any, settings: Any, tmp_path: Path) -> PicturesInBucket:
    name = f"private-{uuid.uuid4().hex[:12]}"
    radosgw.client().create_bucket(Bucket=name)
    bucket = PicturesInBucket(radosgw, name, settings, tmp_path / "machine")
    bucket.use()
    return bucket


def let_everybody_read(radosgw: Any, name: str) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    radosgw.client().put_bucket_policy(Bucket=name, Policy=policy)


def let_nobody_write(radosgw: Any, name: str) -> None:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{name}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    radosgw.client().put_bucket_policy(Bucket=name, Policy=policy)
