"""Priority and due date: set when a shot is submitted, changed while it waits, shown and sorted by."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.urls import reverse
from django.utils import timezone

from renders.models import Event, Review
from tests.factories import make_decision, make_render, make_review, make_shot, make_shot_set
from tests.html import flat

pytestmark = pytest.mark.django_db
LIST = "reviews.list"


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def petras(client_of, petra):
    return client_of(petra)


def change(browser, review, **words):
    return browser.post(reverse("reviews.urgency", args=[review.pk]), words)


def test_a_marketer_submits_with_priority_and_due_date(petras, petra):
    shot = make_shot(make_shot_set(launched_by=petra))
    make_render(shot)
    words = {"pick": "1", "priority": "1", "due_on": in_days(3).isoformat()}
    petras.post(reverse("shots.detail.submit", args=[shot.code]), words)
    review = Review.objects.get()
    assert (review.priority, review.due_on) == (Review.Priority.HIGH, in_days(3))


def test_without_a_word_a_review_is_normal_and_due_on_no_day(petras, petra):
    shot = make_shot(make_shot_set(launched_by=petra))
    make_render(shot)
    petras.post(reverse("shots.detail.submit", args=[shot.code]), {"pick": "1"})
    review = Review.objects.get()
    assert (review.priority, review.due_on) == (Review.Priority.NORMAL, None)


def test_a_day_that_has_passed_is_refused_and_the_note_stays(petras, petra):
    shot = make_shot(make_shot_set(launched_by=petra))
    make_render(shot)
    words = {"pick": "1", "note": "Warm light", "due_on": in_days(-1).isoformat()}
    answer = petras.post(reverse("shots.detail.submit", args=[shot.code]), words)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This day has passed." in flat(answer)
    assert "Warm light" in flat(answer)


@pytest.mark.parametrize("who", ["petra", "ada"])
def test_submitter_and_admin_change_it_while_it_waits(who, client_of, petra, request):
    review = make_review(submitted_by=petra)
    change(client_of(request.getfixturevalue(who)), review, priority="3", due_on=in_days(1).isoformat())
    review.refresh_from_db()
    assert (review.priority, review.due_on) == (Review.Priority.LOW, in_days(1))
    event = Event.objects.get(action="review_prioritised")
    assert (event.before, event.after) == ("normal", f"low, {in_days(1).isoformat()}")


@pytest.mark.parametrize("who", ["paul", "ruth"])
def test_nobody_else_changes_it(who, client_of, petra, request):
    review = make_review(submitted_by=petra)
    browser = client_of(request.getfixturevalue(who))
    assert change(browser, review, priority="1").status_code == HTTPStatus.FORBIDDEN
    assert 'name="priority"' not in flat(browser.get(review.get_absolute_url()))


def test_a_closed_review_keeps_its_priority(petras, petra):
    review = make_review(submitted_by=petra)
    make_decision(review)
    change(petras, review, priority="1")
    review.refresh_from_db()
    assert review.priority == Review.Priority.NORMAL


def test_what_is_overdue_keeps_its_day_while_its_priority_changes(petras, petra):
    review = make_review(submitted_by=petra, due_on=in_days(-2))
    assert change(petras, review, priority="1", due_on=in_days(-2).isoformat()).status_code == HTTPStatus.FOUND
    answer = change(petras, review, priority="1", due_on=in_days(-1).isoformat())
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This day has passed." in flat(answer)


@pytest.mark.parametrize(("days", "word"), [(-1, "Overdue since"), (0, "Due"), (1, "Due")])
def test_list_and_review_say_when_it_is_due(reviewing, days, word):
    review = make_review(due_on=in_days(days), priority=Review.Priority.HIGH)
    for address in (reverse(LIST), review.get_absolute_url()):
        page = flat(reviewing.get(address))
        assert f"{word} " in page
        assert "High priority" in page
        assert ("Overdue" in page) == (days < 0)


def test_what_was_decided_is_no_longer_overdue():
    review = make_review(due_on=in_days(-1))
    make_decision(review)
    review.refresh_from_db()
    assert not review.is_overdue


@pytest.mark.parametrize(
    ("order", "places"), [("", "ABCD"), ("priority", "CDAB"), ("due", "DCAB")], ids=["age", "priority", "due"]
)
def test_list_and_stream_are_sorted_as_asked(reviewing, order, places):
    reviews = {
        "A": make_review(),
        "B": make_review(priority=Review.Priority.LOW),
        "C": make_review(priority=Review.Priority.HIGH, due_on=in_days(4)),
        "D": make_review(due_on=in_days(2)),
    }
    page = flat(reviewing.get(reverse(LIST), {"order": order}))
    assert sorted(reviews, key=lambda name: page.index(f"{reviews[name].shot.code}<")) == list(places)
    query = f"?order={order}" if order else ""
    first = reviewing.post(reverse("reviews.decisions.following") + query)
    assert first.url == f"{reviews[places[0]].get_absolute_url()}{query}"
