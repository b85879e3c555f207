"""Placements and image models on one page of the configuration."""

from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from catalog.models import Exemption, Placement
from tests.factories import make_campaign, make_image_model, make_placement, make_template, make_version
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db
MATRIX = reverse("admin:catalog_placement_matrix")


@pytest.fixture
def models(db):
    """Two models that draw squares, and one with size words that draws no 4:5."""
    words = {"1:1": "2048*2048", "3:4": "1728*2368"}
    return [
        make_image_model(name="Usual"),
        make_image_model(name="Other"),
        make_image_model(name="Words", aspects=list(words), size_names={"field": "size", "words": words}),
    ]


@pytest.fixture
def square(models):
    """A placement that allows the first."""
    return make_placement(name="Main", image_models=models[:1])


def text_of(response):
    """The page as read, on one line."""
    return " ".join(unescape(response.content.decode()).split())


def revisions(*placements):
    """The revision fields of a page opened now."""
    fields = {}
    for row in placements:
        allowed = sorted(row.image_models.values_list("pk", flat=True))
        fields[f"revision-{row.pk}"] = f"{row.default_model_id or ''}|{','.join(map(str, allowed))}"
    return fields


def ticked(placement, allowed, default):
    """The choices of one column."""
    return {"allowed": [f"{placement.pk}:{model.pk}" for model in allowed], f"default-{placement.pk}": default.pk}


def test_an_admin_allows_a_model_and_makes_it_the_default(client_of, ada, models, square):
    fields = {**revisions(square), **ticked(square, models[:2], models[1])}
    response = client_of(ada).post(MATRIX, fields)
    assert response.status_code == 302
    square.refresh_from_db()
    assert (set(square.image_models.all()), square.default_model) == (set(models[:2]), models[1])
    assert "Image models: Other, Usual. Default: Other." in LogEntry.objects.get().change_message


def test_a_model_that_cannot_serve_is_refused_with_the_crop_plan(client_of, ada, models):
    tall = make_placement(name="Social", aspect="4:5", min_width=800, min_height=1000, image_models=models[:1])
    response = client_of(ada).post(MATRIX, {**revisions(tall), **ticked(tall, [models[0], models[2]], models[0])})
    assert response.status_code == 409
    assert "Words does not draw 4:5. Cut by hand, 3:4 loses 9% at top and bottom" in text_of(response)
    assert list(tall.image_models.all()) == models[:1]


def test_the_page_gives_a_crop_plan_where_the_ratio_is_missing(client_of, ada, models):
    make_placement(name="Social", aspect="4:5", min_width=800, min_height=1000, image_models=models[:1])
    body = text_of(client_of(ada).get(MATRIX))
    assert "<summary>Crop only</summary>" in body
    assert "1728 × 2368 becomes 1728 × 2160." in body


def test_a_default_that_is_not_allowed_is_refused(client_of, ada, models, square):
    response = client_of(ada).post(MATRIX, {**revisions(square), **ticked(square, models[:1], models[1])})
    assert "Other is the default of Main without being allowed there. Nothing was saved." in text_of(response)


def test_two_admins_do_not_overwrite_each_other(client_of, ada, models, square):
    opened = revisions(square)
    square.image_models.add(models[1])
    response = client_of(ada).post(MATRIX, {**opened, **ticked(square, [models[0]], models[0])})
    assert response.status_code == 409
    assert "was changed by somebody else since this page was opened" in text_of(response)
    assert square.image_models.count() == 2


def test_a_refused_matrix_shows_the_choices_that_were_made(client_of, ada, models, square):
    opened = revisions(square)
    square.image_models.add(models[1])
    chosen = {"allowed": [f"{square.pk}:{models[1].pk}"], f"default-{square.pk}": [str(models[1].pk)]}
    refused = client_of(ada).post(MATRIX, {**opened, **chosen}).content.decode()
    again = next(form for form in forms_of(refused) if "allowed" in form.names()).data()
    assert {name: again[name] for name in chosen} == chosen
    assert client_of(ada).post(MATRIX, again).status_code == 302
    square.refresh_from_db()
    assert square.default_model == models[1]


def test_one_model_as_the_default_of_all_placements_warns(client_of, ada, petra, models, square):
    sentence = "Usual is the default of every placement."
    assert sentence not in text_of(client_of(ada).get(MATRIX))
    make_placement(image_models=models[:1])
    assert sentence in text_of(client_of(ada).get(MATRIX))
    assert sentence in text_of(client_of(petra).get(reverse("image_models.scoreboard")))


def test_two_defaults_do_not_warn(client_of, ada, models, square):
    make_placement(image_models=models[1:2])
    assert "is the default of every placement" not in text_of(client_of(ada).get(MATRIX))


def test_a_column_that_a_campaign_locks_is_shown_and_not_sent(client_of, ada, models, square):
    make_campaign(make_version(make_template(placements=[square]), is_frozen=True), name="Winter")
    body = text_of(client_of(ada).get(MATRIX))
    assert "Locked by campaign Winter until" in body
    assert f'name="revision-{square.pk}"' not in body


def test_a_column_locked_since_the_page_was_opened_is_refused_by_name(client_of, ada, models, square):
    fields = {**revisions(square), **ticked(square, models[:2], models[0])}
    make_campaign(make_version(make_template(placements=[square]), is_frozen=True), name="Winter")
    response = client_of(ada).post(MATRIX, fields)
    assert response.status_code == 409
    assert "is locked by campaign Winter until" in text_of(response)
    assert list(Placement.objects.get(pk=square.pk).image_models.all()) == models[:1]


def test_the_hints_of_the_guides_are_on_the_page(client_of, ada, square):
    assert "Chinese text in the picture" in text_of(client_of(ada).get(MATRIX))


def exempting(placement, model, **overrides):
    """The form of an exemption."""
    return {"placement": placement.pk, "image_model": model.pk, "reason": "The usual one is down", **overrides}


EXEMPT = reverse("admin:catalog_placement_exempt")


def test_an_admin_lets_one_order_use_another_model(client_of, ada, models, square):
    client_of(ada).post(EXEMPT, exempting(square, models[1]))
    exemption = Exemption.objects.get()
    assert (exemption.allowed_by, exemption.reason, exemption.used_at) == (ada, "The usual one is down", None)
    assert "The usual one is down" in LogEntry.objects.get().change_message


@pytest.mark.parametrize(
    ("at", "overrides", "sentence"),
    [
        (1, {"reason": ""}, "Say why: it is written on the set."),
        (1, {"reason": "\u200b"}, "Say why: it is written on the set."),
        (0, {}, "Usual may be used for Main already."),
    ],
)
def test_an_exemption_without_a_reason_or_a_need_is_refused(client_of, ada, models, square, at, overrides, sentence):
    response = client_of(ada).post(EXEMPT, exempting(square, models[at], **overrides))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Exemption.objects.exists()


def test_an_exemption_is_withdrawn_before_it_is_used(client_of, ada, models, square):
    browser = client_of(ada)
    browser.post(EXEMPT, exempting(square, models[1]))
    browser.post(reverse("admin:catalog_placement_withdraw", args=[Exemption.objects.get().pk]))
    assert not Exemption.objects.open().exists()
