"""`manage.py presets`: shipped image models and an account for each vendor."""

from io import StringIO

import pytest
from django.core.management import call_command
from pydantic import SecretStr

from catalog.models import ImageModel
from renders.models import Account
from renders.providers.hiapi.variables import HiapiVariables
from renders.providers.pixelmuse.variables import PixelmuseVariables

pytestmark = pytest.mark.django_db


def presets():
    out = StringIO()
    call_command("presets", stdout=out)
    return out.getvalue()


def test_models_and_accounts_are_made_once_with_the_vendors_figures():
    presets()
    presets()
    caps = {account.provider: account.cap_in_flight for account in Account.objects.all()}
    assert caps == {"hiapi": 8, "pixelmuse": 4, "imagepipeline": 2}
    assert Account.objects.get(provider="hiapi").requests_per_minute == 60
    assert ImageModel.objects.count() == 16


def test_an_account_that_admins_named_otherwise_stays_the_only_one():
    Account.objects.create(provider="hiapi", name="team key", cap_in_flight=20)
    presets()
    assert Account.objects.get(provider="hiapi").cap_in_flight == 20


def test_a_vendor_without_its_key_is_named_with_the_variable_that_is_missing(settings):
    settings.PROVIDER_VARIABLES = {
        **settings.PROVIDER_VARIABLES,
        "hiapi": HiapiVariables(api_key=SecretStr("sk-1")),
        "pixelmuse": PixelmuseVariables(api_key=SecretStr("")),
    }
    output = presets()
    assert "hiapi          has its key" in output
    assert "waits for PIXELMUSE_API_KEY" in output
    assert "sk-1" not in output
