"""Banners with a customer's name: asked for before the message is sent, made once, gone when their time is over."""

import os
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from catalog.pictures.content_store import path_of
from renders.files import MASTERS
from renders.finishing import SourceType, read_provenance
from renders.models import BannerPicture, Decision
from renders.models.banner_pictures import NAME_WAITS, State
from renders.pipeline.banners import names
from renders.pipeline.banners.erasing import erase
from renders.pipeline.customers import picture_files
from renders.pipeline.tasks import enqueue
from renders.providers import Abilities
from renders.schedule import Enqueue
from tests.factories import make_banner
from tests.fakes import FakeProvider, due_now, register, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def banner(ruth):
    return make_banner(approved_by=ruth)


def ask(program, banner, name="Anna"):
    return program.send("banners", {"banner": banner.slug, "name": name})


def picture_at(address):
    return Client().get(address)


def test_a_name_is_drawn_by_a_worker_and_then_answered_at_once(banner, petras_program):
    first = ask(petras_program, banner)
    assert (first.status_code, first.json()["state"], first.json()["address"]) == (202, "waiting", None)
    assert work() == 1
    second = ask(petras_program, banner, " Anna  ")
    assert (second.status_code, second.json()["state"]) == (200, "made")
    assert second.json()["id"] == first.json()["id"]
    assert work() == 0
    read = petras_program.read(f"banners/{first.json()['id']}").json()
    assert (read["state"], read["address"]) == ("made", second.json()["address"])


def test_the_picture_is_for_whoever_has_its_address_and_says_how_it_was_made(banner, petras_program):
    ask(petras_program, banner)
    work()
    answer = picture_at(ask(petras_program, banner).json()["address"])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(BytesIO(answer.content)).size == (640, 360)
    assert read_provenance(answer.content)


@pytest.mark.parametrize(
    ("hero", "with_text"),
    [
        (SourceType.TRAINED_ALGORITHMIC_MEDIA, SourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA),
        (SourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA, SourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA),
        (SourceType.COMPOSITE, SourceType.COMPOSITE),
    ],
)
def test_text_on_a_picture_of_a_trained_model_is_a_composite(banner, petras_program, monkeypatch, hero, with_text):
    provider = FakeProvider()
    provider.abilities = Abilities(source_type=hero)
    register(monkeypatch, banner.decision.render.shot.contract.provider, provider)
    ask(petras_program, banner)
    work()
    picture = picture_at(ask(petras_program, banner).json()["address"]).content
    assert read_provenance(picture).source_type is with_text


def test_names_that_differ_only_in_how_their_letters_are_composed_are_one():
    assert names.tidied(" Zoe\u0308  Ann ") == names.tidied("Zoë Ann") == "Zoë Ann"


def test_two_names_are_two_pictures(banner, petras_program):
    for name in ("Anna", "Anne"):
        ask(petras_program, banner, name)
    work()
    answers = [picture_at(ask(petras_program, banner, name).json()["address"]).content for name in ("Anna", "Anne")]
    assert answers[0] != answers[1]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("A\nB", "Character 2 of the name is a control character."),
        ("A\u202eB", "Character 2 of the name is a control character."),
        ("Anna 😀", "The font of this banner cannot draw character 6 of the name."),
        ("王小明", "The font of this banner cannot draw character 1 of the name."),
        ("a" * 41, "The name has 41 characters, and may have 40."),
        (" \u3164 ", "The name is empty. Send the neutral picture instead."),
        ("W" * 40, "It is too long: it does not fit even in the smallest type that the banner allows."),
    ],
)
def test_a_name_that_cannot_stand_there_is_refused_without_being_repeated(ruth, petras_program, name, sentence):
    answer = ask(petras_program, make_banner(approved_by=ruth, width=30, smallest_type=9), name)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:packshot:problem:name-refused")
    assert answer.json()["errors"] == [{"field": "name", "message": sentence}]
    assert BannerPicture.objects.count() == 0


def test_a_late_picture_is_answered_with_the_neutral_one(banner, petras_program):
    asked = ask(petras_program, banner).json()
    BannerPicture.objects.update(requested_at=timezone.now() - timedelta(seconds=banner.late_seconds))
    late = petras_program.read(f"banners/{asked['id']}").json()
    assert (late["state"], late["is_neutral"], late["address"]) == ("late", True, asked["neutral_address"])
    assert picture_at(late["address"])["Content-Type"] == "image/jpeg"


