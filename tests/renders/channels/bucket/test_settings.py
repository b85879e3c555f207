"""Which bucket a channel means, and how its store is spoken to."""

import sys

import pytest
from pydantic import SecretStr

from renders import channels
from renders.channels.base import AccessRefused, Rejected
from renders.channels.bucket import Bucket
from renders.channels.bucket.connection import store_of
from renders.channels.bucket.folder import FolderStore
from tests.needs import BOTO, needs
from tests.renders.channels.bucket.deliveries import MUG

KEY = "ID:secret/with:colon"
R2 = {"bucket": "shop", "endpoint": "https://account.r2.cloudflarestorage.com"}


@pytest.fixture
def boto():
    needs(BOTO)


def storage_of(**settings):
    return store_of(settings, KEY)._storage


def test_without_settings_the_channel_means_the_public_storage():
    assert isinstance(store_of({}, ""), FolderStore)


@pytest.mark.parametrize("name", ["endpoint", "region", "custom_domain", "prefix"])
def test_a_channel_that_names_all_but_the_bucket_is_refused(name):
    with pytest.raises(Rejected, match="names no bucket"):
        Bucket({name: "north"}, "")


def test_a_key_without_a_bucket_is_refused():
    with pytest.raises(Rejected, match="names no bucket"):
        Bucket({}, KEY)


@pytest.mark.parametrize("key", ["", "ID", "ID:", ":secret"])
def test_a_bucket_without_a_whole_key_is_refused(key):
    with pytest.raises(AccessRefused, match="with a colon between"):
        Bucket({"bucket": "shop"}, key)


@pytest.mark.parametrize("endpoint", ["http://store.example", "https://store.example:9000", "ftp://store.example", "x"])
def test_an_endpoint_that_nobody_allowed_is_refused(endpoint):
    with pytest.raises(Rejected, match="https"):
        Bucket({"bucket": "shop", "endpoint": endpoint}, KEY)


def test_a_name_that_leads_to_a_private_address_is_not_asked(boto):
    with pytest.raises(Rejected, match="not at a public address"):
        Bucket({"bucket": "shop", "endpoint": "https://localhost"}, KEY).read(MUG)


@pytest.mark.parametrize("prefix", ["../masters", "a/../b", "a//b", "a b", ".hidden", "a?b"])
def test_a_prefix_is_made_of_plain_folders(prefix, boto):
    with pytest.raises(Rejected, match="prefix"):
        Bucket({**R2, "prefix": prefix}, KEY)


def test_stores_other_than_amazons_are_spoken_to_by_path_without_checksums_they_do_not_know(boto):
    config = storage_of(**R2).client.meta.config
    assert (config.region_name, config.s3["addressing_style"], config.signature_version) == ("auto", "path", "s3v4")
    assert (config.request_checksum_calculation, config.response_checksum_validation) == (
        "when_required",
        "when_required",
    )


def test_each_channel_has_the_key_and_the_region_that_it_names(boto):
    storage = storage_of(**R2, region="weur")
    assert (storage.access_key, storage.secret_key, storage.region_name) == ("ID", "secret/with:colon", "weur")


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({"bucket": "shop", "region": "eu-central-1"}, "https://shop.s3.eu-central-1.amazonaws.com/a.webp"),
        ({**R2, "custom_domain": "cdn.example"}, "https://cdn.example/a.webp"),
        ({**R2, "custom_domain": "https://cdn.example/public/shop/"}, "https://cdn.example/public/shop/a.webp"),
    ],
)
def test_addresses_are_public_and_without_a_signature(settings, address, boto):
    assert store_of(settings, KEY).address("a.webp") == address


@pytest.mark.parametrize("endpoint", [R2["endpoint"], "https://project.supabase.co/storage/v1/s3"])
def test_a_store_whose_own_addresses_nobody_reads_needs_a_domain(endpoint, boto):
    assert "public domain" in Bucket({"bucket": "shop", "endpoint": endpoint}, KEY).check()[0]


def test_without_the_extra_the_channel_says_what_is_missing(boto, monkeypatch):
    monkeypatch.setitem(sys.modules, "renders.channels.bucket.s3", None)
    with pytest.raises(Rejected, match="extra s3"):
        Bucket(R2, KEY)


def test_bucket_and_key_come_from_the_row_and_its_variable(boto, settings):
    settings.CHANNEL_VARIABLES = {"CHANNEL_NORTH_KEY": SecretStr(KEY)}
    assert channels.connect("bucket", code="north", settings=R2)
    with pytest.raises(AccessRefused):
        channels.connect("bucket", code="south", settings=R2)
