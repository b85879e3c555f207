"""What settings become for each way of installing Packshot: databases, stores and channels."""

import os
import stat

import pytest
from pydantic import SecretStr

from config.private_bucket.variables import PrivateBucket
from config.private_files import private_file, private_folder
from config.settings import channel_variables
from config.storage.database import database
from config.storage.files import storages
from config.variables import Environment


def mode(path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_without_an_address_the_database_is_a_file_in_the_data_folder(tmp_path):
    parsed = database("", tmp_path)
    assert (parsed["ENGINE"], parsed["NAME"]) == (
        "django.db.backends.sqlite3",
        str(tmp_path / "packshot.sqlite3"),
    )
    assert mode(tmp_path / "packshot.sqlite3") == "0o600"
    assert (parsed["CONN_MAX_AGE"], parsed["OPTIONS"]["transaction_mode"]) == (None, "IMMEDIATE")
    assert "synchronous=FULL" in parsed["OPTIONS"]["init_command"]


def test_a_database_in_memory_makes_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    database("sqlite://:memory:", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_connection_to_postgres_lasts_a_minute_and_is_checked(tmp_path):
    parsed = database("postgresql://packshot@db:5433/shop", tmp_path)
    assert (parsed["ENGINE"], parsed["HOST"], parsed["PORT"]) == ("django.db.backends.postgresql", "db", 5433)
    assert (parsed["CONN_MAX_AGE"], parsed["CONN_HEALTH_CHECKS"]) == (60, True)
    limits = "-c join_collapse_limit=6 -c idle_in_transaction_session_timeout=60s"
    assert parsed["OPTIONS"]["options"] == limits
    assert list(tmp_path.iterdir()) == []


def test_options_in_the_address_of_postgres_win(tmp_path):
    parsed = database("postgresql://db/shop?options=-c%20work_mem%3D8MB", tmp_path)
    assert parsed["OPTIONS"]["options"] == "-c work_mem=8MB"


def test_masters_renditions_and_artwork_are_private_and_only_published_pictures_have_an_address(tmp_path):
    stores = storages(Environment(s3_bucket=""), PrivateBucket(), tmp_path)
    for name in ("masters", "renditions", "artwork"):
        options = stores[name]["OPTIONS"]
        assert (options["location"], options["file_permissions_mode"], options["base_url"]) == (
            tmp_path / name,
            0o600,
            None,
        )
    assert stores["public"]["OPTIONS"] == {"location": tmp_path / "public", "base_url": "/pictures/"}


def test_a_bucket_that_is_named_is_where_pictures_are_published(tmp_path):
    named = Environment(s3_bucket="shop", s3_endpoint_url="https://s3.example", s3_custom_domain="")
    public = storages(named, PrivateBucket(), tmp_path)["public"]
    assert public["BACKEND"] == "renders.channels.bucket.s3_storage.PublicS3Storage"
    assert public["OPTIONS"]["bucket_name"] == "shop"
    assert (public["OPTIONS"]["endpoint_url"], public["OPTIONS"]["custom_domain"]) == ("https://s3.example", None)


def test_only_variables_of_channels_reach_channels():
    sent = {
        "CHANNEL_SHOP_KEY": "a",
        "shopify_token": "b",
        "WOOCOMMERCE_KEY": "c",
        "HIAPI_API_KEY": "d",
        "MY_CHANNEL_": "e",
    }
    assert channel_variables(sent) == {
        "CHANNEL_SHOP_KEY": SecretStr("a"),
        "SHOPIFY_TOKEN": SecretStr("b"),
        "WOOCOMMERCE_KEY": SecretStr("c"),
    }


@pytest.mark.parametrize(
    ("before", "after"), [(0o755, "0o700"), (0o700, "0o700"), (0o500, "0o500"), (0o1777, "0o1777")]
)
def test_a_folder_is_closed_to_others_unless_it_belongs_to_everybody(before, after, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(before)
    private_folder(folder)
    assert mode(folder) == after


def test_a_folder_that_is_absent_is_made_with_those_above_it(tmp_path):
    private_folder(tmp_path / "a" / "b")
    assert mode(tmp_path / "a" / "b") == "0o700"


def test_a_database_file_and_those_beside_it_are_closed_to_others(tmp_path):
    files = [tmp_path / f"rows.sqlite3{ending}" for ending in ("", "-wal", "-shm")]
    for path in files:
        path.touch()
        path.chmod(0o644)
    private_file(files[0])
    assert {mode(path) for path in files} == {"0o600"}
    assert files[0].stat().st_uid == os.geteuid()


def test_a_file_that_cannot_be_made_is_left_to_whoever_opens_it(tmp_path):
    private_file(tmp_path / "nowhere" / "rows.sqlite3")
    assert list(tmp_path.iterdir()) == []
