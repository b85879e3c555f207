"""An import that waits for a person's look notifies them, and one that was fetched in vain too."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from renders.management.commands.import_products import work_off
from renders.models import Notification
from renders.models.notification_texts import detail_of, title_of
from renders.pipeline.importing import beginning, fetching
from tests.factories import make_person
from tests.renders.api.conftest import program_of
from tests.renders.imports.importing import checked

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = "sku,product_code,product_name,category,noun,material,finish,attributes,name,color_words,swatch\n"
ROW = "cup-1,cup,Cup,Drinkware,tea cup,porcelain,gloss,,White,pure white,#ffffff\n"


def texts(person):
    return [(title_of(one), detail_of(one)) for one in Notification.objects.of(person).with_subjects()]


def test_a_checked_file_waits_for_who_asked_for_it(petra, ada):
    checked(HEADER + ROW, by=petra)
    assert texts(petra) == [
        ("products.csv is checked and waits for you to look through it", "1 new, 0 changed."),
    ]
    assert texts(ada) == []


def test_a_checked_file_with_errors_says_so(petra):
    checked(HEADER + ROW + ROW, by=petra)
    [(_title, detail)] = texts(petra)
    assert detail.endswith("errors: nothing of it can be imported as it is.")


def test_opening_its_page_reads_it_and_the_end_takes_the_place_of_what_is_unread(petra, client_of):
    one = checked(HEADER + ROW, by=petra)
    beginning.confirm(one)
    work_off(one)
    assert texts(petra) == [("products.csv is imported", "1 new, 0 changed.")]
    client_of(petra).get(reverse("imports.detail", args=[one.pk]))
    assert not Notification.objects.unread().exists()


def test_a_fetched_file_waits_for_its_columns(petra, monkeypatch):
    monkeypatch.setattr(fetching, "fetched", lambda address: (HEADER + ROW).encode())
    work_off(beginning.begin_with_address("https://shop.example/feed.csv", by=petra))
    assert texts(petra) == [("feed.csv is there and waits for you to look at its columns", "")]


def test_a_file_that_could_not_be_fetched_is_said(petra):
    work_off(beginning.begin_with_address("https://127.0.0.1:1/feed.csv", by=petra))
    [(title, detail)] = texts(petra)
    assert title == "feed.csv was not imported"
    assert "Nothing was imported." in detail


def test_a_file_that_a_program_sent_waits_for_its_person(petra):
    sent = {"file": SimpleUploadedFile("feed.csv", (HEADER + ROW).encode())}
    program_of(petra).post("/api/v1/imports", sent, headers={"Idempotency-Key": "one"})
    assert texts(petra) == [("feed.csv is there and waits for you to look at its columns", "")]


def test_a_file_of_a_service_waits_for_all_who_may_import(petra, sam):
    service = make_person(group="Marketers")
    sent = {"file": SimpleUploadedFile("feed.csv", (HEADER + ROW).encode())}
    program_of(service, is_service=True).post("/api/v1/imports", sent, headers={"Idempotency-Key": "one"})
    assert (len(texts(petra)), texts(service), texts(sam)) == (1, [], [])
