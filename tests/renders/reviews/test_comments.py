"""Comments on the review page, in the viewer and on the shot's page."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse

from renders.models import Comment, CommentThread
from renders.models.comments import Spot
from tests.factories import make_decision, make_person, make_render, make_review, make_shot, make_thread
from tests.html import flat

pytestmark = pytest.mark.django_db


def comment(browser, review, **fields):
    """Send the form of a new thread."""
    sent = {"candidate": review.pick.number, "text": "Bent", "token": uuid4(), **fields}
    return browser.post(reverse("reviews.comments", args=[review.pk]), sent)


def send(browser, verb, thread, **fields):
    return browser.post(reverse(f"reviews.comments.{verb}", args=[thread.pk]), fields)


def page(browser, address):
    return flat(browser.get(address))


def pages_of(thread):
    """Review, viewer and shot."""
    shot = thread.review.shot
    candidate = reverse("shots.candidate", args=[shot.code, thread.render.number])
    return [thread.review.get_absolute_url(), candidate, shot.get_absolute_url()]


def test_a_comment_without_a_pin_leads_to_its_thread(reviewing):
    review = make_review()
    response = comment(reviewing, review)
    thread = CommentThread.objects.get()
    assert thread.spot is None
    assert response.url == f"{review.get_absolute_url()}?see={review.pick.number}#thread-{thread.pk}"


def test_two_percent_fields_pin_it_to_a_spot(reviewing):
    review = make_review()
    comment(reviewing, review, left="25.5", top="100")
    assert CommentThread.objects.get().spot == (0.255, 1)
    text = page(reviewing, review.get_absolute_url())
    assert '<svg x="25.50%" y="100.00%"' in text
    assert 'aria-label="Comment A"' in text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " "}, "Write something."),
        ({"left": "20"}, "A pin needs both places."),
        ({"left": "20", "top": "101"}, "less than or equal to 100"),
        ({"left": "20", "top": "NaN"}, "Enter a number."),
        ({"text": "x" * 2001}, "at most 2000"),
    ],
)
def test_what_cannot_be_saved_is_kept_in_the_form_with_the_reason(reviewing, fields, sentence):
    review = make_review()
    response = comment(reviewing, review, **{"text": "Bent handle", **fields})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    text = flat(response)
    assert sentence in text
    assert "Error:" in text
    assert fields.get("text", "Bent handle") in text
    assert not Comment.objects.exists()


def test_a_candidate_of_another_shot_takes_no_comment(reviewing):
    review, other = make_review(), make_render(make_shot())
    make_render(other.shot)
    response = comment(reviewing, review, candidate=2)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Comment.objects.exists()


def test_a_reply_is_added_once_however_often_it_is_sent(reviewing):
    thread, token = make_thread(), uuid4()
    for _ in range(2):
        assert send(reviewing, "reply", thread, text="Why?", token=token).status_code == HTTPStatus.FOUND
    assert [one.text for one in thread.comments.all()] == ["The handle is bent", "Why?"]


def test_an_empty_reply_says_so_in_its_thread(reviewing):
    thread = make_thread()
    response = send(reviewing, "reply", thread, text="", token=uuid4())
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'id="reply-{thread.pk}-text_error"' in response.content.decode()


def test_what_somebody_wrote_is_text_and_no_markup(reviewing):
    thread = make_thread(text='<script>alert(1)</script> @ruth <img src=x onerror="alert(2)">')
    for address in pages_of(thread):
        text = reviewing.get(address).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_viewer_and_shot_show_the_thread_and_the_viewer_its_pin(petras):
    thread = make_thread(text="The handle is bent", spot=Spot(0.2, 0.4))
    review, viewer, shot = (page(petras, address) for address in pages_of(thread))
    for text in (review, viewer, shot):
        assert "The handle is bent" in text
    pin = f'id="pin-{thread.pk}"'
    assert (pin in review, pin in viewer, pin in shot) == (True, True, False)


def test_the_viewer_starts_a_thread_in_the_newest_review_and_leads_back(reviewing):
    decision = make_decision(make_review(), verdict="changes", note="Straighten the handle")
    again = make_review(decision.render)
    viewer = reverse("shots.candidate", args=[again.shot.code, again.pick.number])
    form = reviewing.get(viewer).context["comment_form"]
    response = comment(reviewing, form.review, candidate=form["candidate"].value(), view="viewer")
    thread = CommentThread.objects.get()
    assert (thread.review, thread.render) == (again, again.pick)
    assert response.url == f"{viewer}#thread-{thread.pk}"


def test_the_viewer_takes_no_comment_on_what_was_never_submitted(reviewing):
    viewer = make_render().get_absolute_url()
    assert "comment_form" in (context := reviewing.get(viewer).context)
    assert context["comment_form"] is None
    assert "data-pin-action" not in page(reviewing, viewer)


def test_a_pin_is_drawn_on_its_own_picture_only(petras):
    shot = make_shot()
    pick, other = make_render(shot), make_render(shot)
    thread = make_thread(make_review(pick, others=[other]), spot=Spot(0.2, 0.4))
    address = thread.review.get_absolute_url()
    assert f'id="pin-{thread.pk}"' in page(petras, f"{address}?see={pick.number}")
    seen_other = page(petras, f"{address}?see={other.number}")
    assert f'id="pin-{thread.pk}"' not in seen_other
    assert "The handle is bent" in seen_other


def test_a_comment_about_another_submitted_candidate_belongs_to_it(reviewing):
    shot = make_shot()
    pick, other = make_render(shot), make_render(shot)
    review = make_review(pick, others=[other])
    form = reviewing.get(f"{review.get_absolute_url()}?see={other.number}").context["comment_form"]
    comment(reviewing, review, candidate=form["candidate"].value())
    assert CommentThread.objects.get().render == other


def test_a_resolved_thread_loses_its_pin_and_can_be_reopened(reviewing):
    thread = make_thread(spot=Spot(0.2, 0.4))
    pin, address = f'id="pin-{thread.pk}"', thread.review.get_absolute_url()
    send(reviewing, "resolve", thread)
    text = page(reviewing, address)
    assert pin not in text
    assert "1 resolved" in text
    send(reviewing, "reopen", thread)
    assert pin in page(reviewing, address)


def test_who_may_not_resolve_is_not_offered_it(client_of):
    browser = client_of(make_person("paul"))
    thread = make_thread()
    assert "Resolve" not in page(browser, thread.review.get_absolute_url())
    assert send(browser, "resolve", thread).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("at", range(3))
def test_a_form_leads_back_to_the_page_that_sent_it(reviewing, at):
    thread = make_thread()
    view = ["review", "viewer", "grid"][at]
    response = send(reviewing, "reply", thread, text="Why?", token=uuid4(), view=view)
    assert response.url.startswith(pages_of(thread)[at])
    assert response.url.endswith(f"#thread-{thread.pk}")


def test_the_next_round_shows_the_comments_of_the_round_before(petras, petra):
    decision = make_decision(make_review(submitted_by=petra), verdict="changes", note="Straighten the handle")
    make_thread(decision.review, text="Here it bends")
    again = make_review(decision.render, submitted_by=petra)
    assert again.round == 2
    text = page(petras, again.get_absolute_url())
    assert "Here it bends" in text
    assert "round 1" in text


def test_a_mention_waits_in_its_thread_until_that_was_in_sight(petra, ruth, reviewing):
    thread = make_thread(by=petra, text="@ruth bent?")
    address = thread.review.get_absolute_url()
    assert "Mentions you" in page(reviewing, address)
    assert "Mentions you" in page(reviewing, address)
    response = reviewing.post(reverse("reviews.comments.read", args=[thread.pk]), headers={"HX-Request": "true"})
    assert response.status_code == HTTPStatus.NO_CONTENT
    assert "Mentions you" not in page(reviewing, address)


def test_only_people_are_marked_as_mentioned(petra, ruth, reviewing):
    thread = make_thread(by=petra, text="@ruth and @nobody")
    text = page(reviewing, thread.review.get_absolute_url())
    assert ">@ruth</strong> and @nobody" in text
