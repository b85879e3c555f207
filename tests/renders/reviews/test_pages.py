"""The review pages at their public edge."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import Decision, Review
from tests.factories import (
    make_decision,
    make_finding,
    make_person,
    make_publication,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
)
from tests.html import flat
from tests.renders.reviews.deciding import decide

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_the_list_shows_what_waits_the_longest_waiting_first(reviewing):
    first, second = make_review(), make_review()
    text = reviewing.get(reverse("reviews.list")).content.decode()
    assert text.index(first.shot.code) < text.index(second.shot.code)


def test_ones_own_shot_is_listed_and_locked_with_the_reason(reviewing, ruth):
    make_review(submitted_by=ruth)
    text = reviewing.get(reverse("reviews.list")).content.decode()
    assert "You submitted this shot, so someone else decides." in text


def test_a_filter_nobody_offers_is_no_filter(reviewing):
    review = make_review()
    text = reviewing.get(reverse("reviews.list"), {"placement": "no-such", "page": "-1"}).content.decode()
    assert review.shot.code in text


def test_an_empty_queue_says_so(reviewing):
    assert "All reviewed" in reviewing.get(reverse("reviews.list")).content.decode()


def test_an_item_shows_findings_with_measure_and_limit(reviewing):
    review = make_review()
    make_finding(review.pick, message="A light edge", measure=3, limit=1, unit="px")
    text = reviewing.get(review.get_absolute_url()).content.decode()
    assert "A light edge" in text
    assert "3 px, limit 1 px" in text


@pytest.fixture
def blocked():
    """A review whose pick inspection blocks."""
    review = make_review()
    make_finding(review.pick, severity="blocking", message="The product is cut off", box=[0.5, 0.25, 1.0, 0.75])
    return review


def test_approving_a_blocked_picture_asks_why(reviewing, blocked):
    page = reviewing.get(blocked.get_absolute_url())
    assert "Approve all the same" in flat(page)
    answer = decide(reviewing, blocked, verdict="approve", note="Good light")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Say why it is approved all the same." in flat(answer)
    assert "Good light" in flat(answer)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("override", ["", "   ", "\n"])
def test_blanks_are_no_reason_to_approve_a_blocked_picture(reviewing, blocked, override):
    answer = decide(reviewing, blocked, verdict="approve", override=override)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Decision.objects.exists()


def test_a_blocked_picture_that_was_approved_shows_why_and_what_was_found(reviewing, blocked):
    decide(reviewing, blocked, verdict="approve", override="The crop is wanted")
    blocked.pick.findings.all().delete()
    text = flat(reviewing.get(blocked.get_absolute_url()))
    assert "In spite of inspection: “The crop is wanted”" in text
    assert "The product is cut off" in text


def test_who_publishes_reads_why_a_blocked_picture_was_approved(reviewing, blocked, client_of, petra):
    decide(reviewing, blocked, verdict="approve", override="The crop is wanted")
    publishing = client_of(petra)
    assert "The crop is wanted" in flat(publishing.get(reverse("publications.list")))
    publication = make_publication(Decision.objects.get())
    assert "The crop is wanted" in flat(publishing.get(publication.get_absolute_url()))


def test_without_javascript_the_reason_is_asked_on_a_page_of_its_own(reviewing, blocked):
    text = flat(reviewing.get(f"{blocked.get_absolute_url()}?verdict=approve"))
    assert 'name="override"' in text
    assert "in spite of inspection" in text


def test_marks_over_the_picture_bear_the_numbers_of_the_list(reviewing, blocked):
    make_finding(blocked.pick, mask={"width": 4, "height": 2, "bits": "60"})
    text = flat(reviewing.get(blocked.get_absolute_url()))
    assert 'dy="1.1em">1</text>' in text
    width, height = blocked.pick.width, blocked.pick.height
    cells = f"M{width // 4} 0h{width // 2}v{height // 2}h-{width // 2}z"
    assert f'd="{cells}"' in text


def test_an_item_preloads_the_next_two_pictures(reviewing):
    first, second, third, fourth = (make_review() for _ in range(4))
    text = reviewing.get(first.get_absolute_url()).content.decode()
    ahead = [f'<img hidden src="/renditions/{one.pick_id}/view-1280/"' in text for one in (second, third, fourth)]
    assert ahead == [True, True, False]


def test_approving_goes_on_to_the_next_item(reviewing, ruth):
    first, second = make_review(), make_review()
    answer = decide(reviewing, first, verdict="approve")
    assert answer.headers["Location"] == second.get_absolute_url()
    assert Decision.objects.get().by == ruth


def test_with_htmx_the_next_item_comes_at_once_under_its_own_address(reviewing):
    first, second = make_review(), make_review()
    answer = decide(reviewing, first, headers=HTMX, verdict="approve")
    assert answer.headers["HX-Push-Url"] == second.get_absolute_url()
    assert second.shot.code in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_after_the_last_item_the_queue_says_it_is_empty(reviewing):
    answer = decide(reviewing, make_review(), headers=HTMX, verdict="approve")
    assert "All reviewed" in answer.content.decode()
    assert answer.headers["HX-Push-Url"] == reverse("reviews.list")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"verdict": "reject"}, "Choose a reason."),
        ({"verdict": "reject", "reason": "other"}, "Say what is wrong."),
        ({"verdict": "changes"}, "Choose or say what to change."),
        ({"verdict": "burn"}, "Choose approve, reject or request changes."),
        ({"verdict": "reject", "reason": "edge", "note": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_a_verdict_without_its_words_is_asked_for_them(reviewing, words, sentence):
    answer = decide(reviewing, make_review(), **words)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.content.decode()
    assert not Decision.objects.exists()


def test_what_was_typed_survives_a_refusal(reviewing):
    answer = decide(reviewing, make_review(), headers=HTMX, verdict="reject", note="Handle is bent")
    assert "Handle is bent" in answer.content.decode()


def test_without_javascript_the_words_have_a_page_of_their_own(reviewing):
    text = flat(reviewing.get(make_review().get_absolute_url(), {"verdict": "reject"}))
    assert "<dialog" not in text.replace('<dialog id="key-list"', "")
    assert 'name="reason" value="edge"' in text


def test_a_reason_is_dropped_where_nothing_is_rejected(reviewing):
    decide(reviewing, make_review(), verdict="approve", reason="edge")
    assert Decision.objects.get().reason == ""


def test_the_second_decider_sees_who_was_first_and_when(reviewing):
    review = make_review()
    maya = make_person(group="Reviewers", first_name="Maya")
    review.decide(by=maya, verdict="reject", reason="crop")
    answer = decide(reviewing, review, headers=HTMX, verdict="approve")
    assert answer.status_code == HTTPStatus.CONFLICT
    text = answer.content.decode()
    assert "<strong>Maya</strong> rejected" in text
    assert "today" in text


def test_deciding_on_ones_own_set_is_refused(reviewing, ruth):
    review = make_review(make_render(make_shot(make_shot_set(launched_by=ruth))), submitted_by=make_person())
    assert decide(reviewing, review, verdict="approve").status_code == HTTPStatus.FORBIDDEN
    assert not Decision.objects.exists()


def test_on_ones_own_set_there_is_the_reason_and_no_button(reviewing, ruth):
    review = make_review(make_render(make_shot(make_shot_set(launched_by=ruth))), submitted_by=make_person())
    text = reviewing.get(review.get_absolute_url()).content.decode()
    assert "You launched this set, so someone else decides." in text
    assert 'value="approve"' not in text


@pytest.mark.parametrize("person", ["petra", "ada", "sam"])
def test_only_reviewers_post_a_verdict(person, client_of, request):
    answer = decide(client_of(request.getfixturevalue(person)), make_review(), verdict="approve")
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_who_has_no_role_sees_no_review(client_of, sam):
    assert client_of(sam).get(reverse("reviews.list")).status_code == HTTPStatus.FORBIDDEN


def test_a_verdict_is_posted_never_fetched(reviewing):
    review = make_review()
    answer = reviewing.get(reverse("reviews.decisions", args=[review.pk]))
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_decision_can_be_undone_from_the_list(reviewing, ruth):
    decision = make_decision(by=ruth)
    assert f"/review/decisions/{decision.pk}/undo/" in reviewing.get(reverse("reviews.list")).content.decode()
    answer = reviewing.post(reverse("reviews.decisions.undo", args=[decision.pk]))
    assert answer.headers["Location"] == decision.review.get_absolute_url()
    assert Review.objects.open().filter(pk=decision.review_id).exists()


def test_undoing_too_late_says_so(reviewing, ruth):
    decision = make_decision(by=ruth)
    make_publication(decision)
    answer = reviewing.post(reverse("reviews.decisions.undo", args=[decision.pk]))
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Too late to undo" in answer.content.decode()


def test_nobody_undoes_somebody_elses_decision(reviewing):
    decision = make_decision()
    assert reviewing.post(reverse("reviews.decisions.undo", args=[decision.pk])).status_code == HTTPStatus.NOT_FOUND


def test_who_submitted_withdraws(client_of, petra):
    review = make_review(submitted_by=petra)
    answer = client_of(petra).post(reverse("reviews.detail.withdraw", args=[review.pk]))
    assert answer.headers["Location"] == review.shot.get_absolute_url()
    assert not Review.objects.open().exists()


def test_nobody_else_withdraws(client_of, paul):
    review = make_review()
    assert (
        client_of(paul).post(reverse("reviews.detail.withdraw", args=[review.pk])).status_code == HTTPStatus.FORBIDDEN
    )


def test_withdrawing_after_the_decision_shows_the_decision(client_of, petra):
    review = make_review(submitted_by=petra)
    make_decision(review)
    answer = client_of(petra).post(reverse("reviews.detail.withdraw", args=[review.pk]))
    assert answer.status_code == HTTPStatus.CONFLICT


def test_earlier_rounds_are_shown_on_the_next_one(reviewing):
    before = make_decision(verdict="reject", reason="shadow")
    again = make_review(before.render)
    text = reviewing.get(again.get_absolute_url()).content.decode()
    assert "Earlier rounds" in text
    assert "Shadow or light" in text


def test_a_candidate_beside_the_pick_is_shown_large_on_demand(reviewing):
    shot = make_shot()
    pick, other = make_render(shot), make_render(shot)
    review = make_review(pick, others=[other])
    text = reviewing.get(review.get_absolute_url(), {"see": other.number}).content.decode()
    assert f'src="/renditions/{other.pk}/view-1280/"' in text
    assert f"A decision is about candidate {pick.number}." in text


def test_words_from_people_are_text_never_markup(reviewing):
    review = make_review(note="<script>alert(1)</script>")
    text = reviewing.get(review.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_review_numbers_the_marks_of_its_pick_like_the_viewer(reviewing):
    review = make_review()
    make_finding(review.pick, severity="info", message="A note", box=[0, 0, 1, 1])
    make_finding(review.pick, message="Soft")
    make_finding(review.pick, message="Grey corner", box=[0.5, 0, 1, 0.25])
    pages = [flat(reviewing.get(each.get_absolute_url())) for each in (review, review.pick)]
    for page, stage in zip(pages, (f"stage-{review.pk}", "stage"), strict=True):
        assert f'<g id="{stage}-mark-2"> <rect x="512" y="0" width="512" height="256"' in page
        assert f'href="#{stage}-mark-2"' in page
        assert "-mark-1" not in page
        assert "-mark-3" not in page
