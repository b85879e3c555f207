"""Banners whose name an image model draws: ordered once, paid once, and shown to a customer once somebody decided."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from PIL import Image

from renders.files import MASTERS
from renders.finishing import read_provenance
from renders.models import BannerPicture, Event, LedgerEntry, Notification, Render, Rendition, ShotSet
from renders.models.banner_pictures import State
from renders.pipeline.banners import deciding, following
from renders.pipeline.banners.erasing import erase
from renders.pipeline.banners.requesting import forget_if_over
from renders.providers import Refused, Unclear
from tests.factories import make_budget, make_image_model, make_person
from tests.fakes import due_now, work, work_once
from tests.renders.api.conftest import petras_program, program_of
from tests.renders.banners.drawn import (
    PROVIDER,
    banner,
    echo,
    expire,
    failed,
    make_drawn_banner,
    provider_error,
    run_to_the_end,
)

__all__ = ["banner", "echo", "petras_program"]
pytestmark = pytest.mark.django_db(transaction=True)


def ask(program, banner, name="Anna", key=None):
    return program.send("banners", {"banner": banner.slug, "name": name}, key)


def forget(asked):
    """Its time ends before any worker comes to it."""
    BannerPicture.objects.filter(token=asked.json()["id"]).update(expires_at=timezone.now())
    forget_if_over(BannerPicture.objects.get(token=asked.json()["id"]))


def test_a_name_is_drawn_decided_and_sent(banner, echo, petras_program, ruth):
    first = ask(petras_program, banner)
    assert (first.status_code, first.json()["state"], first.json()["address"]) == (202, "waiting", None)
    run_to_the_end()
    assert echo.prompts == ['A soft beige glaze coffee mug on a table, and beside it a card with the words "For Anna"']
    undecided = petras_program.read(f"banners/{first.json()['id']}").json()
    assert (undecided["state"], undecided["is_neutral"]) == ("in_review", True)
    deciding.approve(BannerPicture.objects.get(), by=ruth)
    made = ask(petras_program, banner).json()
    assert (made["state"], made["is_neutral"], made["id"]) == ("made", False, first.json()["id"])
    data = Client().get(made["address"]).content
    assert Image.open(BytesIO(data)).format == "JPEG"
    assert read_provenance(data).source_type.is_of_trained_model
    assert len(echo.sent) == 1


def test_one_name_is_ordered_and_paid_once_however_often_it_is_asked_for(banner, echo, petras_program):
    for key in ("one", "one", "two", None):
        ask(petras_program, banner, key=key)
    run_to_the_end()
    ask(petras_program, banner, " Anna ")
    assert (ShotSet.objects.filter(banner=banner).count(), len(echo.sent)) == (1, 1)
    spent = LedgerEntry.objects.filter(kind="settle").values_list("spent_micros", flat=True)
    assert list(spent) == [40_000]


def test_the_order_names_the_place_of_the_name_and_not_the_name(banner, petras_program):
    ask(petras_program, banner, "Anna {{color}} {{customer_name}}")
    shot = ShotSet.objects.get(banner=banner).shots.get()
    assert "For {{customer_name}}" in shot.contract.prompt
    other = ask(petras_program, banner, "Berta")
    assert other.status_code == 202
    digests = ShotSet.objects.filter(banner=banner).values_list("shots__contract_digest", flat=True)
    assert len(set(digests)) == 1


@pytest.mark.parametrize("name", ["{{color}}", "{name}", "<b>Anna</b>", "{{customer_name}}", "王小明", 'Anna", a gun'])
def test_a_hostile_name_is_sent_as_the_text_that_it_is(banner, echo, petras_program, name):
    assert ask(petras_program, banner, name).status_code == 202
    run_to_the_end()
    assert echo.prompts[0].endswith(f'"For {name}"')


@pytest.mark.parametrize("name", ["\u202eAnna", "An\x00na", "A" * 41, " ", "\u200b"])
def test_a_name_that_is_none_is_refused_and_nothing_is_ordered(banner, petras_program, name):
    assert ask(petras_program, banner, name).status_code == 422
    assert not ShotSet.objects.filter(banner=banner).exists()
    assert not BannerPicture.objects.exists()


def test_a_model_that_writes_no_chinese_gets_no_chinese_name(echo, ruth, petras_program):
    model = make_image_model(provider=PROVIDER, name="Echo", abilities={"chinese_text": False})
    banner = make_drawn_banner(image_model=model, approved_by=ruth)
    refused = ask(petras_program, banner, "王小明")
    assert refused.status_code == 422
    assert "Echo does not write Chinese" in refused.content.decode()
    assert "王小明" not in refused.content.decode()


def test_over_budget_nothing_is_ordered_and_nothing_stays_of_the_name(banner, petras_program):
    make_budget(cap_micros=10)
    assert ask(petras_program, banner).status_code >= 400
    assert not BannerPicture.objects.exists()
    assert not ShotSet.objects.filter(banner=banner).exists()


def test_who_may_not_launch_does_not_spend_through_a_banner(banner):
    reader = make_person(group="Reviewers")
    publisher = make_person(group="Marketers")
    publisher.groups.clear()
    for code in ("view_shotset", "publish_publication"):
        publisher.user_permissions.add(Permission.objects.get(codename=code))
    for person in (reader, publisher):
        assert ask(program_of(person), banner).status_code in (403, 409, 422)
    assert not ShotSet.objects.filter(banner=banner).exists()


def test_what_a_model_refuses_is_the_neutral_picture_and_not_bought_again_at_once(banner, echo, petras_program):
    echo.error = provider_error(Refused)
    ask(petras_program, banner)
    run_to_the_end()
    again = ask(petras_program, banner)
    assert (again.status_code, again.json()["state"], again.json()["is_neutral"]) == (200, "failed", True)
    run_to_the_end()
    assert len(echo.sent) == 1
    expire()
    echo.error = None
    assert ask(petras_program, banner).status_code == 202


def test_a_task_that_failed_says_so_without_the_vendors_words(banner, echo, petras_program):
    echo.end = failed
    ask(petras_program, banner)
    run_to_the_end()
    assert BannerPicture.objects.get().fault == BannerPicture.Fault.NOT_DRAWN
    assert {*Render.objects.filter(shot_set__banner=banner).values_list("reason", flat=True)} == {"refused"}


def test_its_picture_stands_in_no_shared_store_and_goes_with_its_time(banner, echo, petras_program):
    masters, renditions = Render.objects.count(), Rendition.objects.count()
    token = ask(petras_program, banner).json()["id"]
    run_to_the_end()
    render = Render.objects.get(shot_set__banner=banner)
    assert (render.state, render.has_picture, render.output) == ("ready", False, {})
    assert Render.objects.count() == masters + 1
    assert Rendition.objects.count() == renditions
    assert not MASTERS.has(render.sha256)
    expire()
    assert not BannerPicture.objects.exists()
    assert petras_program.read(f"banners/{token}").status_code == 404


def test_a_declined_picture_is_erased_and_the_neutral_one_is_sent(banner, petras_program, ruth):
    ask(petras_program, banner)
    run_to_the_end()
    deciding.decline(BannerPicture.objects.get(), by=ruth)
    answer = ask(petras_program, banner).json()
    assert (answer["state"], answer["is_neutral"]) == ("failed", True)
    event = Event.objects.get(action="banner_picture_declined")
    assert (event.by, event.note) == (ruth, str(banner))


def test_who_ordered_it_does_not_decide(banner, petras_program, petra):
    ask(petras_program, banner)
    run_to_the_end()
    with pytest.raises(Exception, match="someone else decides"):
        deciding.approve(BannerPicture.objects.get(), by=petra)


def test_where_an_admin_allowed_it_a_picture_is_sent_without_a_decision(banner, petras_program, ada):
    banner.allow_unreviewed(by=ada, reason="A thousand tries were right")
    ask(petras_program, banner)
    run_to_the_end()
    assert ask(petras_program, banner).json()["state"] == "made"
    banner.require_review(by=ada)
    ask(petras_program, banner, "Berta")
    run_to_the_end()
    assert ask(petras_program, banner, "Berta").json()["is_neutral"]
    assert {*Event.objects.filter(by=ada).values_list("action", flat=True)} == {
        "banner_unreviewed",
        "banner_reviewed_again",
    }


def test_a_picture_that_comes_after_its_time_is_not_stored(banner, echo, petras_program):
    asked = ask(petras_program, banner)
    while not echo.sent:
        assert work_once()
    forget(asked)
    run_to_the_end()
    assert Render.objects.get(shot_set__banner=banner).reason == "unwanted"


def test_an_order_whose_name_is_erased_is_not_sent(banner, echo, petras_program):
    forget(ask(petras_program, banner))
    run_to_the_end()
    assert echo.sent == []
    render = Render.objects.get(shot_set__banner=banner)
    assert (render.state, render.was_charged) == ("failed", False)


def test_a_doubt_holds_the_request_until_a_person_decides(banner, echo, petras_program):
    echo.error = provider_error(Unclear)
    ask(petras_program, banner)
    work()
    due_now(BannerPicture)
    work()
    picture = BannerPicture.objects.get()
    assert picture.state in (State.WAITING, State.FAILED)
    run_to_the_end()
    picture.refresh_from_db()
    assert (picture.state, picture.fault, picture.encrypted_name) == (State.FAILED, "in_doubt", "")
    assert Render.objects.get(shot_set__banner=banner).state == "in_doubt"
    assert len(echo.sent) == 1


def test_a_name_whose_time_ended_is_not_ordered_again_while_its_order_may_still_come(banner, echo, petras_program):
    asked = ask(petras_program, banner)
    while not echo.sent:
        assert work_once()
    BannerPicture.objects.update(expires_at=timezone.now())
    assert petras_program.read(f"banners/{asked.json()['id']}").status_code == 404
    again = ask(petras_program, banner)
    assert (again.status_code, again.json()["state"], again.json()["is_neutral"]) == (200, "failed", True)
    run_to_the_end()
    assert (ShotSet.objects.filter(banner=banner).count(), len(echo.sent)) == (1, 1)


def test_a_worker_that_erases_does_not_delete_a_name_that_was_asked_for_again(banner, echo, petras_program):
    echo.error = provider_error(Refused)
    ask(petras_program, banner)
    run_to_the_end()
    BannerPicture.objects.update(expires_at=timezone.now())
    read_by_worker = BannerPicture.objects.get()
    ask(petras_program, banner)
    erase(read_by_worker)
    assert BannerPicture.objects.get().state == State.WAITING


def test_one_that_is_asked_for_again_has_no_decision_of_before(banner, petras_program, ruth, ada):
    ask(petras_program, banner)
    run_to_the_end()
    deciding.decline(BannerPicture.objects.get(), by=ruth)
    BannerPicture.objects.update(expires_at=timezone.now())
    banner.allow_unreviewed(by=ada, reason="A thousand tries were right")
    ask(petras_program, banner)
    run_to_the_end()
    picture = BannerPicture.objects.get()
    assert (picture.state, picture.decided_by, picture.decided_at) == (State.MADE, None, None)


def test_a_withdrawal_counts_for_pictures_that_are_being_made(banner, petras_program, ada, monkeypatch):
    banner.allow_unreviewed(by=ada, reason="A thousand tries were right")
    draw = following.file_of

    def withdraw_and_draw(*values):
        banner.require_review(by=ada)
        return draw(*values)

    monkeypatch.setattr(following, "file_of", withdraw_and_draw)
    ask(petras_program, banner)
    run_to_the_end()
    assert BannerPicture.objects.get().state == State.IN_REVIEW


def test_after_a_withdrawal_nothing_is_sent_that_nobody_decided_on(banner, petras_program, ada, ruth):
    ask(petras_program, banner, "Anna")
    run_to_the_end()
    deciding.approve(BannerPicture.objects.get(), by=ruth)
    banner.allow_unreviewed(by=ada, reason="A thousand tries were right")
    ask(petras_program, banner, "Berta")
    run_to_the_end()
    address = ask(petras_program, banner, "Berta").json()["address"]
    assert Client().get(address).status_code == 200
    banner.require_review(by=ada)
    assert Client().get(address).status_code == 404
    states = [ask(petras_program, banner, name).json()["state"] for name in ("Anna", "Berta")]
    assert states == ["made", "in_review"]


def test_who_decides_is_notified_once_of_all_that_wait(banner, petras_program, ruth, petra, ada):
    for name in ("Anna", "Berta"):
        ask(petras_program, banner, name)
        run_to_the_end()
    waiting = Notification.objects.filter(kind="banner_waits")
    assert {*waiting.filter(person=ruth).values_list("count", "banner")} == {(2, banner.pk)}
    assert not waiting.filter(person=petra).exists()
    assert waiting.get(person=ruth).get_absolute_url() == f"/banners/{banner.pk}/waiting/"
    waiting.delete()
    banner.allow_unreviewed(by=ada, reason="A thousand tries were right")
    ask(petras_program, banner, "Carla")
    run_to_the_end()
    assert not waiting.exists()


def test_late_is_neutral(banner, petras_program):
    token = ask(petras_program, banner).json()["id"]
    BannerPicture.objects.update(requested_at=timezone.now() - timedelta(seconds=31))
    answer = petras_program.read(f"banners/{token}").json()
    assert (answer["state"], answer["is_neutral"]) == ("late", True)
