"""The candidate grid: what a cell shows, what a poll answers, how a shot reaches the reviewers."""

import re
from datetime import timedelta
from html import unescape
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from catalog.times import clock
from renders.models import Render, Review, Shot
from renders.providers import Abilities
from tests.factories import (
    digest_of,
    make_decision,
    make_finding,
    make_image_model,
    make_person,
    make_placement,
    make_publication,
    make_render,
    make_review,
    make_rework,
    make_shot,
    make_shot_set,
)
from tests.fakes import FakeProvider, register
from tests.html import flat

pytestmark = pytest.mark.django_db
State = Render.State
HTMX = {"HX-Request": "true"}


@pytest.fixture
def shot(petra):
    """A shot of Petra's without candidates, at $0.04 a picture."""
    placement = make_placement(image_models=[make_image_model(price_micros=40_000)])
    return make_shot(make_shot_set(launched_by=petra), placement=placement)


def page(browser, shot, **query):
    return flat(browser.get(shot.get_absolute_url(), query))


def poll(browser, shot, **seen):
    return browser.get(reverse("shots.detail.changes", args=[shot.code]), seen, headers=HTMX)


def seen_on(text):
    """The revision that a page carries."""
    return re.search(r'name="seen" value="([^"]*)"', text)[1]


def cell(text, number):
    """The markup of one cell."""
    return unescape(text.split(f'id="candidate-{number}"')[1].split("</li>")[0])


def test_every_ordered_candidate_has_its_cell_at_once(petras, shot):
    for _ in range(10):
        make_render(shot, state=State.QUEUED)
    text = page(petras, shot)
    assert re.findall(r'id="candidate-(\d+)"', text) == [str(number) for number in range(1, 11)]
    assert "0 of 10 ready" in text


def test_a_cell_is_called_by_number_state_and_warnings(petras, shot):
    render = make_render(shot, mark="star")
    make_finding(render)
    assert "Candidate 1 of 1, ready, 1 warning, starred" in page(petras, shot)


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (State.QUEUED, "Waiting"),
        (State.ASSIGNED, "Waiting"),
        (State.SUBMITTING, "Sending"),
        (State.SUBMITTED, "Rendering"),
        (State.FINISHED, "Fetching"),
        (State.CANCELLED, "Cancelled"),
    ],
)
def test_a_cell_on_its_way_says_where_it_is(petras, shot, state, word):
    make_render(shot, state=state)
    assert f"<strong>{word}</strong>" in cell(page(petras, shot), 1)


def test_a_failed_cell_says_why_what_it_cost_and_what_again_costs(petras, shot):
    make_render(shot, state=State.FAILED, reason="refused", explanation="The provider refused this size.")
    text = cell(page(petras, shot), 1)
    assert "Refused" in text
    assert "The provider refused this size. Nothing was charged." in text
    assert "Render again, $0.04" in text


def test_a_failed_cell_that_was_billed_says_so(petras, shot):
    make_render(shot, state=State.FAILED, was_charged=True)
    assert "Charged $0.04." in cell(page(petras, shot), 1)


# How long after it was sent an order without an answer can still be resolved by Packshot itself.
CHECKED_FOR = {
    Abilities(replays_by_key=True): timedelta(hours=20),
    Abilities(has_callbacks=True): timedelta(minutes=15),
    Abilities(): None,
}


def doubt_of(shot, monkeypatch, settings, abilities, **changes):
    """The cell of an order without an answer, at a provider with these abilities."""
    settings.PUBLIC_BASE_URL = "https://packshot.example"
    register(monkeypatch, shot.image_model.provider, FakeProvider(abilities=abilities))
    return make_render(shot, state=State.IN_DOUBT, **{"due_at": timezone.now(), **changes})


@pytest.mark.parametrize(("abilities", "checked_for"), CHECKED_FOR.items())
def test_a_doubt_is_said_to_be_checked_only_where_something_checks(
    petras, shot, monkeypatch, settings, abilities, checked_for
):
    render = doubt_of(shot, monkeypatch, settings, abilities)
    text = cell(page(petras, shot), 1)
    assert "We don't know yet if the provider took this. Reserved: $0.04." in text
    expected = f"Checking until {clock(render.state_changed_at + checked_for)}" if checked_for else "An admin decides"
    assert expected in text
    assert ("Checking until" in text) == bool(checked_for)
    side = page(petras, shot, candidate=1)
    assert ("after that an admin decides" in side) == bool(checked_for)


