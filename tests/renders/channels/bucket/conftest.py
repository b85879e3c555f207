"""One S3 store for all tests of a process, and a new bucket for each test."""

import json
import uuid
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from renders.channels.bucket import Bucket
from tests.needs import RADOSGW, needs


@pytest.fixture(scope="session")
def radosgw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    needs(RADOSGW)
    with import_module("tests.radosgw").running(tmp_path_factory.mktemp("radosgw")) as store:
        yield store


@pytest.fixture
def name(radosgw, settings):
    """A bucket that exists, and that everybody may read."""
    settings.OUTBOUND_ALLOW = [radosgw.host]
    name = f"pictures-{uuid.uuid4().hex[:12]}"
    radosgw.client().create_bucket(Bucket=name)
    let_everybody_read(radosgw, name)
    return name


@pytest.fixture
def bucket(radosgw, name):
    return on(radosgw, name)


def on(radosgw, name, *, key="", **settings):
    """The channel's adapter for a bucket of this store."""
    return Bucket({"bucket": name, "endpoint": radosgw.endpoint, **settings}, key or radosgw.key)


def let_everybody_read(radosgw, name):
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    radosgw.client().put_bucket_policy(Bucket=name, Policy=policy)
