"""The list of shot sets and the page of one set."""

import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from renders.models import Render, Shot
from tests.factories import (
    make_decision,
    make_image_model,
    make_placement,
    make_publication,
    make_render,
    make_review,
    make_shot,
    make_shot_set,
    make_version,
)
from tests.html import flat

pytestmark = pytest.mark.django_db
State = Render.State
HTMX = {"HX-Request": "true"}
MOST_QUERIES = 13


@pytest.fixture
def shot_set(petra):
    """A set of Petra's without shots."""
    return make_shot_set(launched_by=petra)


@pytest.fixture
def crowd(petra):
    """10,000 renders: one set of 120 shots and forty small sets around it."""
    placement, model = make_placement(), make_image_model(price_micros=40_000)
    pattern = make_shot(make_shot_set(launched_by=petra), placement=placement, image_model=model)
    large = make_shot_set(launched_by=petra)
    copies(pattern, large, 120, renders=12)
    for _ in range(40):
        copies(pattern, make_shot_set(launched_by=petra), 20, renders=11)
    assert Render.objects.count() >= 10_000
    return large


def copies(pattern, shot_set, count, *, renders):
    """Shots like `pattern` in another set, each with waiting renders but for one that was cancelled."""
    fields = (
        "colorway_id",
        "placement_id",
        "version_id",
        "image_model_id",
        "account_id",
        "contract_json",
        "price_micros",
    )
    order = {name: getattr(pattern, name) for name in (*fields, "contract_digest")}
    rows = [
        Shot(shot_set=shot_set, number=n, code=f"{shot_set.code}-{n}", revision=1, **order) for n in range(1, count + 1)
    ]
    for shot in Shot.objects.bulk_create(rows):
        Render.objects.bulk_create(
            Render(
                shot=shot,
                shot_set=shot_set,
                account_id=shot.account_id,
                number=number,
                seed=number,
                price_micros=shot.price_micros,
                state=State.CANCELLED if number == 1 else State.QUEUED,
            )
            for number in range(1, renders + 1)
        )


def text_of(browser, address, **query):
    return flat(browser.get(address, query))


def listed(browser, **query):
    return text_of(browser, reverse("sets.list"), **query)


def changes(browser, shot_set, **seen):
    return browser.get(reverse("sets.detail.changes", args=[shot_set.code]), seen, headers=HTMX)


def seen_on(text):
    """The revision that a page carries."""
    return re.search(r'name="seen" value="([^"]*)"', text)[1]


def test_an_empty_list_leads_to_compose(petras):
    text = listed(petras)
    assert "No shot sets yet" in text
    assert reverse("sets.compose") in text


def test_the_list_shows_the_latest_set_first_with_its_progress(petras, petra):
    first, second = make_shot_set(launched_by=petra), make_shot_set(launched_by=petra, note="For spring")
    make_render(make_shot(second))
    text = listed(petras)
    assert text.index(second.code) < text.index(first.code)
    assert "1 of 1 ready" in text
    assert "For spring" in text


def test_the_list_says_what_is_in_review_and_what_is_approved(petras, shot_set):
    make_review(make_render(make_shot(shot_set)))
    make_decision(make_review(make_render(make_shot(shot_set))))
    text = listed(petras)
    assert "1 in review" in text
    assert "1 approved" in text


def test_the_list_narrows_by_kind_state_and_launcher(petras, petra, paul):
    running = make_shot_set(launched_by=petra)
    make_render(make_shot(running), state=State.SUBMITTED)
    done = make_shot_set(launched_by=paul, kind="production")
    make_render(make_shot(done, version=make_version(is_frozen=True)))
    for query, shown, hidden in [
        ({"kind": "production"}, done, running),
        ({"state": "running"}, running, done),
        ({"state": "done"}, done, running),
        ({"own": "on"}, running, done),
    ]:
        text = listed(petras, **query)
        assert shown.code in text
        assert hidden.code not in text


def test_a_filter_that_matches_nothing_can_be_cleared(petras, shot_set):
    text = listed(petras, state="stopped")
    assert "No set matches" in text
    assert "Clear filters" in text


@pytest.mark.parametrize("query", [{"before": "-1"}, {"before": "x"}, {"kind": "password"}, {"state": "9" * 5000}])
def test_a_nonsense_query_shows_the_list(petras, shot_set, query):
    assert shot_set.code in listed(petras, **query)


def test_the_list_goes_on_where_a_page_ended(petras, petra):
    sets = [make_shot_set(launched_by=petra) for _ in range(31)]
    first = petras.get(reverse("sets.list")).context
    assert [row.shot_set for row in first["rows"]] == sets[:0:-1]
    assert sets[0].code in listed(petras, before=first["older"])


