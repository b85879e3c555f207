"""From a channel's row to an adapter: kinds, settings and keys of several shops."""

import pytest
from django.db import DatabaseError, transaction
from pydantic import SecretStr

from config.settings import channel_variables
from renders import channels
from renders.finishing import FileRules
from renders.forms.channels import ChannelForm
from renders.guards import EXPECTED
from renders.models import Channel
from tests.factories import make_channel


class Shop:
    """An adapter that only remembers what it was made from."""

    setting_names = ("url", "shop")
    key_names = ("access_token",)
    secret_names = ("maker_password",)

    def __init__(self, settings, key):
        self.settings, self.key = settings, key

    @staticmethod
    def file_limits(settings):
        return channels.FileLimits(("jpeg", "webp", "png"), max_bytes=20_000_000, long_edge=4472)


@pytest.fixture(autouse=True)
def shopify(monkeypatch):
    monkeypatch.setitem(channels.REGISTRY, "shopify", Shop)


@pytest.fixture
def variables(settings):
    """Sets what the environment says of channels."""

    def say(**values):
        settings.CHANNEL_VARIABLES = {name: SecretStr(value) for name, value in values.items()}

    say()
    return say


def connect(code="shopify", key_name="", **settings):
    return channels.connect("shopify", code=code, settings=settings, key_name=key_name)


def test_settings_come_from_the_row(variables):
    assert connect(shop="north").settings == {"shop": "north"}


def test_a_variable_of_the_channels_code_wins_over_the_row(variables):
    variables(CHANNEL_NORTH_EU_SHOP="north")
    assert connect("north-eu", shop="south").settings == {"shop": "north"}


def test_two_shops_have_two_keys(variables):
    variables(CHANNEL_NORTH_KEY="n", CHANNEL_SOUTH_KEY="s")
    assert (connect("north").key, connect("south").key) == ("n", "s")


def test_the_first_shop_may_use_the_variables_of_its_kind(variables):
    variables(SHOPIFY_KEY="first", SHOPIFY_URL="https://first.example")
    assert (connect().key, connect().settings) == ("first", {"url": "https://first.example"})


def test_the_first_shop_may_use_a_variable_that_bears_the_makers_name(variables):
    variables(MAKER_PASSWORD="secret")
    assert connect().settings == {"maker_password": "secret"}
    assert connect("south").settings == {}


def test_a_secret_beside_the_key_is_never_read_from_the_row(variables):
    variables(CHANNEL_SOUTH_MAKER_PASSWORD="secret")
    assert connect("south", shop="s", maker_password="typed").settings == {"shop": "s", "maker_password": "secret"}
    assert connect("north", maker_password="typed").settings == {}


def test_another_shop_never_falls_back_to_the_first(variables):
    variables(SHOPIFY_KEY="first", SHOPIFY_URL="https://first.example")
    assert (connect("south").key, connect("south").settings) == ("", {})


def test_a_row_may_name_the_variable_of_its_key(variables):
    variables(SHOPIFY_ACCESS_TOKEN="token", SHOPIFY_KEY="key")
    assert connect(key_name="SHOPIFY_ACCESS_TOKEN").key == "token"


def test_the_key_may_have_the_name_that_its_kind_gives_it(variables):
    variables(SHOPIFY_ACCESS_TOKEN="first", CHANNEL_NORTH_ACCESS_TOKEN="north")
    assert [connect().key, connect("north").key, connect("south").key] == ["first", "north", ""]


def test_no_other_secret_can_be_named_as_a_key():
    read = channel_variables(
        {"SECRET_KEY": "s", "HIAPI_API_KEY": "h", "channel_north_key": "n", "WOOCOMMERCE_KEY": "w"}
    )
    assert sorted(read) == ["CHANNEL_NORTH_KEY", "WOOCOMMERCE_KEY"]


def test_keys_are_not_printed(variables):
    assert "n-secret" not in repr(channel_variables({"CHANNEL_NORTH_KEY": "n-secret"}))


def test_an_unknown_kind_is_refused_with_what_to_do():
    with pytest.raises(channels.UnknownKind, match="An admin can choose another kind"):
        channels.connect("fax", code="fax", settings={})


def form(**changes):
    return ChannelForm({"name": "North", "slug": "north", "kind": "shopify", "settings": "{}", **changes})


