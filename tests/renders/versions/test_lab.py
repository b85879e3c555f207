"""The lab: price, launch, candidates and baseline of one version."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse

from renders.models import Baseline, Proposal, Render, ShotSet
from renders.views.versions.lab_shots import LabShots
from tests.factories import (
    make_artwork,
    make_budget,
    make_colorway,
    make_finding,
    make_render,
    make_shot,
    make_version,
)
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(order):
    """A draft, written for a placement that the fake provider serves at $0.005."""
    return order["version"]


@pytest.fixture
def choices(order):
    """One product, eight candidates."""
    chosen = {"placement": order["placement"].pk, "colorways": [order["colorways"][0].pk], "count": 8}
    return {**chosen, "quoted": 40_000, "token": str(uuid4())}


def address(version, name="versions.lab"):
    """A page of the lab."""
    return reverse(name, args=[version.template.slug, version.number])


def test_the_price_is_on_the_page_before_anything_is_ordered(version, choices, petra, client_of):
    text = flat(client_of(petra).get(address(version), choices))
    assert "1 shot × 8 candidates × $0.005" in text
    assert "Launch 8 candidates" in text
    assert not ShotSet.objects.exists()


def test_launching_orders_a_preview_of_this_version_and_locks_it(version, choices, petra, client_of):
    answer = client_of(petra).post(address(version), choices)
    shot_set = ShotSet.objects.get()
    assert answer.headers["Location"] == f"{address(version)}#candidates"
    assert (shot_set.kind, shot_set.launched_by) == ("preview", petra)
    assert [shot.version for shot in shot_set.shots.all()] == [version]
    version.refresh_from_db()
    assert version.is_locked


def test_an_earlier_version_is_tried_with_its_own_prompt(version, choices, petra, client_of):
    make_version(version.template, prompt="Another {{product}}")
    client_of(petra).post(address(version), choices)
    assert ShotSet.objects.get().shots.get().version == version


def test_a_second_click_orders_nothing_more(version, choices, petra, client_of):
    for _ in range(2):
        client_of(petra).post(address(version), choices)
    assert ShotSet.objects.count() == 1


def test_another_price_than_the_page_showed_orders_nothing(version, choices, petra, client_of):
    answer = client_of(petra).post(address(version), {**choices, "quoted": 39_999})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert not ShotSet.objects.exists()


def test_over_budget_orders_nothing_and_says_so(version, choices, petra, client_of):
    make_budget(name="Team", cap_micros=1)
    answer = client_of(petra).post(address(version), choices)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The budget Team is short by" in flat(answer)
    assert not ShotSet.objects.exists()


@pytest.mark.parametrize("wrong", [{"count": 4}, {"count": 13}, {"colorways": []}, {"placement": 0}])
def test_what_is_no_preview_is_not_ordered(wrong, version, choices, petra, client_of):
    answer = client_of(petra).post(address(version), {**choices, **wrong})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not ShotSet.objects.exists()


@pytest.mark.parametrize("who", ["ruth", "ada"])
def test_only_marketers_spend(who, version, choices, client_of, request):
    browser = client_of(request.getfixturevalue(who))
    assert browser.post(address(version), choices).status_code == HTTPStatus.FORBIDDEN
    assert not ShotSet.objects.exists()
    assert browser.get(address(version)).status_code == HTTPStatus.OK


def test_candidates_of_every_set_of_the_version_lie_in_one_page(version, petra, paul, client_of):
    shots = [make_shot(version=version) for _ in range(2)]
    renders = [make_render(shot) for shot in shots]
    other = make_render(make_shot(version=make_version(version.template)))
    text = flat(client_of(petra).get(address(version)))
    assert all(f'id="candidate-{render.pk}"' in text for render in renders)
    assert f'id="candidate-{other.pk}"' not in text


def test_any_marketer_picks_the_baseline(version, paul, client_of):
    render = make_render(make_shot(version=version))
    client_of(paul).post(address(version, "versions.lab.baseline"), {"render": render.pk})
    assert Baseline.objects.get().render == render


def test_a_candidate_of_another_version_is_not_picked(version, petra, client_of):
    other = make_render(make_shot(version=make_version(version.template)))
    answer = client_of(petra).post(address(version, "versions.lab.baseline"), {"render": other.pk})
    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("render", ["", "x", "9" * 40, "²"])
def test_what_is_no_candidate_is_not_found(render, version, petra, client_of):
    answer = client_of(petra).post(address(version, "versions.lab.baseline"), {"render": render})
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_frozen_version_offers_no_other_baseline(version, petra, ada, client_of):
    render = make_render(make_shot(version=version, placement=version.template.placements.get()))
    Baseline.pick(render, by=petra).freeze(by=ada)
    assert "Pick candidate" not in flat(client_of(petra).get(address(version)))


def test_a_poll_gets_only_the_shots_that_changed(version, petra, client_of):
    waiting, done = make_shot(version=version), make_shot(version=version)
    make_render(waiting, state="queued")
    make_render(done)
    browser = client_of(petra)
    seen = str(LabShots(version).revision)
    assert browser.get(address(version, "versions.lab.changes"), {"seen": seen}).status_code == HTTPStatus.NO_CONTENT
    Render.fast.filter(shot=waiting).try_move("queued", "cancelled")
    text = flat(browser.get(address(version, "versions.lab.changes"), {"seen": seen}))
    assert f'id="lab-shot-{waiting.pk}"' in text
    assert f'id="lab-shot-{done.pk}"' not in text
    assert "data-poll" not in text


def test_the_page_asks_the_database_equally_often_however_many_candidates_there_are(
    version, petra, client_of, django_assert_max_num_queries
):
    for _ in range(4):
        shot = make_shot(version=version)
        for _ in range(8):
            make_render(shot)
    browser = client_of(petra)
    with django_assert_max_num_queries(18):
        browser.get(address(version))


def test_the_price_asks_the_database_equally_often_however_many_products_there_are(
    version, petra, client_of, django_assert_max_num_queries
):
    for _ in range(12):
        make_artwork(make_colorway().product)
    browser = client_of(petra)
    with django_assert_max_num_queries(24):
        browser.get(address(version))


def ask(version, browser):
    """Press the button with which an admin asks for a lab run."""
    return browser.post(address(version, "versions.proposals.create"), {"kind": "lab"}, follow=True)


def test_an_admin_asks_for_a_lab_run_where_they_write_and_marketers_see_it(version, petra, ada, client_of):
    editor = reverse("admin:catalog_promptversion_change", args=[version.pk])
    assert "Ask for a lab run" in flat(client_of(ada).get(editor))
    ask(version, client_of(ada))
    home = reverse("people.home")
    assert f"Try {version} in the lab" in flat(client_of(petra).get(home))
    assert f"Try {version} in the lab" not in flat(client_of(ada).get(home))
    page = flat(client_of(ada).get(editor))
    assert ("Ask for a lab run" in page, "asks to try it in the lab" in page) == (False, True)


def test_a_launch_in_the_lab_answers_who_asked_for_it(version, choices, petra, ada, client_of):
    ask(version, client_of(ada))
    client_of(petra).post(address(version), choices)
    proposal = Proposal.objects.get()
    assert (proposal.is_accepted, proposal.answered_by) == (True, petra)


def test_a_marketer_may_say_no_to_a_lab_run_and_an_admin_may_not(version, petra, ada, client_of):
    ask(version, client_of(ada))
    decline = reverse("versions.proposals.decline", args=[Proposal.objects.get().pk])
    assert client_of(ada).post(decline, {"answer": "No"}).status_code == HTTPStatus.FORBIDDEN
    client_of(petra).post(decline, {"answer": "The budget is used up"})
    assert Proposal.objects.get().answer == "The budget is used up"


def test_whoever_may_launch_is_not_asked_to_ask(version, petra, client_of):
    assert "Ask for a lab run" not in flat(client_of(petra).get(address(version)))
    ask(version, client_of(petra))
    assert not Proposal.objects.exists()


def test_the_lab_marks_the_baseline_of_this_version_and_of_no_other(version, petra):
    picked, other = make_render(make_shot(version=version)), make_render(make_shot())
    for render in (other, picked):
        Baseline.pick(render, by=petra)
    lab = LabShots(version)
    assert (lab.baseline.render, [row.baseline for row in lab.rows]) == (picked, [picked.pk])
    assert LabShots(make_version(version.template)).baseline is None


def test_the_lab_counts_and_shows_the_latest_shots_first(version):
    first, last = make_shot(version=version), make_shot(version=version)
    for shot, state in ((first, "ready"), (first, "failed"), (last, "queued")):
        make_render(shot, state=state)
    make_render()
    lab = LabShots(version)
    assert [(row.shot, len(row.renders)) for row in lab.rows] == [(last, 1), (first, 2)]
    assert (lab.counts.ready, lab.counts.failed, lab.counts.waiting, lab.counts.total) == (1, 1, 1, 3)


def stage(version, render, **asked):
    """The address of a candidate on the stage of the lab."""
    place = [version.template.slug, version.number, render.shot.code, render.number]
    return reverse("versions.lab_candidate", args=place, query=asked or None)


def renders_on(page):
    return [picture.render for picture in page.context["compared"].pictures]


def test_a_candidate_opens_beside_the_baseline_of_another_shot(version, petra, client_of):
    picked, other = (make_render(make_shot(version=version)) for _ in range(2))
    Baseline.pick(picked, by=petra)
    browser = client_of(petra)
    assert f'href="{stage(version, other)}"' in flat(browser.get(address(version)))
    assert renders_on(browser.get(stage(version, other))) == [picked, other]
    assert renders_on(browser.get(stage(version, picked))) == [picked]


def test_without_a_baseline_a_candidate_is_on_the_stage_alone(version, petra, client_of):
    render = make_render(make_shot(version=version))
    page = client_of(petra).get(stage(version, render))
    assert renders_on(page) == [render]
    assert "Pick as baseline" in flat(page)
    assert 'id="other-view"' not in flat(page)


def test_the_stage_goes_through_the_candidates_of_the_lab_in_their_order_and_passes_the_baseline(
    version, petra, client_of
):
    first, last = (make_shot(version=version) for _ in range(2))
    one, _failed, two = (make_render(first, state=state) for state in ("ready", "failed", "ready"))
    picked, three = make_render(last), make_render(last)
    Baseline.pick(picked, by=petra)
    browser = client_of(petra)
    seen = []
    following = stage(version, three, view="over")
    while following:
        seen.append(following)
        following = browser.get(following).context["candidate"].following
    assert seen == [stage(version, render, view="over") for render in (three, one, two)]
    assert browser.get(stage(version, one)).context["candidate"].previous == stage(version, three)
    assert browser.get(stage(version, three)).context["candidate"].previous == ""


def test_a_candidate_picked_on_the_stage_stays_on_it(version, petra, client_of):
    render = make_render(make_shot(version=version))
    answer = client_of(petra).post(
        address(version, "versions.lab.baseline"), {"render": render.pk, "view": "stage"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == stage(version, render)
    assert Baseline.objects.get().render == render
    assert "Pick as baseline" not in flat(answer)


@pytest.mark.parametrize("who", ["ruth", "ada"])
def test_who_launches_nothing_looks_and_picks_no_baseline(who, version, client_of, request):
    render = make_render(make_shot(version=version))
    page = client_of(request.getfixturevalue(who)).get(stage(version, render))
    assert page.status_code == HTTPStatus.OK
    assert "Pick as baseline" not in flat(page)


def test_a_candidate_without_a_picture_has_its_own_page_alone(version, petra, client_of):
    render = make_render(make_shot(version=version), state="queued")
    browser = client_of(petra)
    assert f'href="{render.get_absolute_url()}"' in flat(browser.get(address(version)))
    assert browser.get(stage(version, render)).headers["Location"] == render.get_absolute_url()


def test_a_candidate_of_another_version_is_not_on_this_stage(version, petra, client_of):
    other = make_render(make_shot(version=make_version(version.template)))
    assert client_of(petra).get(stage(version, other)).status_code == HTTPStatus.NOT_FOUND


def test_findings_are_listed_below_the_picture_they_are_marked_on(version, petra, client_of):
    render = make_render(make_shot(version=version))
    make_finding(render, message="Handle blurred", box=[0, 0, 0.5, 0.5])
    page = flat(client_of(petra).get(stage(version, render)))
    assert f'id="stage-{render.pk}-mark-1"' in page
    assert "Handle blurred" in page


def test_the_stage_asks_the_database_equally_often_however_many_candidates_there_are(
    version, petra, client_of, django_assert_max_num_queries
):
    renders = [make_render(shot) for shot in [make_shot(version=version) for _ in range(4)] for _ in range(8)]
    Baseline.pick(renders[0], by=petra)
    browser = client_of(petra)
    with django_assert_max_num_queries(20):
        browser.get(stage(version, renders[9]))


def test_the_list_reads_shots_candidates_and_the_baseline_alone(version, django_assert_num_queries):
    make_finding(make_render(make_shot(version=version)))
    with django_assert_num_queries(3):
        [row] = LabShots(version).rows
    assert len(row.renders) == 1
