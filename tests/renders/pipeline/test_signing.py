"""Publishing with a certificate, with one that cannot sign, and without."""

from importlib import import_module

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from PIL import Image

from renders.models import Publication, lease_on
from renders.models.publications import State
from renders.pipeline.publishing import publish, requests
from tests.factories import make_channel, make_person
from tests.images import encoded
from tests.marks import SOURCE_TYPE, read_marks
from tests.needs import C2PA, needs
from tests.renders.pipeline.publishing.conftest import approved_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def issued():
    needs(C2PA)
    return import_module("tests.certificates").issue()


@pytest.fixture
def certificate(issued, settings, tmp_path):
    """Named in the settings."""
    for name, content in (("certificate", issued.chain), ("key", issued.key)):
        (tmp_path / name).write_bytes(content)
    settings.C2PA_CERTIFICATE_FILE, settings.C2PA_KEY_FILE = str(tmp_path / "certificate"), str(tmp_path / "key")
    return issued


def published(decision, **channel):
    publication = requests.request(decision, channel=make_channel(**channel), by=make_person())
    with lease_on(Publication.fast.filter(pk=publication.pk)) as lease:
        publish.publish_picture(publication.pk, lease)
    publication.refresh_from_db()
    return publication


def stored(publication):
    with storages["public"].open(publication.reference) as file:
        return file.read()


@pytest.mark.parametrize("format", ["webp", "jpeg", "png", "avif"])
def test_what_is_stored_verifies_in_another_implementation_and_a_changed_byte_is_found(certificate, format):
    publication = published(approved_picture(delivery_format=format))
    data, trust = stored(publication), {"trust_pem": certificate.root.decode(), "telemetry": False, "online": False}
    verify = import_module("encypher_c2pa").verify
    assert publication.state == State.PUBLISHED
    assert verify(data, f"image/{format}", **trust)["validation_state"] == "Trusted"
    assert read_marks(data)[SOURCE_TYPE].endswith("/composite")
    changed = data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]
    assert verify(changed, f"image/{format}", **trust)["validation_state"] == "Invalid"


def test_a_picture_is_signed_once_for_all_channels_with_the_same_rules(certificate):
    decision = approved_picture()
    first, second = published(decision), published(decision)
    assert first.sha256 == second.sha256
    assert decision.render.renditions.filter(spec__contains="-c2pa-").count() == 1


def test_another_certificate_signs_the_same_file_anew(certificate, settings):
    decision = approved_picture()
    first = published(decision)
    other = import_module("tests.certificates").issue()
    for path, content in ((settings.C2PA_CERTIFICATE_FILE, other.chain), (settings.C2PA_KEY_FILE, other.key)):
        with open(path, "wb") as file:
            file.write(content)
    second = published(decision)
    assert first.sha256 != second.sha256
    assert decision.render.renditions.filter(spec="delivery-webp").count() == 1


def test_the_bytes_that_a_channel_takes_are_enough_for_the_signature_too(certificate):
    noise = Image.effect_noise((320, 320), 60).convert("RGB")
    unsigned = len(encoded(noise, "WEBP", quality=88, method=6))
    kilobytes = unsigned // 1000 + 2  # which the file without its signature has at full quality
    publication = published(approved_picture(data=encoded(noise, "PNG")), settings={"max_kilobytes": str(kilobytes)})
    assert publication.state == State.PUBLISHED, publication.explanation
    assert publication.bytes <= kilobytes * 1000


def test_nothing_goes_out_unsigned_where_a_certificate_cannot_sign(certificate, settings, caplog, client_of, petra):
    settings.C2PA_KEY_FILE = settings.C2PA_CERTIFICATE_FILE
    publication = published(approved_picture())
    assert (publication.state, publication.reference) == (State.FAILED, "")
    assert publication.explanation == "The file of the key holds none that can be read without a password."
    page = client_of(petra).get(reverse("operations.status")).content.decode()
    assert "Nothing is published, because nothing can be signed." in page
    assert publication.explanation in page
    assert "PRIVATE KEY" not in caplog.text + page


@pytest.mark.parametrize("named", ["C2PA_CERTIFICATE_FILE", "C2PA_KEY_FILE"])
def test_one_of_the_two_files_alone_signs_nothing(settings, named):
    setattr(settings, named, "/nowhere.pem")
    assert published(approved_picture()).explanation.startswith("A certificate needs its key")


def test_without_a_certificate_files_go_out_unsigned_and_the_status_page_says_so(client_of, petra):
    publication = published(approved_picture())
    assert publication.state == State.PUBLISHED
    assert b"c2pa" not in stored(publication)
    assert "no certificate is set up" in client_of(petra).get(reverse("operations.status")).content.decode()


def test_the_status_page_says_who_signs(certificate, client_of, petra):
    page = client_of(petra).get(reverse("operations.status")).content.decode()
    assert "Published files are signed as <bdi>Packshot test</bdi>." in page
