"""Candidates whose files lie in a private bucket: given out by the web, or by the store under addresses that end."""

import time
from dataclasses import replace
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from catalog.pictures import decode
from catalog.pictures.content_store import path_of
from catalog.pictures.storing.bucket import BucketStorage
from renders import files
from renders.finishing import thumbnails
from renders.models import Render
from tests.factories import make_duel, make_guest_link, make_render, make_shot
from tests.images import packshot

pytestmark = pytest.mark.django_db
DIRECT = build_opener(ProxyHandler({}))


@pytest.fixture
def stored(private_bucket):
    data = packshot(size=(400, 400))
    render = make_render(make_shot(), sha256=files.MASTERS.store(data), width=400, height=400, bytes=len(data))
    for small in thumbnails(decode(data).image):
        files.store_rendition(render.pk, small)
    return render


@pytest.fixture
def petras(client_of, petra):
    return client_of(petra)


def picture(browser, render, spec="thumb-320"):
    return browser.get(reverse("shots.renditions", args=[render.pk, spec]))


def refusal(address):
    with pytest.raises(HTTPError) as refused:
        DIRECT.open(address)
    refused.value.close()
    return refused.value.code


def test_the_web_gives_pictures_out_by_itself(petras, stored):
    answer = picture(petras, stored)
    assert (answer.status_code, answer["Content-Type"]) == (HTTPStatus.OK, "image/webp")
    assert decode(answer.content).format == "webp"


def test_a_larger_picture_is_made_from_the_master_in_the_bucket(petras, stored):
    assert decode(picture(petras, stored, "zoom").content).image.size == (400, 400)


def test_a_picture_of_a_store_that_is_away_says_to_try_again(petras, stored, private_bucket):
    private_bucket.lose_store()
    answer = picture(petras, stored)
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Try again in a minute." in answer.content.decode()


def test_a_picture_that_is_missing_in_the_bucket_is_not_found(petras, private_bucket):
    assert picture(petras, make_render(make_shot()), "zoom").status_code == HTTPStatus.NOT_FOUND


def test_a_browser_is_sent_to_the_store_where_that_is_wanted(petras, stored, private_bucket):
    private_bucket.use(presign=True)
    answer = picture(petras, stored)
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"].startswith(f"{private_bucket.store.endpoint}/{private_bucket.name}/renditions/")
    assert answer["Cache-Control"] == "private, max-age=120"
    with DIRECT.open(answer["Location"]) as found:
        assert decode(found.read()).format == "webp"
        assert found.headers["Content-Type"] == "image/webp"
        assert found.headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_a_download_keeps_its_name_at_the_store(petras, stored, private_bucket):
    private_bucket.use(presign=True)
    answer = petras.get(reverse("shots.renditions.download", args=[stored.shot.code, stored.number]))
    with DIRECT.open(answer["Location"]) as found:
        assert found.headers["Content-Disposition"].startswith('attachment; filename="')


def test_only_who_may_see_a_picture_gets_its_address(client, client_of, sam, stored, private_bucket):
    private_bucket.use(presign=True)
    assert picture(client_of(sam), stored).status_code == HTTPStatus.FORBIDDEN
    assert reverse("login") in picture(client, stored)["Location"]


def test_an_address_opens_no_other_picture_and_no_other_type(petras, stored, private_bucket):
    private_bucket.use(presign=True)
    address = picture(petras, stored)["Location"]
    master = address.replace(address.partition("?")[0].partition("/renditions/")[2], path_of(stored.sha256))
    assert refusal(master.replace("/renditions/", "/masters/")) == HTTPStatus.FORBIDDEN
    assert refusal(address.replace("image%2Fwebp", "text%2Fhtml")) == HTTPStatus.FORBIDDEN
    assert refusal(address.partition("?")[0]) == HTTPStatus.FORBIDDEN


def test_an_address_ends(petras, stored, private_bucket):
    private_bucket.use(presign=True)
    options = private_bucket.settings.STORAGES["renditions"]["OPTIONS"]
    ends_soon = BucketStorage(**{**options, "presigned_seconds": 1})
    address = ends_soon.address(path_of(stored.renditions.first().sha256), "image/webp", "inline")
    DIRECT.open(address).close()
    time.sleep(2.1)
    assert refusal(address) == HTTPStatus.FORBIDDEN


def test_masters_have_no_address(private_bucket, stored):
    """Browsers get files that are made of them."""
    private_bucket.use(presign=True)
    assert storages["masters"].address(path_of(stored.sha256), "image/png", "inline") == ""


def test_a_guest_gets_no_address_that_outlives_the_link(client, stored, private_bucket):
    link = make_guest_link(stored.shot_set)
    private_bucket.use(presign=True)
    answer = client.get(reverse("guests.file", args=[link.token, stored.pk, "view-1280"]))
    assert (answer.status_code, answer["Cache-Control"]) == (HTTPStatus.OK, "private, no-cache")


def test_a_judge_of_a_duel_gets_no_address_that_names_the_file(client_of, paul, stored, private_bucket):
    duel, [small, *_] = make_duel(), thumbnails(decode(packshot()).image)
    for render in Render.objects.exclude(pk=stored.pk):
        files.store_rendition(render.pk, replace(small, spec="view-1280"))
    private_bucket.use(presign=True)
    answer = client_of(paul).get(reverse("duels.picture", args=[duel.code, 1, "left"]))
    assert (answer.status_code, answer["Content-Type"]) == (HTTPStatus.OK, "image/webp")
