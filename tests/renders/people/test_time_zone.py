"""Times in the zone of whoever reads them."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Campaign
from renders.models import Preference, ShotSet
from tests.factories import make_shot, make_version
from tests.html import flat

pytestmark = pytest.mark.django_db
SETTINGS, SAVE = "people.me", "people.me.time_zone"
LAUNCHED = datetime(2024, 5, 3, 23, 30, tzinfo=UTC)


@pytest.fixture
def launched():
    """The page of a shot launched late in the evening of Greenwich."""
    shot = make_shot()
    ShotSet.objects.update(launched_at=LAUNCHED)
    return reverse("shots.detail", args=[shot.code])


def choose(browser, zone):
    return browser.post(reverse(SAVE), {"time_zone": zone}, follow=True)


def test_each_person_reads_a_moment_in_the_zone_they_chose(launched, petra, paul, client_of):
    choose(client_of(petra), "Asia/Tokyo")
    petras, pauls = flat(client_of(petra).get(launched)), flat(client_of(paul).get(launched))
    assert 'title="08:30:00 on 4 May 2024, Asia/Tokyo">08:30 on 4 May 2024</time>' in petras
    assert 'title="23:30:00 on 3 May 2024, UTC">23:30 on 3 May 2024</time>' in pauls


def test_whoever_chose_none_reads_in_the_zone_of_the_organisation(launched, petra, client_of, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    assert "01:30:00 on 4 May 2024, Europe/Berlin" in flat(client_of(petra).get(launched))


def test_the_choice_can_be_taken_back(launched, petra, client_of):
    choose(client_of(petra), "Asia/Tokyo")
    page = choose(client_of(petra), "organisation")
    assert "Times are shown in UTC." in flat(page)
    assert "23:30 on 3 May 2024" in flat(client_of(petra).get(launched))


def test_the_settings_show_the_chosen_zone(petra, client_of):
    choose(client_of(petra), "America/Argentina/Ushuaia")
    body = flat(client_of(petra).get(reverse(SETTINGS)))
    assert '<option value="America/Argentina/Ushuaia" selected>Argentina, Ushuaia</option>' in body


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "x" * 5_000, "\0"])
def test_a_zone_that_nobody_offers_is_refused(petra, client_of, zone):
    assert choose(client_of(petra), zone).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Preference.objects.exists()


def test_a_zone_that_this_machine_no_longer_knows_is_the_organisations(launched, petra, client_of):
    Preference.objects.create(person=petra, time_zone="Atlantis/Poseidonis")
    assert "23:30 on 3 May 2024" in flat(client_of(petra).get(launched))


def test_a_moment_is_typed_in_the_zone_of_whoever_types_it(ada, client_of):
    choose(client_of(ada), "Asia/Tokyo")
    address = reverse("admin:catalog_campaign_add")
    assert "Time zone: Asia/Tokyo" in flat(client_of(ada).get(address))
    version = make_version(is_frozen=True)
    dates = {"starts_at": "2030-03-04T08:30", "ends_at": "2030-03-05T08:30"}
    rows = {"versions": [version.pk], "placements": [version.template.placements.get().pk]}
    client_of(ada).post(
        address, {"name": "Spring", "slug": "spring", "pilot_skus": 20, "account_share": 0, **rows, **dates}
    )
    assert Campaign.objects.get().starts_at == datetime(2030, 3, 3, 23, 30, tzinfo=UTC)


def test_a_chosen_zone_costs_a_page_no_query(petra, client_of, django_assert_num_queries):
    browser = client_of(petra)
    with CaptureQueriesContext(connection) as before:
        browser.get(reverse("people.help"))
    Preference.objects.create(person=petra, time_zone="Asia/Tokyo")
    with django_assert_num_queries(len(before)):
        browser.get(reverse("people.help"))