@pytest.mark.parametrize("changes", [{"due_at": None}, {"state_changed_at": timezone.now() - timedelta(hours=21)}])
def test_a_doubt_that_nothing_checks_any_more_waits_for_a_person(petras, shot, monkeypatch, settings, changes):
    render = doubt_of(shot, monkeypatch, settings, Abilities(replays_by_key=True))
    Render.objects.filter(pk=render.pk).update(**changes)
    text = cell(page(petras, shot), 1)
    assert "An admin decides" in text
    assert "Checking until" not in text


def test_money_is_shown_as_spent_and_reserved(petras, shot):
    make_render(shot, was_charged=True)
    make_render(shot, state=State.SUBMITTED)
    make_render(shot, state=State.IN_DOUBT)
    assert "$0.04 spent · $0.08 reserved" in page(petras, shot)


def test_an_approved_picture_leads_to_publishing_and_once_it_is_live_to_where_it_is(client_of, ruth, shot):
    decision = make_decision(make_review(make_render(shot)))
    ruth.user_permissions.add(Permission.objects.get(codename="publish_publication"))
    assert reverse("publications.list") in verdict_on(page(client_of(ruth), shot))
    live = make_publication(decision, state="published", sha256=digest_of("file"), published_at=timezone.now())
    bar = verdict_on(page(client_of(ruth), shot))
    assert f'href="{live.get_absolute_url()}"' in bar
    assert f'href="{reverse("publications.list")}"' not in bar


def verdict_on(text):
    return text.split('id="verdict"')[1]


def test_a_poll_that_brings_nothing_new_changes_nothing(petras, shot):
    make_render(shot, state=State.SUBMITTED)
    assert poll(petras, shot, seen=seen_on(page(petras, shot))).status_code == HTTPStatus.NO_CONTENT


def test_a_poll_brings_only_the_cells_that_changed(petras, shot):
    for _ in range(3):
        make_render(shot, state=State.SUBMITTED)
    before = page(petras, shot)
    Render.fast.filter(shot=shot, number=2).try_move(State.SUBMITTED, State.FINISHED)
    text = flat(poll(petras, shot, seen=seen_on(before)))
    assert 'id="candidate-2-picture" data-state="finished" hx-swap-oob="true"' in text
    assert "candidate-1-picture" not in text
    assert seen_on(text) == seen_on(page(petras, shot)) != seen_on(before)


def test_a_poll_brings_what_was_refused_when_one_more_is_and_when_one_is_ordered_again(petras, shot):
    refused = make_render(shot, state=State.FAILED, reason="content_policy", explanation="It shows a weapon.")
    for _ in range(2):
        make_render(shot, state=State.SUBMITTED)
    seen = seen_on(page(petras, shot))
    Render.fast.filter(shot=shot, number=2).try_move(State.SUBMITTED, State.FINISHED)
    text = flat(poll(petras, shot, seen=seen))
    assert 'id="refusals"' not in text
    why = {"reason": "content_policy", "explanation": "It shows a knife."}
    Render.fast.filter(shot=shot, number=3).try_move(State.SUBMITTED, State.FAILED, **why)
    text = flat(poll(petras, shot, seen=seen_on(text)))
    assert text.index('id="refusals"') < text.index("It shows a knife.")
    make_render(shot, state=State.QUEUED, retry_of=refused, revision=9)
    text = flat(poll(petras, shot, seen=seen_on(text)))
    assert "It shows a weapon." not in text.split('id="refusals"')[1].split("</section>")[0]


def test_a_candidate_that_was_refused_before_the_page_knew_of_it_comes_with_its_reason(petras, shot):
    make_render(shot, state=State.SUBMITTED)
    seen = seen_on(page(petras, shot))
    make_render(shot, state=State.FAILED, reason="content_policy", explanation="It shows a weapon.", revision=9)
    Shot.objects.filter(pk=shot.pk).touch()
    text = flat(poll(petras, shot, seen=seen))
    assert "beforeend:#candidates" in text
    assert "It shows a weapon." in text.split('id="refusals"')[1].split("</section>")[0]


