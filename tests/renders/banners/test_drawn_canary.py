"""A name that an image model draws leaves no trace once its attempt has ended, however that ends.

The provider of these tests repeats the prompt in every error, address and file.
"""

import json
import logging

import pytest
from django.test import Client
from django.utils import timezone

from renders import schedule
from renders.models import Attempt, BannerPicture, Callback, Render, ShotSet
from renders.pipeline import clock
from renders.pipeline.banners import deciding
from renders.pipeline.outcomes import resolve_doubt
from renders.providers import (
    Abilities,
    Busy,
    Denied,
    FetchFailed,
    ModelDenied,
    OutputGone,
    OutputRefused,
    ProviderUnreachable,
    Refused,
    Unclear,
)
from tests.fakes import due_now, work, work_once
from tests.renders.api.conftest import petras_program
from tests.renders.banners.canary import NAME, found_in, traces
from tests.renders.banners.drawn import (
    PROVIDER,
    banner,
    echo,
    expire,
    failed,
    provider_error,
    run_to_the_end,
)

__all__ = ["banner", "echo", "petras_program"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def everything_is_logged(caplog):
    caplog.set_level(logging.DEBUG)


def ask(program, banner, key="first"):
    return program.send("banners", {"banner": banner.slug, "name": f"  {NAME} "}, key)


def state_of_order(banner):
    return Render.objects.filter(shot_set__banner=banner).order_by("-pk").values_list("state", flat=True).first()


def test_a_picture_that_was_drawn_and_approved(banner, petras_program, ruth, caplog):
    answer = ask(petras_program, banner)
    assert traces(caplog) == []  # neither while it waits
    while work_once():
        assert traces(caplog) == []  # nor after any of its steps
    run_to_the_end()
    deciding.approve(BannerPicture.objects.get(), by=ruth)
    again = ask(petras_program, banner, None)
    assert again.json()["state"] == "made"
    assert traces(caplog) == []
    expire()
    assert BannerPicture.objects.count() == 0
    assert traces(caplog) == []
    assert [trace for one in (answer, again) for trace in found_in("answer", one.content)] == []


def test_a_picture_that_was_declined(banner, petras_program, ruth, caplog):
    ask(petras_program, banner)
    run_to_the_end()
    deciding.decline(BannerPicture.objects.get(), by=ruth)
    assert traces(caplog) == []


@pytest.mark.parametrize(
    "error",
    [
        provider_error(Refused),
        provider_error(Denied),
        provider_error(ModelDenied),
        provider_error(Busy, 1.0),
        provider_error(ProviderUnreachable, 1.0),
        provider_error(Unclear),
        lambda prompt: ValueError(f"No number: {prompt}"),
        lambda prompt: Refused(f"No: {prompt}", "prompt", [prompt]),
    ],
)
def test_an_order_that_the_provider_did_not_take(banner, echo, petras_program, caplog, error):
    echo.error = error
    ask(petras_program, banner)
    try_to_the_end()
    expire_and_look(caplog)


def test_a_task_that_failed(banner, echo, petras_program, caplog):
    echo.end = failed
    ask(petras_program, banner)
    run_to_the_end()
    assert state_of_order(banner) == "failed"
    assert traces(caplog) == []


@pytest.mark.parametrize("kind", [FetchFailed, OutputGone, OutputRefused, ValueError])
def test_a_picture_that_could_not_be_fetched(banner, echo, petras_program, caplog, kind):
    echo.fetch_error = lambda address: kind(f"Nothing at {address}")
    ask(petras_program, banner)
    try_to_the_end()
    assert state_of_order(banner) in ("finished", "failed")
    expire_and_look(caplog)


@pytest.mark.parametrize("was_accepted", [True, False])
def test_a_doubt_that_a_person_resolved(banner, echo, petras_program, caplog, ada, was_accepted):
    echo.error = provider_error(Unclear)
    ask(petras_program, banner)
    run_to_the_end()
    assert state_of_order(banner) == "in_doubt"
    assert traces(caplog) == []
    echo.error = None
    attempt = Attempt.objects.in_doubt().get()
    assert resolve_doubt(attempt, was_accepted=was_accepted, by=ada, reason="Looked there")
    run_to_the_end()
    # Its name is gone, so it is not ordered again.
    assert (state_of_order(banner), len(echo.sent)) == ("failed", 1)
    assert traces(caplog) == []


def test_a_doubt_that_may_be_repeated_holds_its_request_encrypted_and_only_as_long(
    banner, echo, petras_program, caplog
):
    echo.abilities = Abilities(replays_by_key=True, finishes_at_once=True)
    echo.error = provider_error(Unclear)
    ask(petras_program, banner)
    run_to_the_end(2)
    attempt = Attempt.objects.in_doubt().get()
    assert NAME in attempt.sent_request
    assert traces(caplog) == []  # as it is encrypted
    echo.error = None
    Attempt.objects.update(sent_at=timezone.now() - schedule.REPLAY_WINDOW)
    for chore in clock.CHORES:
        chore(timezone.now())
    assert Attempt.objects.in_doubt().get().encrypted_request == ""


def test_a_doubt_whose_replay_is_answered(banner, echo, petras_program, caplog):
    echo.abilities = Abilities(replays_by_key=True, finishes_at_once=True)
    echo.error = provider_error(Unclear)
    ask(petras_program, banner)
    run_to_the_end(2)
    echo.error = None
    run_to_the_end()
    assert len(set(echo.sent)) == 1
    assert BannerPicture.objects.get().state == "in_review"
    assert not Attempt.objects.exclude(encrypted_request="").exists()
    assert traces(caplog) == []


def test_a_doubt_whose_request_is_erased_is_not_repeated_however_often_it_is_due(banner, echo, petras_program):
    echo.abilities = Abilities(replays_by_key=True, finishes_at_once=True)
    echo.error = provider_error(Unclear)
    ask(petras_program, banner)
    run_to_the_end(2)
    sent = len(echo.sent)
    Attempt.objects.in_doubt().erase_requests()
    run_to_the_end()  # as after a callback that names no task
    assert (state_of_order(banner), len(echo.sent)) == ("in_doubt", sent)
    assert not Render.objects.filter(state="in_doubt").exclude(due_at=None).exists()


@pytest.mark.parametrize("steps", [1, 2, 3, 5])
def test_workers_killed_in_the_middle(banner, petras_program, caplog, steps):
    ask(petras_program, banner)
    for _ in range(steps):
        work_once()
    BannerPicture.objects.update(lease="", lease_until=None)
    expire()
    run_to_the_end()
    expire()
    assert traces(caplog) == []
    assert not Attempt.objects.exclude(encrypted_request="").exists()


def test_an_account_that_drives_a_stopped_set(banner, petras_program, caplog):
    ask(petras_program, banner)
    ShotSet.objects.update(stopped_at=timezone.now())
    run_to_the_end()
    assert state_of_order(banner) == "cancelled"
    assert BannerPicture.objects.get().fault == "not_drawn"
    assert traces(caplog) == []


def test_a_callback_that_repeats_the_prompt_is_heeded_and_not_stored(banner, echo, petras_program, caplog):
    ask(petras_program, banner)
    while not echo.sent:
        assert work_once()
    attempt = Attempt.objects.get(shot__shot_set__banner=banner)
    body = json.dumps({"task": attempt.task_id, "prompt": echo.prompts[0]})
    headers = {"X-Prompt": echo.prompts[0]}
    address = f"/hooks/{PROVIDER}/{attempt.token}/"
    answer = Client().post(address, body, content_type="application/json", headers=headers)
    assert answer.status_code == 202
    callback = Callback.objects.get()
    assert (callback.task_id, bytes(callback.body), callback.is_proven) == (attempt.task_id, b"", False)
    assert traces(caplog) == []


def try_to_the_end():
    """As `run_to_the_end`, with errors that nobody foresaw."""
    errors = []
    for _ in range(12):
        try:
            work()
        except Exception as error:
            errors.append(repr(error))
        due_now(Render)
        due_now(BannerPicture)
    assert found_in("error", "".join(errors).encode()) == []


def expire_and_look(caplog):
    BannerPicture.objects.update(expires_at=timezone.now())
    try_to_the_end()
    assert not BannerPicture.objects.exclude(encrypted_name="").exists()
    assert traces(caplog) == []
