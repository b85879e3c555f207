"""An admin copies the rules of a channel, changes them, and adds channels."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from renders.insights.channel_rules import channel_rules, fits_of
from renders.models import ChannelBound, ChannelRuleSet
from renders.quality import CHANNEL_RULES
from tests.factories import make_render
from tests.html import flat

pytestmark = pytest.mark.django_db
ADD = "admin:renders_channelruleset_add"
AMAZON = {
    "name": "Amazon main image",
    "code": "amazon-main",
    "source": "Our key account",
    "checked_on": "2026-11-28",
    "confidence": "good",
    "ratios": "",
    "is_enabled": "on",
}


@pytest.fixture
def adas(client_of, ada):
    return client_of(ada)


def form(*bounds, **fields):
    names = ("measure", "at_least", "at_most", "severity")
    posted = {
        f"bounds-{at}-{name}": value
        for at, bound in enumerate(bounds)
        for name, value in zip(names, bound, strict=True)
    }
    return {**AMAZON, "bounds-TOTAL_FORMS": len(bounds), "bounds-INITIAL_FORMS": 0, **posted, **fields}


def codes():
    return [rules.code for rules in channel_rules()]


def test_without_rows_the_rules_are_those_that_ship():
    assert channel_rules() == list(CHANNEL_RULES)


def test_a_row_takes_the_place_of_the_channel_with_its_code(adas):
    answer = adas.post(reverse(ADD), form(("fill", "70", "", "blocking")))
    assert answer.status_code == HTTPStatus.FOUND
    render = make_render(width=2000, height=2000, measures={"fill": 72.0, "ground": 240.0})
    fit = next(one for one in fits_of(render) if one.rules.code == "amazon-main")
    assert (fit.outcome, fit.rules.source) == ("fits", "Our key account")
    assert codes() == [rules.code for rules in CHANNEL_RULES]


def test_a_channel_with_another_code_is_added(adas):
    adas.post(
        reverse(ADD), form(("width", "800", "1200", "warning"), code="our-fair", name="Our fair", ratios="1:1, 1.91:1")
    )
    rules = channel_rules()[-1]
    [bound] = rules.bounds
    assert (rules.name, rules.ratios) == ("Our fair", ("1:1", "1.91:1"))
    assert (bound.measure, bound.at_least, bound.at_most, bound.severity) == ("width", 800, 1200, "warning")


def test_a_channel_that_is_not_shown_is_spoken_of_nowhere(adas):
    adas.post(reverse(ADD), form(is_enabled=""))
    assert "amazon-main" not in codes()


def test_a_copy_begins_with_the_rules_that_ship(adas):
    page = adas.get(reverse("admin:renders_channelruleset_changelist"))
    assert f"{reverse(ADD)}?copy=amazon-main" in page.text
    text = adas.get(reverse(ADD), {"copy": "amazon-main"}).text
    assert 'value="amazon-main"' in text
    assert text.count('value="255"') + text.count('value="255.0"') == 1
    assert 'value="85"' in text or 'value="85.0"' in text


def test_what_was_copied_is_no_longer_offered_as_shipped(adas):
    adas.post(reverse(ADD), form(("fill", "70", "", "blocking")))
    text = adas.get(reverse("admin:renders_channelruleset_changelist")).text
    assert "?copy=amazon-main" not in text
    assert "?copy=shopify" in text


@pytest.mark.parametrize(
    ("bound", "says"),
    [
        (("fill", "", "", "warning"), "Write the least, the most, or both, or remove this line."),
        (("fill", "90", "80", "warning"), "The most is less than the least."),
        (("fill", "inf", "", "warning"), "Enter a number."),
        (("colour", "1", "", "warning"), "Select a valid choice"),
    ],
)
def test_a_bound_that_says_nothing_possible_is_refused(adas, bound, says):
    assert says in flat(adas.post(reverse(ADD), form(bound)))
    assert not ChannelBound.objects.exists()


@pytest.mark.parametrize("ratios", ["square", "1:0x", "1:1;4:5", "0:0", "1:0"])
def test_ratios_that_are_none_are_refused(adas, ratios):
    adas.post(reverse(ADD), form(ratios=ratios))
    assert not ChannelRuleSet.objects.exists()


def test_two_queries_read_all_rules(django_assert_num_queries):
    with django_assert_num_queries(2):
        channel_rules()
