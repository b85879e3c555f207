"""Uploads that take too much: each is a sentence beside its field, nothing is saved, nothing typed is lost."""

from collections.abc import Iterator

import pytest

from catalog import processes
from catalog.models import Product
from catalog.processes import Limits, Pool
from tests.catalog.forms import product_post, upload
from tests.images import cutout, heavy_png
from tests.in_process import InProcess, every_child_busy

pytestmark = pytest.mark.django_db
NEW = "/products/new/"


@pytest.fixture
def limited() -> Iterator[Pool]:
    """Child processes that one small picture is too much for."""
    pool = Pool(Limits(children=1, waiting=4, wait_seconds=10, work_seconds=20, megabytes=120))
    processes.use(pool)
    yield pool
    processes.use(InProcess())


def refused(response) -> str:
    """The page of a form that was not taken and still holds what was typed."""
    page = response.content.decode()
    assert response.status_code == 422
    assert "brushed steel" in page
    assert not Product.objects.exists()
    return page


def post(client, picture: bytes):
    return client.post(NEW, {**product_post(material="brushed steel"), "artwork-picture": upload(picture)})


def test_a_small_file_that_unfolds_to_much_is_refused_by_its_header(client_of, petra):
    page = refused(post(client_of(petra), heavy_png()))
    assert "6,320 × 6,320 pixels of 16 bits a channel, 319 MB of memory; it may take 160." in page
    assert "Save it with 8 bits a channel, or smaller." in page


def test_a_picture_that_takes_more_memory_than_a_child_has_is_refused(limited, client_of, petra):
    page = refused(post(client_of(petra), heavy_png(side=3000)))
    assert "The picture needs more memory than one picture may use." in page


def test_an_upload_while_too_many_wait_is_refused_with_what_to_do(limited, client_of, petra):
    with every_child_busy():
        assert "Nothing was saved. Try again in a minute." in refused(post(client_of(petra), cutout()))


def test_a_cutout_that_a_child_prepared_is_stored_and_shown(limited, client_of, petra):
    client = client_of(petra)
    post(client, cutout())
    artwork = Product.objects.get().artwork.get()
    assert client.get(f"/artwork/{artwork.sha256}/").content[8:12] == b"WEBP"


def test_an_uploaded_picture_is_shown_even_while_every_child_is_busy(client_of, petra):
    client = client_of(petra)
    post(client, cutout())
    with every_child_busy():
        assert client.get(f"/artwork/{Product.objects.get().artwork.get().sha256}/").status_code == 200
