"""What a marketer does with one candidate: star, drop, baseline, render again."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import Baseline, Render
from tests.factories import (
    make_budget,
    make_image_model,
    make_placement,
    make_render,
    make_shot,
    make_shot_set,
    make_template,
    make_version,
)
from tests.html import flat

pytestmark = pytest.mark.django_db
State = Render.State
HTMX = {"HX-Request": "true"}
VERBS = ["shots.candidate.mark", "shots.candidate.baseline", "shots.candidate.retry"]


@pytest.fixture
def shot(petra):
    """A shot of Petra's without candidates, at $0.04 a picture."""
    placement = make_placement(image_models=[make_image_model(price_micros=40_000)])
    return make_shot(make_shot_set(launched_by=petra), placement=placement)


def post(browser, verb, render, *, headers=None, **words):
    address = reverse(verb, args=[render.shot.code, render.number])
    return browser.post(address, words, headers=headers or {})


def marked(render):
    render.refresh_from_db()
    return render.mark


@pytest.mark.parametrize("mark", ["star", "drop"])
def test_a_mark_is_kept(petras, shot, mark):
    render = make_render(shot)
    response = post(petras, "shots.candidate.mark", render, mark=mark, view="grid")
    assert response.url == f"{shot.get_absolute_url()}?shown=1#candidate-1"
    assert marked(render) == mark


def test_a_mark_can_be_taken_off(petras, shot):
    render = make_render(shot, mark="star")
    post(petras, "shots.candidate.mark", render, mark="none")
    assert marked(render) == ""


def test_a_second_click_on_the_same_mark_changes_nothing(petras, shot):
    render = make_render(shot)
    post(petras, "shots.candidate.mark", render, mark="star")
    post(petras, "shots.candidate.mark", render, mark="star")
    assert marked(render) == "star"


def test_a_mark_by_htmx_answers_the_buttons_alone(petras, shot):
    render = make_render(shot)
    text = flat(post(petras, "shots.candidate.mark", render, mark="star", view="grid", headers=HTMX))
    assert 'id="candidate-1-marks"' in text
    assert 'data-mark-as="star" data-key="s"' in text
    assert text.count('aria-pressed="true"') == 1
    assert "<html" not in text


def test_a_mark_is_news_for_other_pages(petras, shot):
    render = make_render(shot)
    post(petras, "shots.candidate.mark", render, mark="star")
    shot.refresh_from_db()
    render.refresh_from_db()
    assert render.revision == shot.revision == 1


def test_a_mark_from_the_viewer_leads_back_to_it(petras, shot):
    render = make_render(shot)
    assert post(petras, "shots.candidate.mark", render, mark="star", view="viewer").url == render.get_absolute_url()


def test_a_mark_nobody_knows_is_not_found(petras, shot):
    render = make_render(shot)
    assert post(petras, "shots.candidate.mark", render, mark="gold").status_code == HTTPStatus.NOT_FOUND
    assert marked(render) == ""


def test_the_pick_becomes_the_baseline_of_its_version(petras, shot, petra):
    render = make_render(shot)
    response = post(petras, "shots.candidate.baseline", render)
    baseline = Baseline.objects.get(version=shot.version)
    assert (baseline.render, baseline.picked_by) == (render, petra)
    assert response.status_code == HTTPStatus.FOUND


def test_a_baseline_by_htmx_flags_the_new_one_and_unflags_the_old(petras, shot, petra):
    old, new = make_render(shot), make_render(shot)
    Baseline.pick(old, by=petra)
    text = flat(post(petras, "shots.candidate.baseline", new, headers=HTMX, seen=f"{'0' * 16}.1-0.2-0"))
    assert "Candidate 2 is the baseline" in text
    assert "candidate-1-picture" in text.split("Baseline</span>")[0]
    assert text.count("Baseline</span>") == 1


def test_a_failed_candidate_is_no_baseline(petras, shot):
    render = make_render(shot, state=State.FAILED)
    response = petras.post(reverse("shots.candidate.baseline", args=[shot.code, render.number]), follow=True)
    assert "Candidate 1 has no ready picture." in flat(response)
    assert not Baseline.objects.exists()


def test_a_frozen_version_keeps_its_baseline(petras, shot, petra):
    version = make_version(make_template(placements=[shot.placement]), is_frozen=True)
    frozen = make_shot(make_shot_set(launched_by=petra), placement=shot.placement, version=version)
    render = make_render(frozen)
    assert 'id="baseline"' not in petras.get(frozen.get_absolute_url()).content.decode()
    post(petras, "shots.candidate.baseline", render)
    assert not Baseline.objects.exists()


def test_a_failed_candidate_is_rendered_again_as_a_new_one(petras, shot):
    failed = make_render(shot, state=State.FAILED)
    post(petras, "shots.candidate.retry", failed)
    new = shot.renders.get(number=2)
    assert (new.retry_of, new.state) == (failed, State.QUEUED)


def test_rendering_again_twice_orders_once(petras, shot):
    failed = make_render(shot, state=State.FAILED)
    post(petras, "shots.candidate.retry", failed)
    post(petras, "shots.candidate.retry", failed)
    assert shot.renders.count() == 2


def test_rendering_again_by_htmx_appends_the_new_cell_and_starts_the_poller(petras, shot):
    failed = make_render(shot, state=State.FAILED)
    text = flat(post(petras, "shots.candidate.retry", failed, headers=HTMX, seen=f"{'0' * 16}.1-0"))
    assert '<ol hx-swap-oob="beforeend:#candidates">' in text
    assert 'id="candidate-2"' in text
    assert "data-poll" in text
    assert "Rendered again as" in text


def test_rendering_again_over_budget_orders_nothing_and_says_what_is_missing(petras, shot):
    make_budget(name="Spring", cap_micros=10_000)
    failed = make_render(shot, state=State.FAILED)
    response = petras.post(reverse("shots.candidate.retry", args=[shot.code, failed.number]), follow=True)
    assert "Spring is short by $0.03. An admin can raise it. Nothing was ordered." in flat(response)
    assert shot.renders.count() == 1


def test_only_a_failed_candidate_is_rendered_again(petras, shot):
    ready = make_render(shot)
    response = petras.post(reverse("shots.candidate.retry", args=[shot.code, ready.number]), follow=True)
    assert "Only a failed render can be rendered again. Nothing was ordered." in flat(response)
    assert shot.renders.count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_candidates_of_others_are_left_alone(client_of, paul, ruth, ada, shot, verb):
    render = make_render(shot, state=State.FAILED)
    for person in (paul, ruth, ada):
        assert post(client_of(person), verb, render, mark="star").status_code == HTTPStatus.FORBIDDEN
    assert marked(render) == ""
    assert shot.renders.count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_changing_a_candidate_is_a_post(petras, shot, verb):
    render = make_render(shot)
    address = reverse(verb, args=[shot.code, render.number])
    assert petras.get(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("verb", VERBS)
def test_a_candidate_that_does_not_exist_is_not_found(petras, shot, verb):
    make_render(shot)
    address = reverse(verb, args=[shot.code, 99])
    assert petras.post(address, {"mark": "star"}).status_code == HTTPStatus.NOT_FOUND
