"""My work: each person sees what they are the next to do."""

import re
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from renders.models import worklist
from tests.factories import (
    make_budget,
    make_decision,
    make_publication,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
    make_thread,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def shot_of(person):
    """A shot in a set this person launched."""
    return make_shot(make_shot_set(launched_by=person))


def home(browser, **query):
    """The page as text."""
    return browser.get(reverse("people.home"), query).content.decode()


def thumbnail(render):
    """Where its small picture is."""
    return reverse("shots.renditions", args=[render.pk, "thumb-320"])


def rows_of(browser, name):
    """The rows of one list."""
    lists = browser.get(reverse("people.home")).context["lists"]
    return next((each.rows for each in lists if each.name == name), [])


def test_nothing_to_do_offers_to_compose(client_of, petra):
    text = home(client_of(petra))
    assert "Nothing is waiting for you." in text
    assert reverse("sets.compose") in text


def test_a_reviewer_with_nothing_to_do_is_not_asked_to_launch(client_of, ruth):
    text = home(client_of(ruth))
    assert "Nothing is waiting for you." in text
    assert reverse("sets.compose") not in text


def test_a_running_set_shows_how_far_it_is(client_of, petra):
    shot = shot_of(petra)
    make_render(shot)
    make_render(shot, state="queued")
    text = home(client_of(petra))
    assert "1 of 2 ready" in text
    assert "data-poll" in text


def test_a_settled_page_does_not_poll(client_of, petra):
    make_render(shot_of(petra))
    assert "data-poll" not in home(client_of(petra))


def test_a_poll_that_finds_nothing_new_gets_nothing(client_of, petra):
    make_render(shot_of(petra), state="queued")
    browser = client_of(petra)
    seen = browser.get(reverse("people.home"), headers=HTMX).context["revision"]
    again = browser.get(reverse("people.home"), {"seen": str(seen)}, headers=HTMX)
    assert again.status_code == HTTPStatus.NO_CONTENT


def test_a_poll_after_a_change_gets_the_part(client_of, petra):
    shot = shot_of(petra)
    make_render(shot, state="queued")
    browser = client_of(petra)
    seen = browser.get(reverse("people.home"), headers=HTMX).context["revision"]
    make_render(shot)
    again = browser.get(reverse("people.home"), {"seen": str(seen)}, headers=HTMX)
    assert "1 of 2 ready" in again.content.decode()
    assert "<html" not in again.content.decode()


def test_a_reviewer_sees_what_they_can_decide(client_of, ruth):
    mine, other = make_review(submitted_by=ruth), make_review()
    text = home(client_of(ruth))
    assert other.get_absolute_url() in text
    assert mine.get_absolute_url() not in text


def test_a_marketer_sees_shots_that_are_ready_to_choose_from(client_of, petra):
    done, running = make_render(shot_of(petra)).shot, make_render(shot_of(petra), state="queued").shot
    text = home(client_of(petra))
    assert f'id="submit-{done.pk}"' in text
    assert f'id="submit-{running.pk}"' not in text


def test_what_went_wrong_shows_the_product_it_was_ordered_for(client_of, petra):
    shot = shot_of(petra)
    make_render(shot, state="failed", reason="refused")
    [failed] = rows_of(client_of(petra), "failed")
    product = reverse("products.picture", args=[shot.colorway.product_id])
    assert failed.picture == f"{product}?colorway={shot.colorway_id}"


def test_a_running_set_shows_its_first_picture_and_before_that_its_product(client_of, petra):
    shot = shot_of(petra)
    make_render(shot, state="queued")
    browser = client_of(petra)
    assert reverse("products.picture", args=[shot.colorway.product_id]) in home(browser)
    assert thumbnail(make_render(shot)) in home(browser)


def test_more_running_sets_than_the_page_shows_are_one_click_away(client_of, petra):
    sets = [make_shot_set(launched_by=petra) for _ in range(9)]
    for shot_set in sets[:8]:
        make_render(make_shot(shot_set), state="queued")
    browser, address = client_of(petra), f"{reverse('sets.list')}?state=running"
    assert address not in home(browser)
    make_render(make_shot(sets[8]), state="queued")
    assert address in home(browser)


def test_a_row_has_a_picture_a_title_the_product_and_the_note(client_of, petra, ruth):
    shot = make_shot(make_shot_set(launched_by=petra, note="Spring page"))
    make_render(shot)
    starred = make_render(shot, mark="star")
    product = f"{shot.colorway.product}, {shot.colorway.name}"
    [waiting] = rows_of(client_of(petra), "to_submit")
    assert (waiting.title, waiting.product, waiting.note, waiting.picture) == (
        shot.code,
        product,
        "Spring page",
        thumbnail(starred),
    )
    make_review(starred, note="The third one")
    [review] = rows_of(client_of(ruth), "reviews")
    assert (review.title, review.product, review.note, review.picture) == (
        shot.code,
        product,
        "The third one",
        thumbnail(starred),
    )


def test_a_submitter_sees_what_is_in_review_sent_back_and_approved(client_of, petra):
    picks = [make_render(shot_of(petra)) for _ in range(4)]
    reviews = [make_review(pick) for pick in picks]
    make_decision(reviews[1], verdict="reject", reason="shadow", note="Softer")
    make_decision(reviews[2])
    make_publication(make_decision(reviews[3]))
    browser = client_of(petra)
    shown = {name: [row.title for row in rows_of(browser, name)] for name in ("in_review", "sent_back", "approved")}
    assert shown == {
        "in_review": [picks[0].shot.code],
        "sent_back": [picks[1].shot.code],
        "approved": [picks[2].shot.code],
    }
    assert rows_of(browser, "sent_back")[0].note == "Shadow or light “Softer”"


def test_more_leads_to_all_of_a_list(client_of, petra):
    for _ in range(9):
        make_render(shot_of(petra))
    browser = client_of(petra)
    assert len(rows_of(browser, "to_submit")) == 6
    link = re.search(r'id="more-to_submit" href="([^"]*)"[^>]*> (\d+) more', " ".join(home(browser).split()))
    assert link[2] == "3"
    everything = browser.get(link[1]).content.decode()
    assert everything.count('id="submit-') == 9
    assert "All of my work" in everything


def test_a_list_that_is_empty_by_now_leads_back_to_all_work(client_of, petra):
    for name in ("to_submit", "nonsense"):
        assert "Nothing is waiting for you." in home(client_of(petra), all=name)


def test_a_running_set_names_its_products_and_its_note(client_of, petra):
    shot_set = make_shot_set(launched_by=petra, note="For the fair")
    first, second = make_shot(shot_set), make_shot(shot_set)
    for shot in (first, second):
        make_render(shot, state="queued")
    text = " ".join(home(client_of(petra)).split())
    assert f"{first.colorway.product}, {first.colorway.name} and 1 more shot" in text
    assert "For the fair" in text


def test_a_submitted_shot_is_no_longer_theirs_to_choose_from(client_of, petra):
    review = make_review(make_render(shot_of(petra)))
    assert f'id="submit-{review.shot_id}"' not in home(client_of(petra))


def test_what_came_back_is_shown_with_its_reason(client_of, petra):
    review = make_review(make_render(shot_of(petra)))
    make_decision(review, verdict="reject", reason="shadow")
    text = home(client_of(petra))
    assert "Came back from review" in text
    assert "Shadow or light" in text


def test_what_was_submitted_again_is_not_shown_as_sent_back(client_of, petra):
    review = make_review(make_render(shot_of(petra)))
    make_decision(review, verdict="reject")
    make_review(review.pick)
    assert "Came back from review" not in home(client_of(petra))


def test_somebody_elses_verdicts_are_not_shown(client_of, paul):
    make_decision(verdict="reject")
    assert "Came back from review" not in home(client_of(paul))


def test_a_failed_render_is_shown_until_it_is_ordered_again(client_of, petra):
    shot = shot_of(petra)
    failed = make_render(shot, state="failed")
    before = home(client_of(petra))
    make_render(shot, retry_of=failed)
    after = home(client_of(petra))
    assert ("1 candidate failed" in before, "1 candidate failed" in after) == (True, False)


def test_a_render_in_doubt_names_the_money_reserved_for_it(client_of, petra):
    make_render(shot_of(petra), state="in_doubt", price_micros=25_000)
    assert "Reserved: $0.025." in home(client_of(petra))


def test_an_admin_sees_everybodys_doubts(client_of, ada):
    render = make_render(state="in_doubt")
    assert f'id="doubt-{render.pk}"' in home(client_of(ada))


def test_who_publishes_sees_how_much_is_approved(client_of, petra):
    make_decision()
    assert "1 approved picture is not published yet." in home(client_of(petra))


def test_the_budget_strip_shows_what_is_left(client_of, petra):
    make_budget(name="Team", cap_micros=60_000_000, spent_micros=18_800_000)
    assert "$41.20" in home(client_of(petra))


def test_a_reviewer_sees_no_money(client_of, ruth):
    make_budget(name="Team")
    assert "Team" not in home(client_of(ruth))


def test_who_has_no_role_learns_whom_to_ask(client_of, sam):
    make_render(state="queued")
    text = home(client_of(sam))
    assert "Your account has no role yet" in text
    assert "On the way" not in text


def test_my_work_asks_for_a_sign_in(client):
    assert client.get(reverse("people.home")).headers["Location"].startswith(reverse("login"))


def test_who_is_mentioned_finds_the_thread_until_they_have_read_it(petras, petra, ruth):
    thread = make_thread(by=ruth, text="@petra is this bent?")
    (row,) = rows_of(petras, "mentions")
    assert row.address.endswith(f"#thread-{thread.pk}")
    assert (row.note, row.by) == ("@petra is this bent?", "Ruth")
    thread.read_by(petra)
    assert rows_of(petras, "mentions") == []


def test_a_thread_that_mentions_somebody_twice_is_listed_once(petras, ruth):
    thread = make_thread(by=ruth, text="@petra?")
    thread.reply(by=ruth, text="@petra, please", token=uuid4())
    (row,) = rows_of(petras, "mentions")
    assert row.note == "@petra, please"


def test_requested_changes_come_back_with_the_open_comments(petras, petra, ruth):
    review = make_review(submitted_by=petra)
    make_thread(review, by=ruth)
    make_thread(review, by=ruth).resolve(by=ruth)
    make_decision(review, by=ruth, verdict="changes", note="Straighten the handle")
    (row,) = rows_of(petras, "sent_back")
    assert (row.chip[0], row.note, row.end) == ("changes", "“Straighten the handle”", "1 open comment.")


def test_doubts_are_looked_for_among_what_is_unfinished_however_many_sets_somebody_launched(petra):
    plan = worklist.in_doubt(petra).explain()
    # Postgres decides by what it counted in the tables, SQLite by the statement alone.
    assert connection.vendor == "postgresql" or "render_unfinished" in plan
