"""`manage.py presets`: shipped image models and an account for each vendor."""

import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from pydantic import SecretStr

from catalog.models import ImageModel, Placement, PromptTemplate, ShotPack
from renders import composing
from renders.models import Account, Budget, Channel
from renders.providers.hiapi.variables import HiapiVariables
from renders.providers.pixelmuse.variables import PixelmuseVariables
from tests.factories import make_artwork, make_budget, make_channel, make_colorway
from tests.shipped import ROWS, STUDIO

pytestmark = pytest.mark.django_db


def presets():
    out = StringIO()
    call_command("presets", stdout=out)
    return out.getvalue()


def test_models_and_accounts_are_made_once_with_the_vendors_figures():
    presets()
    presets()
    caps = {account.provider: account.cap_in_flight for account in Account.objects.all()}
    assert {"hiapi": 8, "pixelmuse": 4, "imagepipeline": 2}.items() <= caps.items()
    assert Account.objects.get(provider="hiapi").requests_per_minute == 60
    assert ImageModel.objects.count() == len([STUDIO, *ROWS])


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


def rows():
    """Everything that presets make, with when it was changed by whom left out."""
    kinds = (ImageModel, Placement, PromptTemplate, ShotPack, Account, Budget, Channel)
    return {kind.__name__: list(kind.objects.order_by("pk").values()) for kind in kinds}


def test_running_it_twice_changes_nothing():
    presets()
    before = rows()
    presets()
    assert rows() == before


def test_what_admins_changed_or_made_stays():
    make_budget(name="Ours")
    make_channel(name="Our shop")
    presets()
    ShotPack.objects.filter(slug="four-shots").update(name="Ours", is_enabled=False)
    ShotPack.objects.get(slug="four-shots").lines.first().delete()
    Placement.objects.filter(slug="cover").update(name="Our cover")
    presets()
    assert Placement.objects.get(slug="cover").name == "Our cover"
    assert list(Budget.objects.values_list("name", flat=True)) == ["Ours"]
    assert list(Channel.objects.values_list("name", flat=True)) == ["Our shop"]
    pack = ShotPack.objects.get(slug="four-shots")
    assert (pack.name, pack.is_enabled, pack.lines.count()) == ("Ours", False, 3)


def test_without_the_demo_a_product_with_a_cutout_can_be_ordered_at_once(petra):
    presets()
    colorway = make_colorway()
    make_artwork(colorway.product)
    template = PromptTemplate.objects.get(slug="packshot")
    placement = Placement.objects.get(slug="pdp-main")
    plan = composing.plan(
        colorways=[colorway],
        placement=placement,
        version=template.current,
        image_model=composing.default_model_for(template.current, placement),
        count=8,
        kind="preview",
        by=petra,
    )
    assert not plan.problems
    assert composing.launch(plan, by=petra, token=uuid.uuid4()).renders.count() == 8


@pytest.mark.parametrize(
    ("slug", "aspect", "model"),
    [
        ("catalog-refresh", "1:1", "nano-banana-2"),
        ("campaign-banner", "21:9", "pixelmuse-imagen-3"),
        ("cover", "9:16", "nano-banana-pro"),
    ],
)
def test_the_guides_models_are_defaults_where_their_key_is_set(settings, slug, aspect, model):
    presets()
    placement = Placement.objects.get(slug=slug)
    version = placement.templates.first().current
    keyless = {"hiapi": HiapiVariables(api_key=SecretStr("")), "pixelmuse": PixelmuseVariables(api_key=SecretStr(""))}
    settings.PROVIDER_VARIABLES = {**settings.PROVIDER_VARIABLES, **keyless}
    assert (placement.aspect, composing.default_model_for(version, placement).provider) == (aspect, "lightbox")
    key = SecretStr("pm_test_0123456789abcdef0123456789abcdef")
    keys = {"hiapi": HiapiVariables(api_key=key), "pixelmuse": PixelmuseVariables(api_key=key)}
    settings.PROVIDER_VARIABLES = {**settings.PROVIDER_VARIABLES, **keys}
    assert composing.default_model_for(version, placement).slug == model
