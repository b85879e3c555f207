"""An image model that a placement does not allow: refused to a marketer, used once with an admin's leave."""

import uuid
from html import unescape

import pytest
from django.urls import reverse

from catalog.models import Exemption
from renders import composing
from renders.composing import NotLaunchable
from renders.models import Event, ShotSet
from tests.catalog.models.test_campaigns import at_once
from tests.factories import make_image_model
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def foreign(order):
    """The order's choices with a model that its placement does not allow."""
    model = make_image_model(name="Foreign", provider="fake", price_micros=5_000)
    return {**order, "image_model": model}


def leave(foreign, ada):
    """What an admin grants."""
    facts = {"placement": foreign["placement"], "image_model": foreign["image_model"]}
    return Exemption.objects.create(**facts, reason="The usual one is down", allowed_by=ada)


def launch(choices, by):
    """Plan and launch."""
    return composing.launch(composing.plan(**choices, by=by), by=by, token=uuid.uuid4())


def test_a_model_the_placement_does_not_allow_is_refused(foreign, petra):
    with pytest.raises(NotLaunchable, match="Foreign may not be used for .* Admins decide which models serve it."):
        launch(foreign, petra)
    assert not ShotSet.objects.exists()


def test_an_admins_leave_lets_one_order_through_and_stands_on_it(foreign, petra, ada):
    granted = leave(foreign, ada)
    shot_set = launch(foreign, petra)
    assert shot_set.exemption == granted
    event = Event.objects.get(action="model_exempted")
    assert (event.by, event.shot_set) == (ada, shot_set)
    assert event.note == f"Foreign for {foreign['placement']}: The usual one is down"
    with pytest.raises(NotLaunchable):
        launch(foreign, petra)


def test_a_leave_that_was_taken_back_is_no_leave(foreign, petra, ada):
    granted = leave(foreign, ada)
    plan = composing.plan(**foreign, by=petra)
    assert Exemption.objects.filter(pk=granted.pk).withdraw()
    with pytest.raises(NotLaunchable):
        composing.launch(plan, by=petra, token=uuid.uuid4())


def test_a_leave_for_a_model_that_is_switched_off_helps_nobody(foreign, petra, ada):
    leave(foreign, ada)
    foreign["image_model"].is_enabled = False
    foreign["image_model"].save()
    assert "image_model" in {problem.field for problem in composing.plan(**foreign, by=petra).problems}


def fields_of(choices, **overrides):
    """The compose form with these choices, as a browser sends it."""
    one = {name: choices[name].pk for name in ("placement", "version", "image_model")}
    rest = {"token": uuid.uuid4(), "kind": choices["kind"], "count": choices["count"], "quoted": 40_000}
    return {**one, **rest, "colorways": [colorway.pk for colorway in choices["colorways"]], **overrides}


def text_of(response):
    """The page as read, on one line."""
    return " ".join(unescape(flat(response)).split())


def test_a_crafted_post_of_a_marketer_is_refused(client_of, foreign, petra):
    response = client_of(petra).post(reverse("sets.compose"), fields_of(foreign))
    assert response.status_code == 422
    assert "Admins decide which models serve it." in text_of(response)
    assert not ShotSet.objects.exists()


def test_a_model_with_leave_is_offered_with_the_reason(client_of, foreign, petra, ada):
    leave(foreign, ada)
    body = text_of(client_of(petra).post(reverse("sets.compose.preview"), fields_of(foreign)))
    assert "Allowed for one order by Ada: The usual one is down" in body


def test_a_second_click_with_a_leave_gets_the_first_ones_set(client_of, foreign, petra, ada):
    leave(foreign, ada)
    browser, fields = client_of(petra), fields_of(foreign)
    addresses = [browser.post(reverse("sets.compose"), fields).headers["Location"] for _ in range(2)]
    assert addresses[0] == addresses[1]
    assert ShotSet.objects.count() == 1


def test_the_set_and_the_audit_log_say_who_allowed_it_and_why(client_of, foreign, petra, ada):
    leave(foreign, ada)
    shot_set = launch(foreign, petra)
    assert "Allowed for one order by Ada: The usual one is down" in text_of(
        client_of(petra).get(shot_set.get_absolute_url())
    )
    audit_log = text_of(client_of(ada).get(reverse("operations.activity")))
    assert "allowed another image model for" in audit_log


@pytest.mark.django_db(transaction=True)
def test_two_orders_do_not_share_one_leave(foreign, petra, ada):
    leave(foreign, ada)
    plans = [composing.plan(**foreign, by=petra) for _ in range(2)]
    outcomes = at_once(*(lambda one=one: composing.launch(one, by=petra, token=uuid.uuid4()) for one in plans))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NotLaunchable", "ShotSet"]
    assert ShotSet.objects.count() == 1
