"""A secret may stand in a file; one that stands in two places, or in none that can be read, is refused by name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.secrecy.secret_files import BadSecretFile, value_of, with_files
from config.settings import channel_variables, read_variables
from config.variables import Environment
from renders.providers import REGISTRY


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "key"
    path.write_text("a-secret-of-somebody\n")
    return str(path)


@pytest.mark.parametrize("name", ["HIAPI_API_KEY", "HIAPI_TOKEN", "hiapi_api_key"])
def test_a_key_is_read_from_its_file_by_each_of_its_names(name, key_file):
    found = REGISTRY["hiapi"].variables.values_in_files({f"{name}_FILE": key_file})
    assert found == {"api_key": "a-secret-of-somebody"}


def test_what_holds_a_password_can_stand_in_a_file():
    secret = set(Environment.secret_names())
    expected = {
        "database_url",
        "queue_url",
        "secret_key",
        "metrics_token",
        "sentry_dsn",
        "aws_access_key_id",
        "aws_secret_access_key",
    }
    assert secret == expected


def test_a_group_of_settings_is_read_from_files(monkeypatch, key_file):
    monkeypatch.setenv("METRICS_TOKEN_FILE", key_file)
    assert read_variables(Environment).metrics_token.get_secret_value() == "a-secret-of-somebody"


@pytest.mark.parametrize("other", ["HIAPI_API_KEY", "HIAPI_TOKEN"])
def test_a_secret_given_both_ways_is_refused(other, key_file):
    variables = {other: "one", "HIAPI_API_KEY_FILE": key_file}
    with pytest.raises(BadSecretFile, match=f"{other} and HIAPI_API_KEY_FILE are set"):
        REGISTRY["hiapi"].variables.values_in_files(variables)


def test_a_start_with_a_file_that_is_missing_says_which(monkeypatch, tmp_path):
    monkeypatch.setenv("METRICS_TOKEN_FILE", str(tmp_path / "gone"))
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN_FILE: .*gone cannot be read: No such file"):
        read_variables(Environment)


@pytest.mark.parametrize("data", [b"", b" \n", b"\xff\xfe", b"x" * 70_000], ids=["empty", "blank", "bytes", "long"])
def test_a_file_without_a_secret_is_refused_and_never_shown(data, tmp_path):
    path = tmp_path / "key"
    path.write_bytes(data)
    with pytest.raises(BadSecretFile, match="METRICS_TOKEN_FILE") as refused:
        value_of({"METRICS_TOKEN_FILE": str(path)}, ["METRICS_TOKEN"])
    assert "xxx" not in str(refused.value)


def test_variables_of_channels_can_stand_in_files(key_file):
    read = channel_variables({"CHANNEL_NORTH_KEY_FILE": key_file, "SHOPIFY_SHOP_URL": "north"})
    assert {name: one.get_secret_value() for name, one in read.items()} == {
        "CHANNEL_NORTH_KEY": "a-secret-of-somebody",
        "SHOPIFY_SHOP_URL": "north",
    }


def test_an_empty_file_variable_is_as_if_it_were_not_there(key_file):
    assert with_files({"CHANNEL_NORTH_KEY_FILE": "", "CHANNEL_NORTH_KEY": "x"}) == {"CHANNEL_NORTH_KEY": "x"}
