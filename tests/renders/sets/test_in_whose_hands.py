"""Whose set it is to stop, mark and submit, where its launcher never signs in."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from tests.factories import make_person, make_render, make_shot, make_shot_set, make_token

pytestmark = pytest.mark.django_db


def shot_of(person):
    """A shot with a ready candidate and one that is not sent."""
    shot = make_shot(make_shot_set(launched_by=person))
    make_render(shot)
    make_render(shot, state="queued")
    return shot


def stop(browser, shot):
    return browser.post(reverse("sets.detail.stop", args=[shot.shot_set.code])).status_code


@pytest.fixture
def service(db):
    """Who acts for a program."""
    person = make_person("service-sync", group="Marketers")
    make_token(person, is_service=True)
    return person


def test_a_set_of_a_service_is_stopped_and_marked_by_any_marketer(petras, service):
    shot = shot_of(service)
    assert 'id="stop-button"' in petras.get(shot.shot_set.get_absolute_url()).content.decode()
    assert stop(petras, shot) == HTTPStatus.FOUND
    star = petras.post(reverse("shots.candidate.mark", args=[shot.code, 1]), {"mark": "star", "view": "grid"})
    assert star.status_code == HTTPStatus.FOUND


def test_a_set_of_somebody_who_left_is_stopped_by_any_marketer(petras, paul):
    shot = shot_of(paul)
    assert stop(petras, shot) == HTTPStatus.FORBIDDEN
    paul.is_active = False
    paul.save()
    assert stop(petras, shot) == HTTPStatus.FOUND


@pytest.mark.parametrize("who", ["ruth", "sam"])
def test_who_may_not_launch_stops_no_set_of_a_service(request, client_of, service, who):
    assert stop(client_of(request.getfixturevalue(who)), shot_of(service)) == HTTPStatus.FORBIDDEN