def test_a_poll_swaps_the_inside_of_a_cell_so_that_its_focus_survives(petras, shot):
    make_render(shot, state=State.SUBMITTED)
    before = page(petras, shot)
    Render.fast.filter(shot=shot).try_move(State.SUBMITTED, State.FINISHED)
    text = flat(poll(petras, shot, seen=seen_on(before)))
    assert 'id="candidate-1-open"' not in text
    assert "<li" not in text


def test_a_poll_speaks_the_counts_and_renews_the_title(petras, shot):
    make_render(shot)
    make_render(shot, state=State.SUBMITTED)
    before = page(petras, shot)
    Render.fast.filter(shot=shot).try_move(State.SUBMITTED, State.FINISHED)
    text = flat(poll(petras, shot, seen=seen_on(before)))
    assert '<div id="live-inbox" hx-swap-oob="innerHTML">1 of 2 ready</div>' in text
    assert f"<title>{shot.code} · 1 of 2 ready" in text


def test_a_poll_of_a_finished_shot_answers_a_poller_that_asks_no_more(petras, shot):
    make_render(shot, state=State.STORED)
    before = page(petras, shot)
    Render.objects.update(state=State.READY)
    response = poll(petras, shot, seen=seen_on(before))
    assert response.status_code == HTTPStatus.OK
    assert "data-poll" not in flat(response)


def test_a_finished_shot_has_no_poller_from_the_start(petras, shot):
    make_render(shot)
    assert "data-poll" not in page(petras, shot)


@pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 40, "1.5"])
def test_a_poll_with_nonsense_gets_every_cell_anew_and_none_twice(petras, shot, seen):
    make_render(shot, state=State.SUBMITTED)
    text = flat(poll(petras, shot, seen=seen))
    assert 'id="candidate-1-picture" data-state="submitted" hx-swap-oob="true"' in text
    assert "beforeend:#candidates" not in text


def test_choosing_a_candidate_by_its_address_shows_its_details(petras, shot):
    make_render(shot)
    make_finding(make_render(shot), message="A light edge around the product", measure=3, limit=1, unit="px")
    text = page(petras, shot, candidate=2)
    assert '<h2 id="details-title">Candidate 2</h2>' in text
    assert "A light edge around the product" in text
    assert "3 px, limit 1" in text
    assert "Submit #2 for review" in text


def test_the_details_of_a_rework_lead_to_the_candidate_before_it(petras, shot):
    first = make_render(shot)
    make_render(shot, rework=make_rework(first))
    text = page(petras, shot, candidate=2)
    assert f'<a href="{first.get_absolute_url()}">More like candidate 1</a>' in text


def test_choosing_by_htmx_leaves_the_note_alone(petras, shot):
    make_render(shot), make_render(shot)
    response = petras.get(shot.get_absolute_url(), {"candidate": 2}, headers=HTMX)
    text = flat(response)
    assert '<section class="card details" id="details"' in text
    assert 'id="candidate-2-chosen" hidden hx-swap-oob="true" data-shown data-chosen' in text
    assert 'name="note"' not in text


@pytest.mark.parametrize("candidate", ["99", "x", "-1", "9" * 50])
def test_an_unknown_candidate_in_the_address_falls_back(petras, shot, candidate):
    make_render(shot, mark="star")
    assert "Submit #1 for review" in page(petras, shot, candidate=candidate)


def test_nothing_is_called_chosen_that_nobody_chose(petras, shot):
    make_render(shot), make_render(shot)
    text = page(petras, shot)
    assert '<h2 id="details-title">Candidate 1</h2>' in text
    assert "data-chosen" not in text
    assert "Choose a ready candidate first." in text
    assert 'name="pick"' not in text


