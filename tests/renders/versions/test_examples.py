"""The example pictures on the page of a version."""

import pytest

from tests.factories import make_render, make_shot, make_template, make_version

pytestmark = pytest.mark.django_db


def test_a_version_shows_pictures_of_its_own_shots_the_latest_first(petras):
    version, other = (make_version(make_template()) for _ in range(2))
    first, second, empty = (make_shot(version=version) for _ in range(3))
    for shot in (first, second, make_shot(version=other)):
        make_render(shot)
    make_render(empty, state="submitted")
    assert petras.get(version.get_absolute_url()).context["examples"] == [second, first]
