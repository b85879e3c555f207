"""What was decided last stands above the next review, with the button that takes it back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from renders.models import Decision
from tests.factories import make_decision, make_publication, make_review
from tests.html import flat
from tests.renders.reviews.deciding import decide
from tests.times import let_pass

pytestmark = pytest.mark.django_db
BAR = 'id="undo-bar"'


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain", "htmx"])
@pytest.mark.parametrize("waiting", [1, 0], ids=["next review", "end of the queue"])
def test_a_verdict_is_echoed_with_its_undo_wherever_it_leads(reviewing, headers, waiting):
    first, _ = make_review(), [make_review() for _ in range(waiting)]
    answer = decide(reviewing, first, headers=headers, query="?findings=clean", verdict="approve")
    page = flat(answer if headers else reviewing.get(answer.url))
    bar = page[page.index(BAR) : page.index("</form>", page.index(BAR))]
    assert first.shot.code in bar
    assert "Approved" in bar
    assert "<span data-minutes-left>10</span> min left" in bar
    assert f'action="/review/decisions/{Decision.objects.get().pk}/undo/?findings=clean"' in bar
    assert page.count('data-key="u"') == 1


def test_the_minutes_run_down(reviewing, ruth, monkeypatch):
    make_decision(by=ruth)
    let_pass(monkeypatch, timedelta(minutes=7.5))
    assert "<span data-minutes-left>3</span>" in flat(reviewing.get(reverse("reviews.list")))


def test_the_latest_decision_is_the_one_to_undo(reviewing, ruth):
    make_decision(by=ruth)
    latest = make_decision(by=ruth, verdict="reject")
    page = flat(reviewing.get(make_review().get_absolute_url()))
    assert page.index(f"decisions/{latest.pk}/undo") < page.index('id="last-decisions"')


def test_what_can_no_longer_be_undone_is_not_offered(reviewing, ruth, monkeypatch):
    published = make_decision(by=ruth)
    make_publication(published)
    assert BAR not in flat(reviewing.get(make_review().get_absolute_url()))
    make_decision(by=ruth)
    let_pass(monkeypatch, timedelta(minutes=10))
    assert BAR not in flat(reviewing.get(make_review().get_absolute_url()))


def test_somebody_elses_decision_is_not_offered(reviewing):
    make_decision()
    assert BAR not in flat(reviewing.get(make_review().get_absolute_url()))
