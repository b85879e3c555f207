"""Two versions side by side: prompts, pictures, figures."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import Baseline
from tests.factories import (
    make_colorway,
    make_decision,
    make_render,
    make_review,
    make_shot,
    make_template,
    make_version,
)
from tests.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(db):
    """The current version and a draft with another prompt."""
    before = make_version(make_template(slug="packshot"), prompt="One {{product}}, soft light, 50mm")
    after = make_version(
        before.template, is_current=False, prompt="One {{product}}, hard light, 50mm, {{finish}}", parameters={"a": 1}
    )
    return before, after


def diff(client, **query):
    """The page as text."""
    return flat(client.get(reverse("versions.diff", args=["packshot"]), query))


def test_words_are_marked_as_taken_out_and_put_in(versions, petra, client_of):
    text = diff(client_of(petra), **{"from": 1, "to": 2})
    assert "<del>soft</del><ins>hard</ins>" in text
    assert "<ins>finish</ins>" in text


def test_parameters_that_differ_are_named(versions, petra, client_of):
    assert "<dt>a</dt> <dd><del>–</del> <ins>1</ins></dd>" in diff(client_of(petra))


def test_without_numbers_the_last_two_are_compared(versions, petra, client_of):
    assert "<h1>Packshot" in diff(client_of(petra))
    assert "v1 → v2</h1>" in diff(client_of(petra))


def test_a_sample_is_filled_by_both(versions, petra, client_of):
    make_colorway(sku="mug-1")
    text = diff(client_of(petra))
    assert text.count('<h3 class="mono">mug-1</h3>') == 2
    assert "<mark>coffee mug</mark>, hard light" in text


def test_pictures_of_both_are_shown_the_baseline_first(versions, petra, client_of):
    renders = [make_render(make_shot(version=version)) for version in versions for _ in range(2)]
    Baseline.pick(renders[2], by=petra)
    text = diff(client_of(petra))
    assert all(f"/renditions/{render.pk}/thumb-320/" in text for render in renders)
    later = text[text.index('aria-label="Pictures of version 2"') :]
    assert later.index(f"/renditions/{renders[2].pk}/") < later.index(f"/renditions/{renders[3].pk}/")


def test_several_products_come_before_one_twice(versions, petra, client_of):
    shots = [make_shot(version=versions[1]) for _ in range(2)]
    first, again, other = make_render(shots[0]), make_render(shots[0]), make_render(shots[1])
    text = diff(client_of(petra))
    places = [text.index(f"/renditions/{render.pk}/") for render in (other, first, again)]
    assert places == sorted(places)


def test_numbers_of_both_are_counted(versions, petra, client_of):
    shots = [make_shot(version=versions[1]) for _ in range(3)]
    renders = [make_render(shot, was_charged=True, price_micros=40_000) for shot in shots]
    for render, verdict in zip(renders, ("approve", "approve", "reject"), strict=True):
        make_decision(make_review(render), verdict=verdict)
    text = diff(client_of(petra))
    assert "67% <small>21–94%, 2 of 3</small>" in text
    assert "$0.06 <small>$0.12 in all</small>" in text
    assert "Most rejected for: Shadow or light 1×" in text
    assert "nothing decided yet" in text


@pytest.mark.parametrize("query", [{"from": 9}, {"to": 9}, {"from": "x", "to": 1}])
def test_a_version_nobody_wrote_is_not_found(query, versions, petra, client_of):
    answer = client_of(petra).get(reverse("versions.diff", args=["packshot"]), query)
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_single_version_is_compared_with_itself(petra, client_of):
    make_version(make_template(slug="packshot"))
    text = diff(client_of(petra))
    assert "v1 → v1" in text
    assert "<ins>" not in text


def test_the_page_asks_the_database_equally_often_however_much_there_is(
    versions, petra, client_of, django_assert_max_num_queries
):
    for version in versions:
        for _ in range(3):
            make_render(make_shot(version=version))
    browser = client_of(petra)
    with django_assert_max_num_queries(20):
        browser.get(reverse("versions.diff", args=["packshot"]))
