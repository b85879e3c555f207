"""The page of a cutting, and what a product's page says of its photos."""

import json
import re
from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.models import Cutting
from renders.models.cuttings import State
from tests.factories import make_artwork, make_cutting

pytestmark = pytest.mark.django_db
STROKES = [{"keeps": False, "width": 0.05, "points": [[0.2, 0.3], [0.4, 0.5]]}]


def page(client, cutting):
    return client.get(cutting.get_absolute_url()).content.decode()


def test_it_shows_the_cutout_on_three_backdrops_beside_the_photo_and_says_why_it_waits(client_of, petra):
    cutting = make_cutting()
    text = page(client_of(petra), cutting)
    assert text.count(f"{reverse('cuttings.picture', args=[cutting.pk, 'cutout'])}") == 4
    assert "Its shadow looks much like the product." in text
    assert "Use this cutout" in text


def test_a_reviewer_sees_it_and_is_offered_nothing_to_do(client_of, ruth):
    text = page(client_of(ruth), make_cutting())
    assert ["Use this cutout" in text, "Cut it out again" in text] == [False, False]


def test_accepting_leads_to_the_product(client_of, petra):
    cutting = make_cutting()
    response = client_of(petra).post(reverse("cuttings.detail.accept", args=[cutting.pk]))
    assert response.url == cutting.product.get_absolute_url()
    assert Cutting.objects.get().state == State.USED


def test_who_decides_after_somebody_else_is_warned(client_of, petra):
    cutting = make_cutting(state=State.REPLACED)
    response = client_of(petra).post(reverse("cuttings.detail.accept", args=[cutting.pk]), follow=True)
    assert "Nothing was changed" in response.content.decode()


def test_a_photo_that_is_still_being_cut_out_has_nothing_to_accept(client_of, petra):
    cutting = make_cutting(state=State.WAITING, sha256="")
    response = client_of(petra).post(reverse("cuttings.detail.accept", args=[cutting.pk]), follow=True)
    assert "Nothing was changed" in response.content.decode()
    assert Cutting.objects.get().state == State.WAITING


def test_strokes_go_into_another_try_and_come_back_with_it(client_of, petra):
    cutting, client = make_cutting(), client_of(petra)
    response = client.post(reverse("cuttings.detail.redo", args=[cutting.pk]), {"strokes": json.dumps(STROKES)})
    again = Cutting.objects.latest_of(cutting.product)[0]
    assert (response.url, again.strokes, again.state) == (again.get_absolute_url(), STROKES, State.WAITING)
    form = client.get(again.get_absolute_url()).context["form"]
    assert json.loads(form["strokes"].value()) == STROKES


@pytest.mark.parametrize(
    "strokes", ["[", '{"a": 1}', '[{"keeps": true, "width": 3, "points": [[0, 0]]}]', '[{"keeps": true}]', "[1]"]
)
def test_strokes_that_no_brush_paints_are_refused_and_nothing_starts(strokes, client_of, petra):
    cutting = make_cutting()
    response = client_of(petra).post(reverse("cuttings.detail.redo", args=[cutting.pk]), {"strokes": strokes})
    assert (response.status_code, Cutting.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 1)


def test_a_products_page_follows_its_photos_and_stops_when_they_are_cut_out(client_of, petra):
    cutting, client = make_cutting(state=State.WAITING, sha256="", reason_codes=[]), client_of(petra)
    product = cutting.product
    shown = client.get(product.get_absolute_url())
    assert "data-poll" in shown.content.decode()
    part, htmx = reverse("products.detail.cutouts", args=[product.pk]), {"HX-Request": "true"}
    asked = {"seen": str(shown.context["cutouts_revision"])}
    assert client.get(part, asked, headers=htmx).status_code == HTTPStatus.NO_CONTENT
    Cutting.objects.update(state=State.REFUSED, reason_codes=["too_small"])
    news = client.get(part, asked, headers=htmx).content.decode()
    assert ["data-poll" in news, "Go closer" in news] == [False, True]


def test_a_poor_photo_is_marked_with_refresh_which_composes_its_product(client_of, petra):
    product = make_cutting(photo_fault_codes=["uneven_light"]).product
    text = client_of(petra).get(product.get_absolute_url()).content.decode()
    assert "The light falls off across the photo." in text
    assert text.count(f"{reverse('sets.compose')}?product={product.pk}") == 2


@pytest.mark.parametrize(("make", "is_shown"), [(make_artwork, False), (make_cutting, True)])
def test_a_product_shows_cutouts_once_it_has_photos(client_of, petra, make, is_shown):
    text = client_of(petra).get(make().product.get_absolute_url()).content.decode()
    [section] = re.findall(r'<section[^>]*id="cutouts"[^>]*>', text)
    assert (re.search(r"\bhidden\b", section) is None) is is_shown
