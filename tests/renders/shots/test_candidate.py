"""The viewer of one candidate, and the bytes it shows."""

import io
import re
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog.pictures import decode
from renders import files
from renders.finishing import thumbnails
from renders.models import Render
from tests.factories import make_finding, make_render, make_shot, make_shot_set
from tests.html import flat
from tests.images import packshot
from tests.in_process import every_child_busy

pytestmark = pytest.mark.django_db
State = Render.State


@pytest.fixture
def shot(petra):
    """A shot of Petra's without candidates."""
    return make_shot(make_shot_set(launched_by=petra))


@pytest.fixture
def stored(shot, settings, tmp_path):
    """A ready candidate whose master and thumbnails lie in a storage of this test."""
    for name in ("masters", "renditions"):
        options = {"location": tmp_path / name}
        settings.STORAGES = {
            **settings.STORAGES,
            name: {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options},
        }
    data = packshot(size=(1600, 1600))
    render = make_render(shot, sha256=files.MASTERS.store(data), width=1600, height=1600, bytes=len(data))
    for small in thumbnails(decode(data).image):
        files.store_rendition(render.pk, small)
    return render


def viewed(browser, render):
    return flat(browser.get(render.get_absolute_url()))


def picture(browser, render, spec):
    return browser.get(reverse("shots.renditions", args=[render.pk, spec]))


def test_the_viewer_offers_the_small_picture_first_then_the_view_then_every_pixel(petras, shot):
    render = make_render(shot)
    text = viewed(petras, render)
    for spec in ("thumb-640", "view-1280", "zoom"):
        assert reverse("shots.renditions", args=[render.pk, spec]) in text


def test_the_viewer_tells_how_the_picture_was_made(petras, shot):
    shot.image_model.abilities = {"seed": True}
    shot.image_model.save()
    render = make_render(shot, seed=4711)
    text = viewed(petras, render)
    for fact in ("4711", render.sha256, "1024 × 1024", str(shot.version), shot.contract.prompt):
        assert fact in text


def test_findings_are_numbered_marks_and_a_list_with_measure_and_limit(petras, shot):
    render = make_render(shot)
    make_finding(render, message="Grey corner", measure=241.0, limit=250.0, unit="level", box=[0.5, 0, 1, 0.25])
    text = viewed(petras, render)
    assert "Grey corner" in text
    assert "241 level, limit 250" in text
    assert '<rect x="512" y="0" width="512" height="256"' in text


def test_words_that_were_not_honoured_are_shown(petras, shot):
    render = make_render(shot)
    make_finding(render, severity="info", check_name="not_honoured", message="“steam rising”: not drawn")
    text = viewed(petras, render)
    assert "1 phrase drawn differently" in text
    assert "“steam rising”: not drawn" in text


def test_the_viewer_leads_to_its_neighbours_and_back_to_the_grid(petras, shot):
    first, second, third = (make_render(shot) for _ in range(3))
    text = viewed(petras, second)
    assert f'rel="prev" href="{first.get_absolute_url()}"' in text
    assert f'rel="next" href="{third.get_absolute_url()}"' in text
    assert f"{shot.get_absolute_url()}?candidate=2" in text


def test_the_first_candidate_has_no_previous_one(petras, shot):
    render = make_render(shot)
    assert 'rel="prev"' not in viewed(petras, render)


def test_the_next_two_pictures_are_fetched_before_they_are_asked_for(petras, shot):
    first, waiting, *others = (
        make_render(shot),
        make_render(shot, state=State.SUBMITTED),
        *(make_render(shot) for _ in range(3)),
    )
    text = viewed(petras, first)
    preloaded = [render for render in (waiting, *others) if f"/renditions/{render.pk}/view-1280/" in text]
    assert preloaded == others[:2]


def test_a_candidate_on_its_way_asks_again_by_itself_until_it_is_there(petras, shot):
    waiting, ready = make_render(shot, state=State.SUBMITTED), make_render(shot)
    assert "data-poll" in viewed(petras, waiting)
    assert "data-poll" not in viewed(petras, ready)


def test_a_failed_candidate_says_why(petras, shot):
    render = make_render(shot, state=State.FAILED, reason="timeout", explanation="No picture after 600 s.")
    text = viewed(petras, render)
    assert "No picture after 600 s." in text
    assert "Nothing was charged." in text


def test_somebody_elses_candidate_cannot_be_marked_from_the_viewer(client_of, ruth, shot):
    text = viewed(client_of(ruth), make_render(shot))
    assert reverse("shots.candidate.mark", args=[shot.code, 1]) not in text


@pytest.mark.parametrize(
    ("view", "leads_to"), [("viewer", "/shots/{code}/c/1/"), ("", "/shots/{code}/?shown=1#candidate-1")]
)
def test_without_javascript_a_mark_leads_back_to_the_page_it_was_made_on(petras, shot, view, leads_to):
    make_render(shot)
    answer = petras.post(reverse("shots.candidate.mark", args=[shot.code, 1]), {"mark": "star", "view": view})
    assert answer["Location"] == leads_to.format(code=shot.code)