@pytest.mark.django_db
def test_the_admin_offers_exactly_the_registered_kinds():
    assert [kind for kind, _ in form().fields["kind"].choices] == list(channels.REGISTRY)
    assert "kind" in form(kind="fax").errors


@pytest.mark.django_db
@pytest.mark.parametrize("value", ['{"long_edge": {"a": 1}}', '{"long_edge": 1600}', '{"format": ["webp"]}', "[1]"])
def test_a_setting_that_is_no_text_is_refused_in_a_sentence(value):
    sentences = form(settings=value).errors["settings"]
    assert 'Settings are names and texts, for example {"shop": "north"}.' in sentences


@pytest.mark.django_db
def test_the_admin_takes_the_settings_of_the_kind_only():
    assert not form(settings='{"shop": "north"}').errors
    assert form(settings='{"colour": "red"}').errors["settings"] == [
        "This kind does not take: colour. It takes: format, max_kilobytes, long_edge, url, shop."
    ]


@pytest.mark.django_db
def test_every_kind_takes_what_its_files_are_to_be():
    files = '{"format": "jpeg", "max_kilobytes": "500", "long_edge": "1600"}'
    assert not form(kind="bucket", settings=files).errors


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ('{"format": "gif"}', "“gif” is no format of files. The setting format is one of webp, jpeg, png, avif."),
        ('{"max_kilobytes": "a few"}', "The setting max_kilobytes is a whole number up to 100000, not “a few”."),
        ('{"long_edge": "0"}', "The setting long_edge is a whole number up to 100000, not “0”."),
        ('{"long_edge": "²"}', "The setting long_edge is a whole number up to 100000, not “²”."),
    ],
)
def test_the_admin_says_what_is_wrong_with_a_setting_of_files(settings, sentence):
    assert form(kind="bucket", settings=settings).errors["settings"] == [sentence]


def test_the_environment_says_before_the_row_what_files_are_to_be(variables):
    variables(CHANNEL_NORTH_FORMAT="avif", CHANNEL_NORTH_MAX_KILOBYTES="80")
    rules = channels.files_of("bucket", code="north", settings={"format": "jpeg", "long_edge": "900"}, default="webp")
    assert rules == FileRules("avif", max_bytes=80_000, long_edge=900)


@pytest.mark.parametrize(
    ("row", "default", "rules"),
    [
        ({}, "avif", FileRules("jpeg", 20_000_000, 4472)),
        ({}, "webp", FileRules("webp", 20_000_000, 4472)),
        ({"long_edge": "900", "max_kilobytes": "100"}, "webp", FileRules("webp", 100_000, 900)),
        ({"long_edge": "9000"}, "webp", FileRules("webp", 20_000_000, 4472)),
    ],
)
def test_a_kind_limits_what_files_its_channels_get(variables, row, default, rules):
    assert channels.files_of("shopify", code="north", settings=row, default=default) == rules


@pytest.mark.django_db
def test_the_admin_refuses_a_format_that_the_kind_does_not_take():
    assert form(settings='{"format": "avif"}').errors["settings"] == [
        "This kind of channel takes no “avif”. The setting format is one of jpeg, webp, png."
    ]


def test_the_adapter_gets_its_own_settings_only(variables):
    assert connect("north", format="jpeg", shop="north").settings == {"shop": "north"}


@pytest.mark.django_db
@pytest.mark.parametrize("settings", ['{"shop": 1}', '["shop"]', "{"])
def test_the_admin_takes_names_and_texts_only(settings):
    assert "settings" in form(settings=settings).errors


@pytest.mark.django_db
def test_the_database_takes_the_registered_kinds_only():
    channel = make_channel()
    with pytest.raises(DatabaseError, match="no channel of this kind"), transaction.atomic():
        make_channel(kind="fax")
    with pytest.raises(DatabaseError, match="no channel of this kind"), transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(kind="fax")


def test_the_kinds_to_choose_from_are_those_with_an_adapter():
    assert [kind for kind, _ in Channel._meta.get_field("kind").choices] == list(channels.REGISTRY)


def test_the_guards_of_the_kind_are_among_those_that_are_checked():
    assert {"channel_kind_is_known", "channel_kind_stays_known"} <= EXPECTED
