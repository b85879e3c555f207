"""What a provider refused: its reason, what it cost, and the image models that take the same shots instead."""

from html import unescape

import pytest
from django.db import connection
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renders.composing.earlier import refusals
from renders.models import Shot
from tests.factories import (
    make_account,
    make_colorway,
    make_image_model,
    make_render,
    make_shot,
    make_shot_set,
    make_version,
)
from tests.html import flat
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db
REASON = "The provider refused this prompt: it shows a weapon."


@pytest.fixture
def rows(order):
    return {name: order[name] for name in ("placement", "version", "image_model")}


@pytest.fixture
def other(order, fake):
    """A dearer model that the placement allows."""
    fake.is_strict = True
    model = make_image_model(name="Other", provider="fake", price_micros=30_000)
    order["placement"].image_models.add(model)
    return model


@pytest.fixture
def refused(petra, order, rows):
    """A set of three colours; the first two were refused."""
    product = order["colorways"][0].product
    shot_set = make_shot_set(launched_by=petra)
    for colorway in (order["colorways"][0], make_colorway(product), make_colorway(product)):
        shot = make_shot(shot_set, colorway=colorway, **rows)
        for _ in range(8):
            make_render(shot)
    for shot in shot_set.shots.all()[:2]:
        make_render(shot, state="failed", reason="content_policy", explanation=REASON)
    return shot_set


def pages(shot_set):
    """Of the set, of its first shot, and of that shot's refused candidate."""
    shot = shot_set.shots.first()
    return [shot_set.get_absolute_url(), shot.get_absolute_url(), shot.renders.last().get_absolute_url()]


def refusals_on(browser, address):
    """What the page says of refusals; empty where it says nothing."""
    text = flat(browser.get(address))
    return unescape(text.split('id="refusals"')[1].split('id="', 1)[0])


def test_set_shot_and_candidate_show_the_reason_and_the_cost(petras, refused, other):
    for address in pages(refused):
        assert REASON in refusals_on(petras, address)
        assert "Nothing was charged." in refusals_on(petras, address)


def test_a_refusal_that_was_billed_says_so(petras, refused, other):
    refused.renders.filter(state="failed").update(was_charged=True)
    assert "Charged $0.01." in refusals_on(petras, pages(refused)[0])
    assert "Charged $0.005." in refusals_on(petras, pages(refused)[1])


def test_a_model_that_takes_it_opens_compose_with_these_shots_alone(petras, refused, other):
    text = refusals_on(petras, refused.get_absolute_url())
    assert "Compose with Other, $0.03" in text
    response = petras.get(text.split('href="')[1].split('"')[0])
    form = next(one for one in forms_of(response.content.decode()) if one.id == "compose").data()
    assert form["colorways"] == [str(shot.colorway_id) for shot in refused.shots.all()[:2]]
    assert form["image_model"] == [str(other.pk)]
    assert list(response.context["messages"]) == []


@pytest.mark.parametrize("lack", ["aspects", "prompt", "references", "label"])
def test_a_model_that_would_refuse_it_too_is_not_named(petras, refused, order, other, lack):
    if lack == "aspects":
        other.aspects = ["16:9"]
    elif lack == "prompt":
        other.input_schema = {"type": "object", "properties": {"prompt": {"type": "string", "maxLength": 5}}}
    elif lack == "references":
        other.reference_pictures = {
            "field": "image",
            "minimum": 1,
            "maximum": 1,
            "forms": ["data"],
            "roles": ["product"],
        }
    else:
        other.abilities = {"logos": False}
        written = make_version(order["version"].template, prompt="{{product}}. The label reads Rose.")
        shot = make_shot(refused, colorway=order["colorways"][0], **{**order_rows(order), "version": written})
        refused.renders.filter(state="failed").update(reason="lost")
        make_render(shot, state="failed", reason="refused", explanation=REASON)
    other.save()
    text = refusals_on(petras, refused.get_absolute_url())
    assert "Compose with Other" not in text
    assert "No other image model of this placement takes it" in text


def order_rows(order):
    return {name: order[name] for name in ("placement", "version", "image_model")}