def test_a_star_chooses_where_nobody_chose_before(petras, shot):
    make_render(shot), make_render(shot)
    sent = {"mark": "star", "view": "grid", "candidate": "", "shown": "1"}
    text = flat(petras.post(reverse("shots.candidate.mark", args=[shot.code, 2]), sent, headers=HTMX))
    assert 'id="candidate-2-chosen" hidden hx-swap-oob="true" data-shown data-chosen' in text
    assert '<h2 id="details-title">Candidate 2</h2>' in text
    assert "Submit #2 for review" in text
    sent["mark"] = "none"
    text = flat(petras.post(reverse("shots.candidate.mark", args=[shot.code, 2]), {**sent, "shown": "2"}, headers=HTMX))
    assert "data-chosen" not in text
    assert "Submit #" not in text


def test_a_star_leaves_what_was_chosen_before(petras, shot):
    make_render(shot), make_render(shot)
    sent = {"mark": "star", "view": "grid", "candidate": "1", "shown": "1"}
    text = flat(petras.post(reverse("shots.candidate.mark", args=[shot.code, 2]), sent, headers=HTMX))
    assert 'id="candidate-1-chosen" hidden hx-swap-oob="true" data-shown data-chosen' in text
    assert "with 1 starred" in text


def test_a_poll_chooses_nothing(petras, shot):
    make_render(shot), make_render(shot)
    text = flat(petras.get(reverse("shots.detail.changes", args=[shot.code]), {"seen": "0-0", "shown": "2"}))
    assert 'id="poll-candidate" value="" >' in text
    assert 'id="poll-shown" value="2" >' in text


def test_submitting_puts_the_pick_and_the_starred_before_the_reviewers(petras, shot, petra):
    pick, starred, plain = make_render(shot), make_render(shot, mark="star"), make_render(shot)
    response = petras.post(
        reverse("shots.detail.submit", args=[shot.code]), {"pick": pick.number, "note": "Warm light"}
    )
    review = Review.objects.get()
    assert response.url == shot.get_absolute_url()
    assert (review.pick, review.submitted_by, review.note) == (pick, petra, "Warm light")
    assert [candidate.render for candidate in review.candidates.all()] == [starred]
    assert plain not in [candidate.render for candidate in review.candidates.all()]


