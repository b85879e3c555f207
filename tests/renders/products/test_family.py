"""The family page: one picture of each colour in one placement, and which of them differ."""

import pytest
from django.urls import reverse

from catalog.models import PromptVersion
from renders.models import Render
from renders.models.publications import State
from tests.factories import (
    digest_of,
    make_colorway,
    make_decision,
    make_finding,
    make_placement,
    make_product,
    make_publication,
    make_render,
    make_review,
    make_shot,
    make_template,
    make_version,
)
from tests.html import flat

pytestmark = pytest.mark.django_db
LIVE = {"state": State.PUBLISHED, "sha256": digest_of("file"), "published_at": "2026-01-02T03:04:05Z"}


@pytest.fixture
def hero(db):
    return make_placement(position=0, slug="hero", name="Hero")


@pytest.fixture
def cup(db):
    return make_product(name="Cup")


@pytest.fixture
def beige(cup):
    return make_colorway(cup, name="Beige")


def page_of(browser, product, **query):
    return browser.get(reverse("products.family", args=[product.pk]), query)


def shown(browser, product, **query):
    """By colour: the state and the picture."""
    members = page_of(browser, product, **query).context["members"]
    return {one.colorway.name: (one.state, one.picture and one.picture.pk) for one, _ in members}


def ready_render(colorway, placement, **fields):
    return make_render(shot_of(colorway, placement), **fields)


def shot_of(colorway, placement):
    """Drawn with the first template of the placement."""
    version = PromptVersion.objects.filter(template__placements=placement).first()
    version = version or make_version(make_template(placements=[placement]))
    return make_shot(colorway=colorway, placement=placement, version=version)


def alike(product, placement, count, **measures):
    """Ready pictures of so many new colours, which look the same."""
    usual = {"fill": 60.0, "ground": 250.0, **measures}
    return [ready_render(make_colorway(product), placement, measures=usual, rules_version="1") for _ in range(count)]


def test_what_is_live_stands_for_a_colour_before_newer_pictures(client_of, petra, cup, hero, beige):
    live = ready_render(beige, hero)
    make_publication(make_decision(make_review(live)), **LIVE)
    make_decision(make_review(ready_render(beige, hero)))
    newer = make_version(make_template(placements=[hero]))
    make_render(make_shot(colorway=beige, placement=hero, version=newer))
    assert shown(client_of(petra), cup) == {"Beige": ("published", live.pk)}


def test_the_last_approval_stands_before_what_is_in_review(client_of, petra, cup, hero, beige):
    make_decision(make_review(ready_render(beige, hero)))
    approved = ready_render(beige, hero)
    make_decision(make_review(approved))
    make_review(ready_render(beige, hero))
    assert shown(client_of(petra), cup) == {"Beige": ("approve", approved.pk)}


def test_of_candidates_the_first_star_of_the_latest_shot_stands(client_of, petra, cup, hero, beige):
    ready_render(beige, hero, mark=Render.Mark.STAR)
    shot = make_shot(colorway=beige, placement=hero)
    make_render(shot)
    star = make_render(shot, mark=Render.Mark.STAR)
    make_render(shot, mark=Render.Mark.STAR)
    assert shown(client_of(petra), cup) == {"Beige": ("ready", star.pk)}


def test_a_dropped_picture_leaves_an_empty_place(client_of, petra, cup, hero, beige):
    ready_render(beige, hero, mark=Render.Mark.DROP)
    assert shown(client_of(petra), cup) == {"Beige": ("missing", None)}


def test_an_empty_place_leads_to_compose_for_that_colour(client_of, petra, cup, hero, beige):
    text = page_of(client_of(petra), cup).content.decode()
    assert f"{reverse('sets.compose')}?placement={hero.pk}&amp;colorway={beige.pk}" in text
    assert "Compose Beige" in text


def test_all_missing_colours_are_composed_with_one_click(client_of, petra, cup, hero, beige):
    sage = make_colorway(cup, name="Sage")
    ready_render(make_colorway(cup, name="Cream"), hero)
    text = page_of(client_of(petra), cup).content.decode()
    assert f"?placement={hero.pk}&amp;colorway={beige.pk}&amp;colorway={sage.pk}" in text
    assert "Compose the 2 missing pictures" in text


