"""A new public bucket for each test."""

import uuid

import pytest

from renders.channels.bucket import Bucket
from tests.s3_stores import let_everybody_read


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