def test_submitting_without_a_ready_pick_keeps_the_note(petras, shot):
    make_render(shot, state=State.FAILED)
    response = petras.post(reverse("shots.detail.submit", args=[shot.code]), {"pick": "1", "note": "Warm light"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose a ready candidate first." in flat(response)
    assert 'value="Warm light"' in flat(response)
    assert not Review.objects.exists()


def test_submitting_twice_is_one_review(petras, shot):
    make_render(shot)
    address = reverse("shots.detail.submit", args=[shot.code])
    petras.post(address, {"pick": "1"})
    response = petras.post(address, {"pick": "1"})
    assert response.status_code == HTTPStatus.CONFLICT
    assert "This shot is in review already. Nothing was submitted again." in flat(response)
    assert Review.objects.count() == 1


def test_a_note_that_is_too_long_is_refused(petras, shot):
    make_render(shot)
    response = petras.post(reverse("shots.detail.submit", args=[shot.code]), {"pick": "1", "note": "x" * 501})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_nobody_submits_what_somebody_else_launched(client_of, paul, ruth, shot):
    make_render(shot)
    for person in (paul, ruth):
        response = client_of(person).post(reverse("shots.detail.submit", args=[shot.code]), {"pick": "1"})
        assert response.status_code == HTTPStatus.FORBIDDEN
    assert not Review.objects.exists()


def test_somebody_elses_grid_says_who_picks_from_it(client_of, ruth, shot):
    make_render(shot)
    text = page(client_of(ruth), shot)
    assert "Petra launched this set, picks from it and submits it." in text
    assert "candidate-1-star" not in text


def test_a_shot_in_review_says_since_when_and_offers_withdrawal(petras, shot):
    review = make_review(make_render(shot))
    text = page(petras, shot)
    assert "In review" in text
    assert reverse("reviews.detail.withdraw", args=[review.pk]) in text
    assert "for review</button>" not in text


def test_an_approved_shot_leads_to_publishing(petras, shot):
    make_decision(make_review(make_render(shot)), by=make_person("rita", group="Reviewers", first_name="Rita"))
    text = page(petras, shot)
    assert "Approved" in text
    assert "Candidate 1, by Rita" in text
    assert reverse("publications.list") in text


def test_a_rejected_shot_says_why_and_can_be_submitted_again(petras, shot):
    make_decision(make_review(make_render(shot)), verdict="reject", reason="shadow", note="Too hard")
    text = page(petras, shot)
    assert "Shadow or light" in text
    assert "“Too hard”" in text
    assert "Submit #1 for review" in page(petras, shot, candidate=1)


def test_after_a_rejection_another_candidate_is_shown(petras, shot):
    first, second, third = (make_render(shot) for _ in range(3))
    for rejected in (first, second):
        make_decision(make_review(rejected), verdict="reject")
    assert '<h2 id="details-title">Candidate 3</h2>' in page(petras, shot)
    assert "Submit #1 for review" in page(petras, shot, candidate=first.number)


def test_a_dropped_candidate_cannot_be_submitted(petras, shot):
    make_render(shot, mark=Render.Mark.DROP)
    make_render(shot)
    text = page(petras, shot, candidate=1)
    assert "This candidate is dropped." in text
    assert "for review</button>" not in text.replace("Submit for review </button>", "")
    response = petras.post(reverse("shots.detail.submit", args=[shot.code]), {"pick": "1", "note": "Warm light"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Candidate 1 is dropped." in flat(response)
    assert "Warm light" in flat(response)
    assert not Review.objects.exists()


def test_submitting_is_a_post(petras, shot):
    assert petras.get(reverse("shots.detail.submit", args=[shot.code])).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_person_in_no_group_sees_no_grid(client_of, sam, shot):
    assert client_of(sam).get(shot.get_absolute_url()).status_code == HTTPStatus.FORBIDDEN
    assert poll(client_of(sam), shot).status_code == HTTPStatus.FORBIDDEN


def test_an_unknown_shot_is_not_found(petras):
    assert petras.get(reverse("shots.detail", args=["S-9999-1"])).status_code == HTTPStatus.NOT_FOUND


def test_the_grid_takes_the_same_queries_whatever_it_holds(petras, shot, django_assert_max_num_queries):
    for _ in range(12):
        make_finding(make_render(shot))
    make_review(shot.renders.get(number=3), others=[shot.renders.get(number=4)])
    with django_assert_max_num_queries(12):
        page(petras, shot)
    with django_assert_max_num_queries(12):
        poll(petras, shot, seen="")


def test_a_poll_that_brings_nothing_new_reads_the_shot_and_its_candidates(petras, shot, django_assert_num_queries):
    """Session and person besides."""
    for state in (State.READY, State.QUEUED):
        make_finding(make_render(shot, state=state))
    seen = seen_on(page(petras, shot))
    with django_assert_num_queries(4):
        assert poll(petras, shot, seen=seen).status_code == HTTPStatus.NO_CONTENT


def test_a_grid_in_which_nothing_is_drawn_any_more_promises_no_candidate(petras, shot):
    make_render(shot, state=State.FAILED)
    make_render(shot, state=State.IN_DOUBT)
    assert "No candidate is ready." in page(petras, shot)


@pytest.mark.parametrize(("asked", "shown"), [("", ""), ("starred", "starred"), ("kept", "kept"), ("x", "")])
def test_the_address_says_which_candidates_are_shown(petras, shot, asked, shown):
    make_render(shot)
    response = petras.get(f"{shot.get_absolute_url()}?candidate=1&show={asked}")
    assert f'data-show="{shown}"' in response.content.decode()
    assert "?candidate=1&amp;show=unmarked" in response.content.decode()


def test_the_grid_leads_to_the_next_shot_of_its_set(petras, shot):
    last = make_shot(shot.shot_set)
    assert f'href="{last.get_absolute_url()}"' in petras.get(shot.get_absolute_url()).content.decode()
    assert "Next shot" not in flat(petras.get(last.get_absolute_url()))


def test_the_candidate_that_waits_for_a_reviewer_is_marked_as_the_pick_and_no_other(petras, shot):
    first, second = make_render(shot), make_render(shot)
    make_review(second)
    text = page(petras, shot)
    assert "Pick" in cell(text, second.number)
    assert "Pick" not in cell(text, first.number)
