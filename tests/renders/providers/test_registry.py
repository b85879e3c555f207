"""What a provider declares about itself, and who reads it."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from pydantic import SecretStr

from catalog.models import ImageModel
from config.variables import NO_SECRET, Variables
from renders import providers
from renders.models import Account
from renders.providers import AccountPreset, Registration
from renders.providers.checks import check_providers
from renders.providers.hiapi.registration import REGISTRATION as HIAPI
from renders.providers.hiapi.variables import HiapiVariables

ROOT = Path(__file__).parents[3]
QUOTED = re.compile(r"""["']\w+["']""")


class NobodyVariables(Variables):
    nobody_api_key: SecretStr = NO_SECRET


def registration(**changes):
    return Registration(
        **{"name": "nobody", "adapter": "nobody.make", "account": AccountPreset(cap_in_flight=2), **changes}
    )


def error_ids(monkeypatch, **changes):
    monkeypatch.setitem(providers.REGISTRY, "nobody", registration(**changes))
    return [error.id for error in check_providers()]


def test_the_shipped_providers_are_declared_completely():
    assert check_providers() == []


def test_a_provider_that_is_neither_local_nor_names_a_key_fails_the_system_check(monkeypatch):
    assert error_ids(monkeypatch) == ["providers.E001"]


def test_a_local_provider_needs_no_key(monkeypatch):
    assert error_ids(monkeypatch, is_local=True) == []


def test_a_key_that_is_no_declared_variable_fails_the_system_check(monkeypatch):
    assert error_ids(monkeypatch, key_variables=("NOBODY_API_KEY",)) == ["providers.E002"]


def test_a_vendor_that_declares_its_key_passes_the_system_check(monkeypatch):
    assert error_ids(monkeypatch, key_variables=("NOBODY_API_KEY",), variables=NobodyVariables) == []


@pytest.mark.parametrize(("key", "missing"), [("", ["NOBODY_API_KEY"]), ("  ", ["NOBODY_API_KEY"]), ("k", [])])
def test_a_key_without_a_value_is_missing(key, missing):
    nobody = registration(key_variables=("NOBODY_API_KEY",), variables=NobodyVariables)
    assert nobody.missing_keys(NobodyVariables(nobody_api_key=SecretStr(key))) == missing


def test_the_studio_and_what_finishes_pictures_work_on_this_machine():
    assert providers.local_providers() == ["lightbox", "finishing"]


@pytest.mark.parametrize("name", providers.FOLDERS)
def test_every_folder_is_registered_under_its_name_and_makes_its_adapter_once(name, monkeypatch):
    monkeypatch.setattr(providers, "ADAPTERS", {})
    assert providers.REGISTRY[name].name == name
    assert providers.named(name) is providers.named(name)


@pytest.mark.parametrize("name", providers.FOLDERS)
def test_only_its_folder_and_the_list_of_folders_name_a_provider(name):
    package = Path(providers.__file__).parent
    files = [path for folder in ("config", "catalog", "renders", "templates") for path in (ROOT / folder).rglob("*.*")]
    naming = {
        path.relative_to(ROOT)
        for path in files
        if path.suffix in {".py", ".html"} and not path.is_relative_to(package / name)
        if {f'"{name}"', f"'{name}'"} & set(QUOTED.findall(path.read_text()))
    }
    assert naming == {(package / "__init__.py").relative_to(ROOT)}


def test_a_provider_that_is_not_registered_is_an_error():
    with pytest.raises(KeyError):
        providers.named("nobody")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row",
    [
        ImageModel(provider="nobody", slug="draws", name="Draws", endpoint="draws"),
        Account(provider="nobody", name="main"),
    ],
    ids=["image model", "account"],
)
def test_a_row_of_an_unknown_provider_is_refused_with_a_sentence(row):
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert refusal.value.message_dict["provider"] == ["Packshot does not speak to nobody."]


def test_rows_choose_among_the_registered_providers():
    names = {*providers.REGISTRY}
    for model in (ImageModel, Account):
        assert {value for value, _ in model._meta.get_field("provider").flatchoices} == names


@pytest.mark.parametrize(
    ("key", "doubts"),
    [
        ("", ["HIAPI_API_KEY is not set."]),
        ("key", ["The key in HIAPI_API_KEY does not begin with sk- or hi-sk-: it may be cut off, or another's."]),
        ("sk-1", []),
        ("hi-sk-1", []),
    ],
)
def test_a_key_that_looks_wrong_is_doubted(key, doubts):
    assert HIAPI.doubts_about_key(HiapiVariables(api_key=SecretStr(key))) == doubts