def test_no_more_missing_colours_are_composed_than_an_address_takes(client_of, petra, cup, hero):
    for _ in range(201):
        make_colorway(cup)
    answer = page_of(client_of(petra), cup)
    assert answer.context["compose_missing"].count("colorway=") == 200
    assert "Compose 200 of 201 missing pictures" in flat(answer)


def test_a_reviewer_is_not_offered_to_compose(client_of, ruth, cup, hero, beige):
    assert "Compose" not in page_of(client_of(ruth), cup).content.decode()


def test_nothing_is_composed_for_an_archived_product(client_of, petra, hero):
    archived = make_product(archived_at="2026-01-02T03:04:05Z")
    make_colorway(archived, name="Beige")
    assert "Compose Beige" not in page_of(client_of(petra), archived).content.decode()


def test_a_picture_on_its_way_leads_to_its_shot_and_is_not_composed_again(client_of, petra, cup, hero, beige):
    shot = make_shot(colorway=beige, placement=hero)
    make_render(shot, state="queued")
    browser = client_of(petra)
    assert shown(browser, cup) == {"Beige": ("queued", None)}
    text = page_of(browser, cup).content.decode()
    assert shot.get_absolute_url() in text
    assert "Compose Beige" not in text


@pytest.mark.parametrize("check", ["product_differs", "silhouette_drift", "turned", "colour_off_swatch"])
def test_what_inspection_says_of_shape_and_colour_marks_a_colour(client_of, petra, cup, hero, beige, check):
    make_finding(ready_render(beige, hero), check_name=check, message="Unlike the product")
    text = page_of(client_of(petra), cup).content.decode()
    assert "Unlike the product" in text
    assert "1 of 1 pictures differs" in text


@pytest.mark.parametrize("fields", [{"check_name": "halo"}, {"check_name": "turned", "severity": "unjudged"}])
def test_other_findings_are_no_difference_between_colours(client_of, petra, cup, hero, beige, fields):
    make_finding(ready_render(beige, hero), **fields)
    assert page_of(client_of(petra), cup).context["family"].drifting == []


@pytest.mark.parametrize("check", ["product_differs", "not_judged"])
def test_a_picture_that_could_not_be_judged_says_so(client_of, petra, cup, hero, beige, check):
    make_finding(ready_render(beige, hero, rules_version="1"), check_name=check, severity="unjudged")
    assert "Not everything about it could be judged." in page_of(client_of(petra), cup).content.decode()


def test_the_colour_that_does_not_look_like_the_others_is_marked(client_of, petra, cup, hero):
    alike(cup, hero, 4)
    (odd,) = alike(cup, hero, 1, fill=30.0)
    answer = page_of(client_of(petra), cup)
    assert [one.colorway for one in answer.context["family"].drifting] == [odd.shot.colorway]
    assert "The product fills 30% of the frame, in the others about 60%." in answer.content.decode()


def test_only_pictures_that_differ_are_shown_where_asked(client_of, petra, cup, hero):
    alike(cup, hero, 4)
    (odd,) = alike(cup, hero, 1, ground=200.0)
    assert [*shown(client_of(petra), cup, drifting="on")] == [odd.shot.colorway.name]


def test_a_family_without_differences_says_so(client_of, petra, cup, hero):
    alike(cup, hero, 4)
    browser = client_of(petra)
    assert "Inspection sees no colour that differs" in page_of(browser, cup).content.decode()
    assert "No picture differs" in page_of(browser, cup, drifting="on").content.decode()


def test_a_picture_that_was_not_inspected_says_so(client_of, petra, cup, hero, beige):
    ready_render(beige, hero, rules_version="")
    assert "Not inspected" in page_of(client_of(petra), cup).content.decode()


