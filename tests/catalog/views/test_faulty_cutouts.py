"""Cutouts that other programs spoiled: each is recognised at upload, said in a sentence, and put right or refused."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from catalog.models import Artwork
from catalog.pictures.artwork_files import ARTWORK
from tests.catalog.cutting.faulty_cutouts import FAULTY, SIDE, clean_vase
from tests.catalog.forms import upload
from tests.factories import make_product
from tests.images import encoded, jpeg, png

pytestmark = pytest.mark.django_db
SENTENCES = {
    "a baked shadow": "it was removed, as renders cast their own",
    "a speck of dust": "Specks beside the product were removed.",
    "one clear pixel": "so it was taken as a photo",
    "alpha 254": "it was made solid",
}


def send(client, data, **more):
    fields = {"artwork-kind": "cutout", "artwork-view": "front", "artwork-picture": upload(data), **more}
    return client.post(f"/products/{make_product().pk}/artwork/", fields, follow=True)


@pytest.mark.parametrize("fault", SENTENCES)
def test_a_faulty_cutout_is_taken_with_a_sentence_about_what_was_wrong(fault, client_of, petra):
    response = send(client_of(petra), encoded(FAULTY[fault](), "PNG"))
    assert SENTENCES[fault] in response.content.decode()
    assert Artwork.objects.get().kind == ("photo" if fault == "one clear pixel" else "cutout")


@pytest.mark.parametrize("fault", ["a baked shadow", "a speck of dust", "alpha 254"])
def test_what_is_stored_is_the_product_alone(fault, client_of, petra):
    send(client_of(petra), encoded(FAULTY[fault](), "PNG"))
    with Image.open(BytesIO(ARTWORK.read(Artwork.objects.get().sha256))) as stored:
        alpha = np.asarray(stored.getchannel("A"), np.int16)
    true = np.asarray(clean_vase().getchannel("A"), np.int16)
    assert np.abs(alpha - true).mean() < 0.5
    assert alpha[SIDE // 2, SIDE // 2] == 255


def test_a_few_pixels_are_refused_with_what_to_do(client_of, petra):
    response = send(client_of(petra), encoded(FAULTY["a few pixels"](), "PNG"))
    assert (response.status_code, "Upload the product larger." in response.content.decode()) == (422, True)
    assert not Artwork.objects.exists()


def test_a_jpeg_that_is_sent_as_a_cutout_is_a_photo_that_is_due_to_be_cut_out(client_of, petra):
    send(client_of(petra), jpeg(size=(900, 900)))
    photo = Artwork.objects.get()
    assert (photo.kind, photo.product.cuttings.get().state) == ("photo", "waiting")


def test_a_photo_that_is_sent_as_a_cutout_takes_no_mask(client_of, petra):
    response = send(client_of(petra), png("red"), **{"artwork-tint_mask": upload(png("white"))})
    assert (response.status_code, "Only a cutout takes a mask." in response.content.decode()) == (422, True)
    assert not Artwork.objects.exists()


def test_a_large_cutout_without_faults_keeps_its_size(client_of, petra):
    large = clean_vase().resize((2600, 2600), Image.Resampling.NEAREST)
    send(client_of(petra), encoded(large, "PNG", compress_level=1))
    assert Artwork.objects.get().width == 2600
