"""Money and time read the same on every page."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from catalog.times import ago, clock
from renders.templatetags import packshot
from renders.templatetags.packshot import dollars, elapsed, measured

TEMPLATES = (Path(__file__).resolve().parents[3] / "templates").rglob("*.html")


@pytest.mark.parametrize(
    ("micros", "shown"),
    [
        (0, "$0.00"),
        (25_000, "$0.025"),
        (1_200_000, "$1.20"),
        (5_000, "$0.005"),
        (1, "$0.000001"),
        (1_234_567_890, "$1,234.56789"),
        (-25_000, "−$0.025"),
        (None, ""),
    ],
)
def test_money_shows_cents_and_no_more_digits_than_it_has(micros, shown):
    assert dollars(micros) == shown


def test_a_moment_of_today_says_so():
    now = timezone.localtime()

    assert clock(now) == f"{now:%H:%M} today"


def test_an_older_moment_names_its_day():
    old = timezone.make_aware(datetime(2024, 5, 3, 14, 32))

    assert clock(old) == "14:32 on 3 May 2024"


def test_a_moment_on_a_page_names_its_second_and_its_zone_on_hover():
    old = datetime(2024, 5, 3, 12, 32, 5, tzinfo=UTC)

    with timezone.override("Europe/Berlin"):
        shown = packshot.clock(old)

    assert shown == (
        '<time datetime="2024-05-03T14:32:05+02:00" title="14:32:05 on 3 May 2024, Europe/Berlin">'
        "14:32 on 3 May 2024</time>"
    )


def test_no_page_formats_a_moment_by_itself():
    formatted = re.compile(r"\|(date|time|timesince|timeuntil)\b(?!:\"c\")")

    assert [str(path) for path in TEMPLATES if formatted.search(path.read_text())] == []


@pytest.mark.parametrize(
    ("past", "shown"),
    [
        (timedelta(seconds=20), "20 s"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=12), "12 days"),
    ],
)
def test_an_age_is_shown_in_its_largest_unit(past, shown):
    assert ago(timezone.now() - past) == shown


def test_a_running_time_counts_like_a_stopwatch():
    assert elapsed(timezone.now() - timedelta(minutes=2, seconds=4)) == "2:04"


def test_a_measure_carries_no_needless_digits():
    assert [measured(value) for value in (3.0, 0.02345, 1024.0, None)] == ["3", "0.0234", "1,024", ""]


@pytest.mark.parametrize(
    ("past", "shown"),
    [
        (timedelta(seconds=-5), "0:00"),
        (timedelta(seconds=59), "0:59"),
        (timedelta(seconds=3599), "59:59"),
        (timedelta(seconds=3600), "1:00:00"),
        (timedelta(hours=2, minutes=3, seconds=9), "2:03:09"),
    ],
)
def test_a_running_time_shows_hours_once_there_are_any(past, shown):
    assert elapsed(timezone.now() - past - timedelta(milliseconds=200)) == shown


@pytest.mark.parametrize("shown", [packshot.clock, packshot.ago, elapsed])
def test_no_moment_shows_nothing(shown):
    assert shown(None) == ""


def test_an_age_on_a_page_names_its_moment_on_hover():
    shown = packshot.ago(timezone.now() - timedelta(minutes=5))
    assert shown.startswith("<time datetime=")
    assert shown.endswith(">5 min</time>")


@pytest.mark.parametrize(
    ("past", "shown"),
    [
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=48), "2 days"),
    ],
)
def test_an_age_changes_its_unit_where_the_next_one_is_whole(past, shown):
    assert ago(timezone.now() - past - timedelta(milliseconds=200)) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(99.94, "99.9"), (100.2, "100"), (-100.4, "-100"), (-3.0, "-3"), (0.0, "0")]
)
def test_a_measure_from_a_hundred_on_is_a_whole_number(value, shown):
    assert measured(value) == shown


@pytest.mark.parametrize(("days", "named"), [(-1, "yesterday"), (1, "tomorrow")])
def test_a_moment_of_the_day_before_and_after_says_so(days, named):
    near = timezone.localtime() + timedelta(days=days)
    assert clock(near) == f"{near:%H:%M} {named}"