def test_the_placement_that_the_product_was_ordered_for_is_shown_first(client_of, petra, cup, hero, beige):
    banner = make_placement(position=1, slug="banner")
    render = ready_render(beige, banner)
    browser = client_of(petra)
    assert shown(browser, cup) == {"Beige": ("ready", render.pk)}
    assert shown(browser, cup, placement="hero") == {"Beige": ("missing", None)}


@pytest.mark.parametrize("placement", ["nowhere", "\0", "7" * 400])
def test_a_placement_that_nobody_offered_counts_as_none(client_of, petra, cup, hero, beige, placement):
    render = ready_render(beige, hero)
    assert shown(client_of(petra), cup, placement=placement) == {"Beige": ("ready", render.pk)}


def test_one_template_is_shown_unless_all_are_asked_for(client_of, petra, cup, hero, beige):
    charcoal = make_colorway(cup, name="Charcoal")
    older, newer = (make_version(make_template(slug=slug, placements=[hero])) for slug in ("a-window", "the-studio"))
    seen = make_render(make_shot(colorway=charcoal, placement=hero, version=older))
    make_render(make_shot(colorway=beige, placement=hero, version=newer))
    browser = client_of(petra)
    assert shown(browser, cup)["Charcoal"] == ("missing", None)
    note = f"Only pictures of {newer.template}: of all templates"
    assert note in flat(page_of(browser, cup))
    assert shown(browser, cup, template="")["Charcoal"] == ("ready", seen.pk)
    assert note not in flat(page_of(browser, cup, template=""))


def test_a_live_picture_counts_more_than_a_newer_template(client_of, petra, cup, hero, beige):
    live = make_publication(make_decision(make_review(ready_render(beige, hero))), **LIVE).render
    ready_render(beige, hero)
    assert shown(client_of(petra), cup) == {"Beige": ("published", live.pk)}


def test_pictures_of_one_template_alone_are_chosen_where_several_drew_them(client_of, petra, cup, hero, beige):
    first, second = (
        make_version(make_template(slug=slug, placements=[hero])) for slug in ("studio-light", "at-the-window")
    )
    studio = make_render(make_shot(colorway=beige, placement=hero, version=first))
    window = make_render(make_shot(colorway=beige, placement=hero, version=second))
    browser = client_of(petra)
    assert shown(browser, cup) == {"Beige": ("ready", window.pk)}
    assert shown(browser, cup, template="studio-light") == {"Beige": ("ready", studio.pk)}


def test_a_placement_out_of_use_shows_what_there_is_and_orders_nothing(client_of, petra, cup, beige):
    old = make_placement(is_enabled=False)
    ready_render(make_colorway(cup, name="Sage"), old)
    answer = page_of(client_of(petra), cup)
    assert answer.context["family"].placement == old
    assert "Compose" not in answer.content.decode()


def test_the_pages_of_product_coverage_gallery_and_set_lead_to_it(client_of, petra, cup, hero, beige):
    shot = ready_render(beige, hero).shot
    browser, family = client_of(petra), reverse("products.family", args=[cup.pk])
    for address in (reverse("products.coverage"), shot.shot_set.get_absolute_url()):
        assert f'href="{family}?placement=hero"' in browser.get(address).content.decode()
    assert f'href="{family}?placement=hero"' in browser.get(reverse("products.gallery", args=[cup.pk])).content.decode()
    assert f'href="{family}"' in browser.get(cup.get_absolute_url()).content.decode()


def test_the_number_of_queries_and_the_size_stay_with_sixty_colours_in_nine_placements(
    client_of, petra, cup, django_assert_max_num_queries
):
    placements = [make_placement(position=at) for at in range(9)]
    versions = [make_version(make_template(placements=[one])) for one in placements]
    for number in range(60):
        colorway = make_colorway(cup, name=f"Colour {number}")
        shot = make_shot(colorway=colorway, placement=placements[0], version=versions[0])
        render = make_render(shot)
        for check in ("turned", "silhouette_drift", "colour_off_swatch"):
            make_finding(render, check_name=check, message="It differs from the real product by 12 degrees")
    browser = client_of(petra)
    with django_assert_max_num_queries(18):
        page = page_of(browser, cup)
    assert len(page.content) <= 100_000