def test_a_model_without_an_account_is_not_named(petras, refused, other):
    make_account(provider="elsewhere", name="off", is_enabled=False)
    other.provider = "elsewhere"
    other.save()
    assert "Compose with Other" not in refusals_on(petras, refused.get_absolute_url())


def test_a_version_written_for_its_model_says_what_it_takes(petras, petra, order, rows, other):
    rows["version"] = make_version(rows["version"].template, image_model=rows["image_model"])
    shot = make_shot(make_shot_set(launched_by=petra), colorway=order["colorways"][0], **rows)
    make_render(shot, state="failed", reason="refused", explanation=REASON)
    text = refusals_on(petras, shot.get_absolute_url())
    assert "Another model needs another version." in text
    assert "Compose with" not in text


def test_what_failed_for_other_reasons_is_no_refusal(petras, refused, other):
    refused.renders.filter(state="failed").update(reason="lost")
    assert REASON not in refusals_on(petras, refused.get_absolute_url())


def test_what_was_ordered_again_is_not_shown_any_more(petras, refused, other):
    addresses = pages(refused)
    for render in refused.renders.filter(state="failed"):
        make_render(render.shot, retry_of=render)
    for address in addresses:
        assert REASON not in refusals_on(petras, address)


def test_a_reviewer_reads_the_reason_and_gets_no_way_into_compose(client_of, ruth, refused, other):
    text = refusals_on(client_of(ruth), refused.get_absolute_url())
    assert REASON in text
    assert "Compose with" not in text


def test_a_refusal_appears_while_the_page_is_open(petras, refused, other):
    response = petras.get(reverse("sets.detail.changes", args=[refused.code]), headers={"HX-Request": "true"})
    assert REASON in unescape(flat(response))


def test_many_reasons_of_one_shot_hide_no_other_shot(petras, refused, other):
    first = refused.shots.first()
    for number in range(20):
        make_render(first, state="failed", reason="refused", explanation=f"Request {number}")
    text = refusals_on(petras, refused.get_absolute_url())
    assert "refused 22 candidates" in text
    assert "shot=1&shot=2&" in text


def test_more_shots_than_compose_opens_with_are_said(petras, refused, other):
    refuse_many(refused, refusals.MAX_SHOTS - 1)
    text = refusals_on(petras, refused.get_absolute_url())
    assert f"refused {refusals.MAX_SHOTS + 1} candidates" in text
    assert f"with the first {refusals.MAX_SHOTS} of {refusals.MAX_SHOTS + 1} shots" in text


def refuse_many(shot_set, count):
    """More shots like the first one, each with one refused candidate."""
    first = model_to_dict(shot_set.shots.first(), exclude=["id", "number", "code"])
    fields = {Shot._meta.get_field(name).attname: value for name, value in first.items()}
    for number in range(1000, 1000 + count):
        shot = Shot.objects.create(**fields, number=number, code=f"{shot_set.code}-{number}")
        make_render(shot, state="failed", reason="refused", explanation=REASON)


def test_many_refused_shots_take_as_many_queries_as_few(petras, refused, order, rows, other):
    with CaptureQueriesContext(connection) as few:
        petras.get(refused.get_absolute_url())
    for number in range(10):
        shot = make_shot(refused, colorway=make_colorway(order["colorways"][0].product), **rows)
        make_render(shot, state="failed", reason="refused", explanation=f"Reason {number}")
    with CaptureQueriesContext(connection) as many:
        petras.get(refused.get_absolute_url())
    assert len(many) <= len(few)


def test_a_refusal_that_arrives_after_the_count_waits_for_the_next_page(petra):
    refused = {"state": "failed", "reason": "refused", "explanation": "The prompt shows a weapon"}
    shot_set = make_render(make_shot(), **refused).shot_set
    late = [make_shot(shot_set)]

    def refuse_after_the_count(execute, sql, params, many, context):
        if "MIN(" in sql and late:
            make_render(late.pop(), **refused)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse_after_the_count):
        counted = refusals.refusals_of(shot_set, by=petra)
    assert [len(one.shots) for one in counted] == [1]
    assert len(refusals.refusals_of(shot_set, by=petra)) == 2