def test_a_set_shows_each_shot_with_progress_cost_and_verdict(petras, shot_set):
    placement = make_placement(image_models=[make_image_model(price_micros=40_000)])
    shot = make_shot(shot_set, placement=placement)
    make_render(shot, was_charged=True)
    make_render(shot, state=State.SUBMITTED)
    make_review(make_render(shot, was_charged=True))
    text = text_of(petras, shot_set.get_absolute_url())
    assert shot.get_absolute_url() in text
    assert "<strong>2</strong> of 3 ready" in text
    assert "$0.08" in text
    assert "In review" in text


def test_a_set_leaves_no_room_for_pauses_where_there_are_none(petras, shot_set):
    make_render(make_shot(shot_set))
    pauses = re.search(r'<div[^>]*id="obstacles"[^>]*>', petras.get(shot_set.get_absolute_url()).content.decode())
    assert "hidden" in pauses[0]


def test_the_list_says_how_a_set_ended(petras, shot_set):
    done = [make_render(make_shot(shot_set)) for _ in range(5)]
    text = text_of(petras, reverse("sets.list"))
    assert "nothing submitted yet" in text
    reviews = [make_review(render) for render in done[:4]]
    for at, verdict in enumerate(("reject", "approve", "approve"), start=1):
        decision = make_decision(reviews[at], verdict=verdict)
    make_publication(decision)
    make_decision(make_review(done[4]), verdict="reject")
    make_review(done[4])
    text = text_of(petras, reverse("sets.list"))
    for outcome in ("1 published", "1 approved", "2 in review", "1 sent back"):
        assert outcome in text


def test_a_row_shows_a_picture_of_each_first_shot_and_how_many_more_there_are(petras, shot_set):
    bare, judged, *_ = [make_shot(shot_set) for _ in range(6)]
    make_render(bare, mark="drop")
    make_render(judged)
    approved = make_render(judged)
    make_decision(make_review(approved))
    [row] = petras.get(reverse("sets.list")).context["rows"]
    product = reverse("products.picture", args=[bare.colorway.product_id])
    assert row.thumbs[0] == f"{product}?colorway={bare.colorway_id}"
    assert row.thumbs[1] == reverse("shots.renditions", args=[approved.pk, "thumb-320"])
    assert (len(row.thumbs), row.more_shots) == (4, 2)


def test_a_set_of_failures_has_no_picture_to_submit(petras, shot_set):
    make_render(make_shot(shot_set), state=State.FAILED)
    assert "no picture" in text_of(petras, reverse("sets.list"))


def test_a_shot_that_was_submitted_again_is_in_review(petras, shot_set):
    render = make_render(make_shot(shot_set))
    make_decision(make_review(render), verdict="reject")
    make_review(render)
    text = petras.get(shot_set.get_absolute_url()).content.decode()
    assert "In review" in text
    assert "Rejected" not in text


def test_a_decision_that_was_taken_back_leaves_the_shot_in_review(petras, shot_set):
    decision = make_decision(make_review(make_render(make_shot(shot_set))), verdict="reject")
    assert decision.undo(by=decision.by)
    assert "In review" in petras.get(shot_set.get_absolute_url()).content.decode()


def test_a_decided_shot_shows_its_verdict(petras, shot_set):
    make_decision(make_review(make_render(make_shot(shot_set))), verdict="reject")
    assert "Rejected" in text_of(petras, shot_set.get_absolute_url())


def test_a_set_lists_forty_shots_a_page(petras, shot_set):
    order = {"placement": make_placement(), "version": make_version()}
    shots = [make_shot(shot_set, **order) for _ in range(41)]
    first = text_of(petras, shot_set.get_absolute_url())
    assert f'href="{shots[39].get_absolute_url()}"' in first
    assert f'href="{shots[40].get_absolute_url()}"' not in first
    assert f'href="{shots[40].get_absolute_url()}"' in text_of(petras, shot_set.get_absolute_url(), after=40)


def test_a_poll_that_brings_nothing_new_changes_nothing(petras, shot_set):
    make_render(make_shot(shot_set), state=State.SUBMITTED)
    seen = seen_on(text_of(petras, shot_set.get_absolute_url()))
    assert changes(petras, shot_set, seen=seen).status_code == HTTPStatus.NO_CONTENT


def test_a_poll_brings_only_the_shots_that_changed(petras, shot_set):
    for _ in range(2):
        make_render(make_shot(shot_set), state=State.SUBMITTED)
    before = text_of(petras, shot_set.get_absolute_url())
    Render.fast.filter(shot=shot_set.shots.get(number=2)).try_move(State.SUBMITTED, State.FINISHED)
    text = flat(changes(petras, shot_set, seen=seen_on(before)))
    assert 'id="shot-2-state" hx-swap-oob="true"' in text
    assert "shot-1-state" not in text
    assert seen_on(text) == seen_on(text_of(petras, shot_set.get_absolute_url())) != seen_on(before)


