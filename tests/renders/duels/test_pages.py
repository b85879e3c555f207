"""Opening, judging and reading a blind duel in the browser's terms."""

import re
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse

from renders.models import Duel, Render, ShotSet
from tests.factories import make_budget, make_duel, make_render, make_shot, make_version, make_votes
from tests.html import flat
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenger(order):
    """A draft beside the current version, for a placement that the fake provider serves at $0.005."""
    return make_version(order["version"].template, is_current=False, prompt="A {{product}}, {{color}}, from the left")


@pytest.fixture
def choices(order):
    """One product, eight candidates of both."""
    chosen = {"placement": order["placement"].pk, "colorways": [order["colorways"][0].pk], "count": 8}
    terms = {"pictures": "new", "judges_wanted": 2, "minimum_votes": 12, "win_rate_needed": 50}
    return {**chosen, **terms, "quoted": 80_000, "token": str(uuid4())}


@pytest.fixture
def drawn(petra, ruth):
    """A duel whose pictures have files."""
    return World(petra, ruth).rows["duel"]


def opening(version):
    """Where a duel of this challenger is opened."""
    return reverse("duels.new", args=[version.template.slug, version.number])


def votes_of(duel):
    """Where votes go."""
    return reverse("duels.detail.vote", args=[duel.code])


def test_opening_orders_both_versions_in_one_preview_set(challenger, choices, petra, client_of):
    answer = client_of(petra).post(opening(challenger), choices)
    duel, shot_set = Duel.objects.get(), ShotSet.objects.get()
    assert answer.headers["Location"] == duel.get_absolute_url()
    assert (duel.shot_set, shot_set.kind) == (shot_set, "preview")
    assert {shot.version for shot in shot_set.shots.all()} == {duel.challenger, duel.champion}
    assert duel.champion == challenger.template.current


def test_both_pictures_of_a_pair_have_one_seed_and_one_product(challenger, choices, petra, client_of):
    client_of(petra).post(opening(challenger), choices)
    pairs = Duel.objects.get().pairs.select_related("challenger_render__shot", "champion_render__shot")
    assert len(pairs) == 8
    for pair in pairs:
        one, other = pair.challenger_render, pair.champion_render
        assert (one.seed, one.shot.colorway) == (other.seed, other.shot.colorway)
        assert one.shot.version != other.shot.version


def test_the_price_of_both_is_on_the_page(challenger, choices, petra, client_of):
    text = flat(client_of(petra).get(opening(challenger), choices))
    assert "Launch 16 renders and open the duel" in text
    assert text.count("1 shot × 8 candidates × $0.005") == 2


def test_a_second_click_leads_to_the_first_duel(challenger, choices, petra, client_of):
    for _ in range(2):
        answer = client_of(petra).post(opening(challenger), choices)
    assert answer.headers["Location"] == Duel.objects.get().get_absolute_url()
    assert ShotSet.objects.count() == 1


def test_another_form_for_the_same_two_orders_nothing(challenger, choices, petra, paul, client_of):
    client_of(petra).post(opening(challenger), choices)
    answer = client_of(paul).post(opening(challenger), {**choices, "token": str(uuid4())}, follow=True)
    assert "A duel of these two versions is open already. Nothing was ordered." in flat(answer)
    assert (Duel.objects.count(), ShotSet.objects.count()) == (1, 1)


def test_over_budget_opens_nothing(challenger, choices, petra, client_of):
    make_budget(cap_micros=1)
    assert client_of(petra).post(opening(challenger), choices).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (Duel.objects.count(), ShotSet.objects.count()) == (0, 0)


def test_ready_pictures_are_taken_without_ordering(challenger, choices, order, petra, client_of):
    where = {"placement": order["placement"], "colorway": order["colorways"][0]}
    shots = [make_shot(version=one, **where) for one in (challenger, order["version"])]
    for shot in shots:
        for _ in range(7):
            make_render(shot)
    before = ShotSet.objects.count()
    ready = {**choices, "pictures": "ready", "quoted": 0, "colorways": []}
    client_of(petra).post(opening(challenger), ready)
    assert Duel.objects.get().pairs.count() == 7
    assert ShotSet.objects.count() == before