def test_an_address_whose_time_is_over_shows_nothing(banner, petras_program):
    ask(petras_program, banner)
    work()
    made = ask(petras_program, banner).json()
    BannerPicture.objects.update(expires_at=timezone.now())
    assert picture_at(made["address"]).status_code == 404
    assert petras_program.read(f"banners/{made['id']}").status_code == 404
    assert ask(petras_program, banner).json()["id"] != made["id"]


def test_a_picture_lives_as_long_as_its_banner_says(ruth, petras_program):
    banner = make_banner(approved_by=ruth, ttl_hours=2)
    ask(petras_program, banner)
    work()
    picture = BannerPicture.objects.get()
    assert picture.expires_at - picture.made_at == timedelta(hours=2)


def test_a_name_that_no_worker_comes_to_is_erased(banner, petras_program):
    asked = ask(petras_program, banner).json()
    BannerPicture.objects.update(requested_at=timezone.now() - NAME_WAITS, expires_at=timezone.now())
    petras_program.read(f"banners/{asked['id']}")
    picture = BannerPicture.objects.get()
    assert (picture.state, picture.encrypted_name, picture.fault) == (State.FAILED, "", BannerPicture.Fault.TOO_LATE)


def test_a_banner_whose_hero_lost_its_approval_is_not_in_use(banner, petras_program):
    Decision.objects.update(undone_at=timezone.now())
    assert ask(petras_program, banner).status_code == 404


def test_an_approval_that_is_taken_back_meanwhile_ends_the_attempt(banner, petras_program):
    ask(petras_program, banner)
    Decision.objects.update(undone_at=timezone.now())
    work()
    picture = BannerPicture.objects.get()
    assert (picture.fault, picture.encrypted_name) == (BannerPicture.Fault.HERO_NOT_APPROVED, "")


def test_a_failed_name_may_be_asked_for_again(banner, petras_program):
    hero = MASTERS.read(banner.sha256)
    MASTERS.storage.delete(path_of(banner.sha256))
    ask(petras_program, banner)
    work()
    assert BannerPicture.objects.get().fault == BannerPicture.Fault.HERO_LOST
    MASTERS.store(hero)
    assert ask(petras_program, banner).status_code == 202
    work()
    assert ask(petras_program, banner).status_code == 200


def test_a_picture_whose_file_is_lost_is_made_anew(banner, petras_program):
    asked = ask(petras_program, banner).json()
    work()
    picture_files.erase(asked["id"])
    assert ask(petras_program, banner).status_code == 202
    work()
    assert picture_at(ask(petras_program, banner).json()["address"]).status_code == 200


def test_what_a_killed_writer_left_goes_with_the_next_picture_of_its_folder(banner, petras_program):
    ask(petras_program, banner)
    work()
    picture = BannerPicture.objects.get()
    folder = picture_files.files().local_path(picture_files.name_of(picture.token)).parent
    left, fresh = folder / ".part-left", folder / ".part-fresh"
    for path in (left, fresh):
        path.write_bytes(b"half a picture")
    os.utime(left, (0, 0))
    erase(picture)
    assert (left.exists(), fresh.exists()) == (False, True)
    fresh.unlink()


def test_a_draft_is_no_banner_for_programs(petras_program):
    assert ask(petras_program, make_banner()).status_code == 404


def test_a_name_of_another_version_is_another_picture(banner, ruth, petras_program):
    first = ask(petras_program, banner).json()
    following = banner.next_version(by=banner.made_by)
    following.freeze(by=following.made_by)
    following.approve(by=ruth)
    second = ask(petras_program, banner).json()
    assert (second["version"], second["id"] != first["id"]) == (2, True)


def test_a_encrypted_name_reads_as_it_was_and_never_twice_the_same():
    one, two = names.encrypted("王小明"), names.encrypted("王小明")
    assert one != two
    read = [BannerPicture(encrypted_name=encrypted).customer_name for encrypted in (one, two)]
    assert read == ["王小明", "王小明"]


def test_a_name_waits_while_the_store_of_the_pictures_is_away(private_bucket, banner, petras_program):
    ask(petras_program, banner)
    private_bucket.lose_store()
    work()
    assert BannerPicture.objects.get().state == BannerPicture.State.WAITING
    private_bucket.use()
    due_now(BannerPicture)
    enqueue([Enqueue("banner", (BannerPicture.objects.get().pk,))])
    work()
    assert picture_at(ask(petras_program, banner).json()["address"])["Content-Type"] == "image/jpeg"