def test_a_poll_offers_what_ready_pictures_are_for_once_there_are_some(petras, shot_set):
    make_render(make_shot(shot_set), state=State.STORED)
    offered = f'href="{reverse("sets.finish", args=[shot_set.code])}"'
    assert offered not in flat(changes(petras, shot_set, seen="0"))
    Render.objects.update(state=State.READY)
    assert offered in flat(changes(petras, shot_set, seen="0"))


def test_a_poll_ends_when_the_set_is_finished(petras, shot_set):
    make_render(make_shot(shot_set), state=State.STORED)
    before = text_of(petras, shot_set.get_absolute_url())
    Render.objects.update(state=State.READY)
    response = changes(petras, shot_set, seen=seen_on(before))
    assert response.status_code == HTTPStatus.OK
    assert "data-poll" not in flat(response)


@pytest.mark.parametrize("seen", ["", "x", "1.2.3", "9" * 5000])
def test_a_poll_with_nonsense_is_answered(petras, shot_set, seen):
    make_render(make_shot(shot_set), state=State.SUBMITTED)
    response = changes(petras, shot_set, seen=seen)
    assert response.status_code == HTTPStatus.OK
    assert "shot-1-state" in flat(response)


def test_stopping_cancels_what_is_not_sent_and_says_how_much(petras, shot_set):
    shot = make_shot(shot_set)
    make_render(shot, state=State.QUEUED)
    make_render(shot, state=State.SUBMITTED)
    assert "Stop 1 waiting" in text_of(petras, shot_set.get_absolute_url())
    response = petras.post(reverse("sets.detail.stop", args=[shot_set.code]), follow=True)
    assert "1 render cancelled. 1 is sent already: it is finished, free." in flat(response)
    assert sorted(shot.renders.values_list("state", flat=True)) == [State.CANCELLED, State.SUBMITTED]


def test_only_who_launched_a_set_stops_it(client_of, paul, ruth, ada, shot_set):
    make_render(make_shot(shot_set), state=State.QUEUED)
    for person in (paul, ruth, ada):
        browser = client_of(person)
        assert browser.post(reverse("sets.detail.stop", args=[shot_set.code])).status_code == HTTPStatus.FORBIDDEN
        assert "Stop 1 waiting" not in text_of(browser, shot_set.get_absolute_url())
    assert shot_set.renders.get().state == State.QUEUED


def test_stopping_is_a_post(petras, shot_set):
    assert petras.get(reverse("sets.detail.stop", args=[shot_set.code])).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_person_in_no_group_sees_no_sets(client_of, sam, shot_set):
    browser = client_of(sam)
    for address in (
        reverse("sets.list"),
        shot_set.get_absolute_url(),
        reverse("sets.detail.changes", args=[shot_set.code]),
    ):
        assert browser.get(address).status_code == HTTPStatus.FORBIDDEN


def test_an_unknown_set_is_not_found(petras):
    assert petras.get(reverse("sets.detail", args=["S-9999"])).status_code == HTTPStatus.NOT_FOUND


def test_one_nonsense_filter_leaves_the_others_in_force(petras, shot_set):
    make_render(make_shot(shot_set))
    assert "No set matches" in listed(petras, kind="production", state="nonsense")


def test_with_ten_thousand_renders_every_page_stays_below_twenty_queries(petras, crowd, django_assert_max_num_queries):
    addresses = [
        reverse("sets.list"),
        crowd.get_absolute_url(),
        f"{crowd.get_absolute_url()}?after=50",
        reverse("sets.detail.changes", args=[crowd.code]),
        crowd.shots.first().get_absolute_url(),
        reverse("shots.detail.changes", args=[crowd.shots.first().code]),
    ]
    for address in addresses:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert petras.get(address).status_code == HTTPStatus.OK


def test_the_page_of_another_persons_set_asks_once_whether_its_launcher_is_a_program(client_of, paul, shot_set):
    browser = client_of(paul)
    with CaptureQueriesContext(connection) as captured:
        browser.get(shot_set.get_absolute_url())
    assert len([query for query in captured if "renders_apitoken" in query["sql"]]) == 1


def test_a_shot_says_how_many_pictures_it_does_not_show(petras, shot_set):
    shot = make_shot(shot_set)
    for _ in range(10):
        make_render(shot)
    text = petras.get(shot_set.get_absolute_url()).content.decode()
    shown = text.count('class="thumb thumb--large"')
    assert 0 < shown < 10
    assert f">+{10 - shown}</span>" in text