def test_terms_that_nobody_can_meet_are_refused(challenger, choices, petra, client_of):
    answer = client_of(petra).post(opening(challenger), {**choices, "minimum_votes": 40})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "8 pairs make 16 votes, and 40 are needed." in flat(answer)


@pytest.mark.parametrize("wrong", [{"win_rate_needed": 49}, {"minimum_votes": 1}, {"judges_wanted": 0}])
def test_a_bar_that_is_none_is_refused(wrong, challenger, choices, petra, client_of):
    assert client_of(petra).post(opening(challenger), {**choices, **wrong}).status_code == 422
    assert not Duel.objects.exists()


def test_the_current_version_has_nobody_to_meet(order, petra, client_of):
    answer = client_of(petra).get(opening(order["version"]), follow=True)
    assert "needs no duel" in flat(answer)


def test_a_pair_shows_no_name_of_a_version_or_render(drawn, paul, client_of):
    text = flat(client_of(paul).get(drawn.get_absolute_url()))
    shown = text[text.index('class="duel"') : text.index("</form>", text.index('id="vote"'))]
    assert f'src="/duels/{drawn.code}/1/left/"' in shown
    assert not re.search(
        rf"renditions|{drawn.challenger}|\bv{drawn.challenger.number}\b|\bv{drawn.champion.number}\b", shown
    )


def test_every_pixel_of_a_side_is_at_the_address_of_the_side(drawn, paul, client_of):
    browser = client_of(paul)
    stages = [picture.stage for picture in browser.get(drawn.get_absolute_url()).context["compared"].pictures]
    assert [stage.picture.zoom for stage in stages] == [
        f"/duels/{drawn.code}/1/{side}/?zoom=on" for side in ("left", "right")
    ]
    pair = drawn.pairs.get()
    for stage, side in zip(stages, ("left", "right"), strict=True):
        render = Render.objects.get(pk=pair.render_on(side, paul, drawn))
        zoom = browser.get(reverse("shots.renditions", args=[render.pk, "zoom"])).content
        assert browser.get(stage.picture.zoom).content == zoom
        assert (stage.picture.width, stage.picture.height) == (render.width, render.height)


@pytest.mark.parametrize("side", ["left", "right"])
def test_no_header_of_a_picture_is_known_from_pages_that_name_its_version(drawn, paul, client_of, side):
    browser, pair = client_of(paul), drawn.pairs.get()
    picture = browser.get(reverse("duels.picture", args=[drawn.code, 1, side]))
    named = browser.get(reverse("shots.renditions", args=[pair.render_on(side, paul, drawn), "view-1280"]))
    assert named["ETag"] not in dict(picture.items()).values()


def test_a_vote_leads_on_in_the_view_it_was_given_in(petra, client_of):
    duel = make_duel(pairs=3)
    answer = client_of(petra).post(votes_of(duel), {"pair": 1, "choice": "left", "view": "over"})
    assert answer.headers["Location"] == f"{duel.get_absolute_url()}?view=over"
    page = flat(client_of(petra).get(answer.headers["Location"]))
    assert 'id="seam"' in page
    assert '<input type="hidden" name="view" value="over">' in page


def test_the_two_sides_are_the_two_pictures_of_the_pair(drawn, paul, client_of):
    browser = client_of(paul)
    sides = [browser.get(reverse("duels.picture", args=[drawn.code, 1, side])) for side in ("left", "right")]
    assert {answer.status_code for answer in sides} == {200}
    assert sides[0].content != sides[1].content
    assert "Content-Disposition" not in sides[0].headers
    assert sides[0].headers["Vary"] == "Cookie"


def test_there_is_no_third_side(drawn, paul, client_of):
    assert client_of(paul).get(reverse("duels.picture", args=[drawn.code, 1, "top"])).status_code == 404


def test_a_vote_brings_the_next_pair(petra, client_of):
    duel = make_duel(pairs=3)
    first, second = (pair.number for pair in duel.next_pairs(petra))
    browser = client_of(petra)
    text = flat(browser.post(votes_of(duel), {"pair": first, "choice": "left"}, follow=True))
    assert f'name="pair" value="{second}"' in text
    assert "Pair 2 of 3" in text