def test_an_unknown_candidate_is_not_found(petras, shot):
    make_render(shot)
    assert petras.get(reverse("shots.candidate", args=[shot.code, 7])).status_code == HTTPStatus.NOT_FOUND


def test_a_thumbnail_is_served_to_be_kept_by_this_browser_alone(petras, stored):
    response = picture(petras, stored, "thumb-320")
    assert response["Content-Type"] == "image/webp"
    assert "private" in response["Cache-Control"]
    assert "immutable" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert Image.open(io.BytesIO(response.content)).size == (320, 320)


@pytest.mark.parametrize(("spec", "size"), [("view-1280", (1280, 1280)), ("zoom", (1600, 1600))])
def test_larger_pictures_are_made_on_first_request_and_kept(petras, stored, spec, size):
    assert not stored.renditions.filter(spec=spec).exists()
    first = picture(petras, stored, spec).content
    assert Image.open(io.BytesIO(first)).size == size
    assert stored.renditions.filter(spec=spec).count() == 1
    assert picture(petras, stored, spec).content == first


def test_a_picture_asked_for_while_too_many_are_worked_on_says_to_try_again(petras, stored):
    with every_child_busy():
        answer = picture(petras, stored, "zoom")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Try again in a minute." in answer.content.decode()


def test_the_zoom_shows_every_pixel_of_the_master(petras, stored):
    zoom = Image.open(io.BytesIO(picture(petras, stored, "zoom").content)).convert("RGB")
    master = Image.open(io.BytesIO(files.MASTERS.read(stored.sha256)))
    assert zoom.tobytes() == master.tobytes()


def test_a_download_is_named_after_its_shot(petras, stored):
    shot = stored.shot
    response = petras.get(reverse("shots.renditions.download", args=[shot.code, stored.number]))
    name = f"{shot.colorway.sku}-{shot.placement.slug}-{shot.code}-1.webp"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("spec", ["master", "delivery-webp-1024", "thumb-9999", "zoom2"])
def test_a_guessed_spec_is_not_found(petras, stored, spec):
    assert picture(petras, stored, spec).status_code == HTTPStatus.NOT_FOUND


def test_a_guessed_render_is_not_found(petras):
    response = petras.get(reverse("shots.renditions", args=[10**30, "zoom"]))
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_a_picture_whose_file_is_gone_is_not_found(petras, shot):
    assert picture(petras, make_render(shot), "zoom").status_code == HTTPStatus.NOT_FOUND


def test_pictures_are_for_people_in_a_role(client_of, sam, stored):
    address = reverse("shots.renditions", args=[stored.pk, "thumb-320"])
    assert client_of(sam).get(address).status_code == HTTPStatus.FORBIDDEN
    assert Client().get(address).status_code == HTTPStatus.FOUND


def test_the_viewer_takes_the_same_queries_whatever_the_shot_holds(petras, shot, django_assert_max_num_queries):
    renders = [make_render(shot) for _ in range(12)]
    with django_assert_max_num_queries(15):
        viewed(petras, renders[5])


def test_the_viewer_says_which_channels_a_picture_fits_and_what_it_lacks(petras, shot):
    render = make_render(shot, width=1024, height=1024, measures={"fill": 61.0, "ground": 255.0})
    text = viewed(petras, render)
    assert "Amazon main image" in text
    assert "The product fills 61% of the frame; at least 85% is needed." in text
    assert "Does not fit" in text


def test_one_click_finishes_a_picture_for_a_channel(petras, shot):
    render = make_render(shot, width=1024, height=1024, measures={"fill": 61.0, "ground": 250.0})
    text = viewed(petras, render)
    address = reverse("shots.finish", args=[shot.code, render.number])
    form = text[text.index(f'<form method="post" action="{address}"') :].split("</form>")[0]
    assert "Finish for Amazon main image, free" in form
    sent = dict(re.findall(r'<input type="hidden" name="(whiten|fill)" value="(\w+)"', form))
    assert sent == {"whiten": "on", "fill": "86"}
    assert petras.post(address, sent).status_code == HTTPStatus.FOUND
    made = Render.objects.get(parent=render)
    assert [step["step"] for step in made.chain] == ["whiten", "refit"]


def test_somebody_else_is_offered_no_finishing(client_of, ruth, shot):
    render = make_render(shot, width=1024, height=1024, measures={"fill": 61.0, "ground": 255.0})
    text = viewed(client_of(ruth), render)
    assert "The product fills 61%" in text
    assert reverse("shots.finish", args=[shot.code, render.number]) not in text


def test_the_placement_that_was_ordered_stands_before_the_channels(petras, shot):
    render = make_render(shot, width=2000, height=2000, measures={"fill": 86.0, "ground": 255.0})
    make_finding(render, severity="blocking")
    text = viewed(petras, render)
    fits = text[text.index('id="channel-fits"') :]
    assert "9 of 9" in fits
    assert fits.index(f"<strong>{shot.placement}</strong>") < fits.index("Does not fit") < fits.index("Amazon")


def test_nothing_is_said_of_channels_where_a_picture_was_not_measured(petras, shot):
    assert "Amazon main image" not in viewed(petras, make_render(shot))
