"""A vendor that lists other values than its image model's row: noticed once, accepted or dismissed by an admin."""

import pytest
from django.urls import reverse

from catalog.models import ImageModel, SchemaNotice
from tests.factories import make_campaign, make_image_model
from tests.shipped import BY_SLUG

pytestmark = pytest.mark.django_db
RECIPE = ["1:1", "4:3", "3:4", "16:9", "9:16"]
SIZES = ["2688*1536", "2048*2048", "1536*2688", "1024*1024"]


def model_of(slug):
    """An image model as it ships."""
    names = ("endpoint", "aspects", "size_names", "input_schema")
    return make_image_model(slug=slug, name=slug, provider="hiapi", **{name: BY_SLUG[slug][name] for name in names})


@pytest.fixture
def schnell():
    return model_of("flux-schnell")


@pytest.fixture
def noticed(schnell):
    """hiapi listed five ratios where the row has eleven values."""
    SchemaNotice.objects.notice(schnell, "aspect_ratio", RECIPE)
    return SchemaNotice.objects.get()


def answer(client, notice, choice):
    address = reverse("admin:catalog_imagemodel_schema", args=[notice.pk])
    return client.post(address, {"answer": choice}, follow=True).content.decode()


def test_the_same_values_in_another_order_are_no_news(schnell):
    SchemaNotice.objects.notice(
        schnell, "aspect_ratio", schnell.input_schema["properties"]["aspect_ratio"]["enum"][::-1]
    )
    assert not SchemaNotice.objects.exists()


@pytest.mark.parametrize("listed", [[], ["x" * 500], [str(number) for number in range(1000)]])
def test_what_cannot_be_a_list_of_values_is_no_news(schnell, listed):
    SchemaNotice.objects.notice(schnell, "aspect_ratio", listed)
    SchemaNotice.objects.notice(schnell, "callback", RECIPE)
    assert not SchemaNotice.objects.exists()


def test_a_vendor_that_lists_others_again_is_noticed_with_its_latest_list(noticed, schnell):
    SchemaNotice.objects.notice(schnell, "aspect_ratio", ["1:1", "2:1"])
    notice = SchemaNotice.objects.get()
    assert (notice.pk, notice.listed) == (noticed.pk, ["1:1", "2:1"])


def test_an_admin_sees_the_difference_where_the_model_is_changed_and_on_the_status_page(noticed, client_of, ada, petra):
    page = (
        client_of(ada).get(reverse("admin:catalog_imagemodel_change", args=[noticed.image_model_id])).content.decode()
    )
    assert "lists other values for aspect_ratio" in page
    assert "3:2, 2:3, 5:4, 4:5, 21:9, auto" in page
    assert "See the difference" in client_of(ada).get(reverse("operations.status")).content.decode()
    assert "See the difference" not in client_of(petra).get(reverse("operations.status")).content.decode()


def test_accepted_values_become_the_rows_own_and_other_ratios_are_no_longer_offered(noticed, client_of, ada):
    assert "as the vendor lists it" in answer(client_of(ada), noticed, "accept")
    model = ImageModel.objects.get()
    assert model.input_schema["properties"]["aspect_ratio"]["enum"] == model.aspects == RECIPE
    assert model.input_schema["additionalProperties"] is False
    model.full_clean()
    assert (noticed.__class__.objects.get().answered_by, SchemaNotice.objects.open().exists()) == (ada, False)


def test_a_ratio_whose_size_is_gone_is_not_offered_and_a_new_size_waits_for_its_ratio(client_of, ada):
    model = model_of("qwen-image-2")
    SchemaNotice.objects.notice(model, "size", SIZES)
    answer(client_of(ada), SchemaNotice.objects.get(), "accept")
    model.refresh_from_db()
    assert model.aspects == ["16:9", "1:1", "9:16"]
    assert set(model.size_names["words"]) == {*model.aspects}, "Postgres keeps no order of names"
    assert model.input_schema["properties"]["size"]["enum"] == SIZES
    model.full_clean()


def test_a_dismissed_list_changes_nothing_and_does_not_come_again(noticed, client_of, ada):
    assert "Dismissed" in answer(client_of(ada), noticed, "dismiss")
    model = ImageModel.objects.get()
    assert "21:9" in model.aspects
    SchemaNotice.objects.notice(model, "aspect_ratio", RECIPE)
    assert not SchemaNotice.objects.open().exists()
    SchemaNotice.objects.notice(model, "aspect_ratio", RECIPE[:3])
    assert SchemaNotice.objects.open().exists()


def test_a_notice_is_answered_once(noticed, client_of, ada):
    answer(client_of(ada), noticed, "dismiss")
    assert "answered already" in answer(client_of(ada), noticed, "accept")
    assert "21:9" in ImageModel.objects.get().aspects


def test_a_model_that_a_campaign_locks_takes_no_new_values(noticed, client_of, ada):
    make_campaign().image_models.add(noticed.image_model)
    assert "Nothing was changed" in answer(client_of(ada), noticed, "accept")
    assert SchemaNotice.objects.open().exists()


def test_only_admins_answer(noticed, client_of, petra):
    client_of(petra).post(reverse("admin:catalog_imagemodel_schema", args=[noticed.pk]), {"answer": "accept"})
    assert SchemaNotice.objects.open().exists()