def test_the_next_pair_is_fetched_ahead(petra, client_of):
    duel = make_duel(pairs=3)
    following = duel.next_pairs(petra)[1].number
    text = flat(client_of(petra).get(duel.get_absolute_url()))
    assert f'<img hidden src="/duels/{duel.code}/{following}/left/"' in text


def test_the_numbers_are_kept_from_who_still_judges(petra, ruth, client_of):
    duel = make_duel(pairs=4)
    make_votes(duel, ruth)
    text = flat(client_of(petra).get(duel.get_absolute_url()))
    assert "Win rate" not in text


def test_who_is_done_sees_the_numbers_so_far(petra, client_of):
    duel = make_duel(pairs=4)
    make_votes(duel, petra)
    text = flat(client_of(petra).get(duel.get_absolute_url()))
    assert "So far" in text
    assert "100% <small>51–100%" in text


def test_who_does_not_judge_sees_numbers_only_once_it_is_closed(ada, petra, ruth, client_of):
    duel = make_duel(pairs=6)
    make_votes(duel, petra)
    assert "Win rate" not in flat(client_of(ada).get(duel.get_absolute_url()))
    make_votes(duel, ruth)
    text = flat(client_of(ada).get(duel.get_absolute_url()))
    assert f"v{duel.challenger.number} passed" in text
    assert "76–100%" in text


def test_an_author_reads_why_others_judge(ada, petra, client_of):
    current = make_version()
    duel = make_duel(make_version(current.template, is_current=False, author=petra))
    text = flat(client_of(petra).get(duel.get_absolute_url()))
    assert "You wrote one of these versions, so others judge." in text
    assert 'id="vote"' not in text


def test_a_second_vote_on_a_pair_is_refused_and_the_next_one_shown(petra, client_of):
    duel = make_duel(pairs=3)
    duel.vote(1, "left", by=petra)
    answer = client_of(petra).post(votes_of(duel), {"pair": 1, "choice": "right"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "You judged this pair already." in flat(answer)


@pytest.mark.parametrize("body", [{}, {"pair": 1}, {"pair": "x", "choice": "left"}, {"pair": 1, "choice": "both"}])
def test_what_is_no_vote_counts_nothing(body, petra, client_of):
    duel = make_duel()
    answer = client_of(petra).post(votes_of(duel), body)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert duel.progress().votes == {}


def test_the_page_counts_the_pairs_that_were_judged(petra, client_of):
    duel = make_duel(pairs=3)
    browser = client_of(petra)
    assert "Pair 1 of 3." in flat(browser.get(duel.get_absolute_url()))
    assert "Pair 2 of 3." in flat(browser.post(votes_of(duel), {"pair": 1, "choice": "left"}, follow=True))


def test_a_vote_swaps_the_part_that_holds_the_pair(petra, client_of):
    duel = make_duel(pairs=3)
    browser = client_of(petra)
    answer = flat(browser.post(votes_of(duel), {"pair": 1, "choice": "left"}, headers={"HX-Request": "true"}))
    assert answer.startswith('<div class="stack" id="duel"')
    assert "<html" not in answer


def test_judges_find_open_duels_on_their_page_until_they_are_done(petra, ruth, ada, client_of):
    duel = make_duel(pairs=2)
    for person, is_asked in ((petra, True), (ruth, True), (ada, False)):
        assert (f"Judge {duel}" in flat(client_of(person).get("/"))) is is_asked
    make_votes(duel, petra)
    assert f"Judge {duel}" not in flat(client_of(petra).get("/"))


@pytest.mark.parametrize(("who", "status"), [("petra", 302), ("ada", 302), ("paul", 403), ("ruth", 403)])
def test_who_opened_it_or_an_admin_closes_it(who, status, petra, client_of, request):
    duel = make_duel(opened_by=petra)
    answer = client_of(request.getfixturevalue(who)).post(reverse("duels.detail.close", args=[duel.code]))
    assert answer.status_code == status
    duel.refresh_from_db()
    assert duel.is_open is (status == 403)
